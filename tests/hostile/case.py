"""One case of the hostile web as data: what is served, and how its visit must end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.crawls import ENOUGH_WORDS, TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.hostile.wire import Serve

LINK = f'<a href="https://{TARGET}/">the target</a>'


@dataclass(frozen=True, slots=True)
class Case:
    """A host ``name.test``, the candidate ``path`` on it, and what a crawl must make of it.

    *links*: fields of the stored links in document order; of each, only what this case is about.
    *page*: fields of the stored page. *elsewhere* are further hosts.
    """

    name: str
    serve: Serve | Mapping[str, Serve]
    outcome: str
    links: tuple[Mapping[str, Any], ...] = ()
    page: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    path: str = "/"
    elsewhere: Mapping[str, Mapping[str, Serve]] = field(default_factory=dict)
    url: str = ""

    @property
    def candidate(self) -> str:
        """The URL that is visited."""
        return self.url or f"http://{self.name}.test{self.path}"

    def sites(self) -> dict[str, dict[str, Serve]]:
        """Return what is served for this case, by host and path."""
        pages = {self.path: self.serve} if callable(self.serve) else dict(self.serve)
        return {f"{self.name}.test": pages, **{h: dict(p) for h, p in self.elsewhere.items()}}


def linked(
    name: str, serve: Serve | Mapping[str, Serve], *links: Mapping[str, Any], **more: Any
) -> Case:
    """Return the case of a page with exactly *links*; one of any kind if none is given."""
    return Case(name, serve, "linked", links or ({},), **more)


def page(*pieces: str, head: str = "") -> str:
    """Return a page of *pieces*, with words enough that it needs no script."""
    body = "".join(pieces)
    return f"<!doctype html><title>A page</title>{head}<body><p>{ENOUGH_WORDS}</p>{body}"
