"""What each stage of a page costs: from decoding over anchors and walls to signals and rules.

``figures(sizes)`` reads as many real pages as a size says (CORPUS_DIR), generated ones without.
Each page is read ``ROUNDS`` times and its cheapest reading counts, stage by stage, in CPU time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.links.record import Reading, links_to
from backlinkspider.links.redirectors import redirectors
from backlinkspider.page.charset import sniff_charset
from backlinkspider.page.codec import decode
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.page.walls import recognise_wall
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import Target, parse_matcher
from backlinkspider.web.rendering import page_facts
from benchmarks.figure import Figure
from benchmarks.made.real_web import TARGET, pages, with_link
from benchmarks.rules import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.page.model import Anchor
    from backlinkspider.rules.evaluate import RuleSet, Verdict

ROUNDS: Final = 3
SIZES: Final = (10, 30, 100)
_URL: Final = "https://page.example/a/page"
_SHORTENERS: Final = frozenset({"bit.ly", "t.co"})
_GOAL: Final = 0.6
"""Milliseconds for the anchors of 100 KB with text, rel, region and context."""

_STAGES: Final = (
    *("decode", "tree", "anchors", "whether to render", "redirectors", "walls"),
    *("describe", "signals", "rules"),
)


@dataclass(slots=True)
class Stages:
    """The least CPU seconds of each stage of a page, over several readings."""

    least: dict[str, float] = field(default_factory=dict)

    def take(self, stage: str, work: Callable[..., Any], *given: Any) -> Any:
        """Do *work* with what is *given* as *stage* and return its result."""
        started = time.process_time()
        result = work(*given)
        spent = time.process_time() - started
        self.least[stage] = min(spent, self.least.get(stage, spent))
        return result


def figures(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Yield the milliseconds a page of each stage, and those of all anchors for 100 KB."""
    target = Target(name=TARGET, matchers=(parse_matcher(TARGET),))
    with shipped() as root:
        rules = load_rules(root, today=date(2026, 11, 22))
    found = pages()
    for size in sizes:
        read = [(kind, with_link(body)) for kind, body in found[:size]]
        costs = [_stages(kind, body, target, rules) for kind, body in read]
        for stage in _STAGES:
            spent = sum(cost.least.get(stage, 0.0) for cost in costs)
            yield Figure("extraction", stage, len(read), 1000 * spent / len(read), "CPU ms a page")
        anchors = sum(cost.least["anchors"] + cost.least["describe"] for cost in costs)
        per_100_kb = 1000 * anchors / (sum(len(body) for _, body in read) / 102_400)
        name = "all anchors, described"
        yield Figure("extraction", name, len(read), per_100_kb, "CPU ms per 100 KB", goal=_GOAL)


def _stages(content_type: str, body: bytes, target: Target, rules: RuleSet) -> Stages:
    stages = Stages()
    read = partial(HtmlDocument, body, url=_URL, content_type=content_type)
    for _ in range(ROUNDS):
        stages.take("decode", _decoded, body, content_type)
        page = stages.take("tree", read)
        anchors = stages.take("anchors", page.anchors)
        stages.take("whether to render", page_facts, page, (TARGET,))
        stages.take("redirectors", redirectors, _URL, anchors, (target,), _SHORTENERS)
        stages.take("walls", recognise_wall, page, 200)
        stages.take("describe", _described, page, anchors)
        fresh = read()
        fresh.anchors()
        reading = Reading(_URL, _fetch(content_type), body, fresh)
        links = stages.take("signals", links_to, target, reading)
        stages.take("rules", _judged, rules, links)
    return stages


def read_body(body: bytes, url: str, content_type: str) -> Reading:
    """Return *body* as the crawl would have read it at *url*."""
    document = HtmlDocument(body, url=url, content_type=content_type)
    return Reading(url, _fetch(content_type, url), body, document)


def _decoded(body: bytes, content_type: str) -> str:
    return decode(body, sniff_charset(body, content_type).name)


def _described(page: HtmlDocument, anchors: Sequence[FoundAnchor]) -> list[Anchor]:
    return page.describe_all(anchors)


def _judged(rules: RuleSet, links: Sequence[Document]) -> list[Verdict]:
    return [rules.evaluate(link) for link in links]


def _fetch(content_type: str, url: str = _URL) -> Fetch:
    return Fetch(
        final_url=url,
        status=200,
        headers=(("content-type", content_type),),
        redirects=(),
        ip=None,
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
