"""One crawl over many cases, and how what it left is held against them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

from backlinkspider.urls import parse_candidate
from tests.crawls import Crawl, stored
from tests.hostile.server import ADDRESS, HostileWeb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from backlinkspider.documents import Document
    from tests.conftest import Ended
    from tests.hostile.case import Case

    Run = Callable[[Crawl, Path], tuple[Ended, int]]


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl of all cases left; *peak* is its memory in KiB."""

    cases: dict[str, Case]
    ended: Ended
    peak: int
    pages: dict[str, Document]
    links: dict[str, list[Document]]
    web: HostileWeb

    def check(self, name: str) -> None:
        """Assert that the case *name* ended as it should."""
        case = self.cases[name]
        page = self.pages[parse_candidate(case.candidate).url]
        assert (page["outcome"], case.detail in page["detail"]) == (case.outcome, True), page
        assert _only(page["page"], case.page) == dict(case.page)
        links = self.links.get(page["url"], [])
        assert len(links) == len(case.links)
        names = case.links[0] if case.links else ()
        found = sorted(repr(_only(link, names)) for link in links)
        assert found == sorted(repr(dict(one)) for one in case.links)

    def check_whole(self) -> None:
        """Assert that every candidate has an outcome, none failed, and nothing inward was asked."""
        assert self.ended.status == 0, self.ended.err[-3000:]
        assert "Traceback" not in self.ended.err
        failed = [p for p in self.pages.values() if p["outcome"] in {"failed", "pending"}]
        assert failed == []
        assert self.web.canary == []


def crawl(
    folder: Path,
    cases_at: Callable[[int], Iterable[Case]],
    settings: Mapping[str, str],
    arguments: Mapping[str, str],
    *,
    run: Run | None = None,
    tls: bool = False,
) -> Crawled:
    """Crawl the cases that *cases_at* returns for the port of the canary.

    *run* runs the command to its end, and measures it.
    """
    web = HostileWeb(_sites(cases_at(0)), tls=tls)
    with web.served():
        cases = {case.name: case for case in cases_at(web.canary_port)}
        web.sites.update(_sites(cases.values()))
        uri = f"sqlite:///{folder / 'store.db'}"
        plain = Crawl.ruled(
            web,
            uri,
            folder,
            [case.candidate for case in cases.values()],
            settings={"EGRESS_ALLOW": ADDRESS, "LOG_LEVEL": "ERROR", **settings},
            arguments=arguments,
        )
        ended, peak = (run or _measured)(plain, folder)
    links: dict[str, list[Document]] = {}
    for link in stored(uri, "links"):
        links.setdefault(link["page"]["url"], []).append(link)
    pages = {page["url"]: page for page in stored(uri, "pages")}
    return Crawled(cases, ended, peak, pages, links, web)


def _measured(crawl: Crawl, folder: Path) -> tuple[Ended, int]:
    measured = (sys.executable, "-m", "tests.hostile.measured", str(folder / "peak"))
    ended = replace(crawl, before=measured).run(seconds=600)
    return ended, int((folder / "peak").read_text())


def _sites(cases: Iterable[Case]) -> dict[str, Any]:
    return dict(chain.from_iterable(case.sites().items() for case in cases))


def _only(document: Document, names: Iterable[str]) -> Document:
    """Return of *document* the fields with dotted *names*; one without a dot is a link's own."""
    return {name: _at(document, name) for name in names}


def _at(document: Document, name: str) -> Any:
    inside = document["link"] if "link" in document and "." not in name else document
    return reduce(lambda part, key: part[key], name.split("."), inside)


def names_of(kinds: Mapping[str, Sequence[Case]]) -> list[str]:
    """Return the names of all cases; asserts that each kind has eight, and no name comes twice."""
    assert {kind: len(cases) for kind, cases in kinds.items() if len(cases) < 8} == {}
    names = [case.name for case in chain.from_iterable(kinds.values())]
    assert len(names) == len(set(names))
    return names
