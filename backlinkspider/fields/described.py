"""All collections' fields, and questions about them. Pure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.fields.crawl import HOSTS, PAGES, RUNS
from backlinkspider.fields.domains import DOMAINS
from backlinkspider.fields.findings import (
    ALERTS,
    EVENTS,
    MARKS,
    PROFILE_FLAGS,
    REPORTS,
    RULE_REVISIONS,
)
from backlinkspider.fields.links import LINKS
from backlinkspider.fields.own import OWN_PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.documents import Collection, Document
    from backlinkspider.fields.model import Described, Kind

DESCRIBED: Final[Mapping[Collection, tuple[Described, ...]]] = {
    "links": LINKS,
    "pages": PAGES,
    "domains": DOMAINS,
    "own_pages": OWN_PAGES,
    "events": EVENTS,
    "alerts": ALERTS,
    "marks": MARKS,
    "profile_flags": PROFILE_FLAGS,
    "rule_revisions": RULE_REVISIONS,
    "runs": RUNS,
    "hosts": HOSTS,
    "reports": REPORTS,
}

ABOUT: Final[Mapping[Collection, str]] = {
    "links": "One document for each link to a target: where it stands, what it is, what rules say.",
    "domains": "One document for each referring domain: its links, risk, worth, what to do.",
    "pages": "Every candidate page, pending or with its outcome, for each target.",
    "own_pages": "The target's own pages, with what is wrong with them for the links to them.",
    "events": "What happened to links: new, changed, lost, back.",
    "alerts": "Who was told of which event by scrapy events --unseen.",
    "marks": "What people say, which no crawl overwrites.",
    "profile_flags": "What the rules over all links of a target found, and what they could not.",
    "rule_revisions": "The text of each rule behind a flag, as it was then.",
    "runs": "One document for each crawl.",
    "hosts": "The crawl's queue: the owners of hosts, and what was learnt about them.",
    "reports": "What each report covered: the next one tells what changed since.",
}

_OPEN: Final = frozenset({"any", "counts", "map"})
"""Kinds whose parts are no fields of their own."""


@cache
def kinds(collection: Collection) -> Mapping[str, Kind]:
    """Return the kind of each described field of *collection*, by its dotted path."""
    return {one.path: one.kind for one in DESCRIBED.get(collection, ())}


def is_known(collection: Collection, path: str) -> bool:
    """Whether *path* is a field of *collection*, part of one, or below one with free names."""
    known = kinds(collection)
    parts = path.split(".")
    above = (".".join(parts[:length]) for length in range(1, len(parts)))
    return (
        path in known
        or any(known.get(one) in _OPEN for one in above)
        or any(one.startswith(f"{path}.") for one in known)
    )


def unknown_fields(collection: Collection, document: Document) -> set[str]:
    """Return the paths of *document* that no description of *collection* covers."""
    return {path for path, _ in values(document) if not is_known(collection, path)}


def values(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value below *part* with its dotted path; arrays of objects are gone through."""
    if isinstance(part, dict) and part:
        for name, inner in part.items():
            yield from values(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(part, list) and any(isinstance(inner, dict) for inner in part):
        for inner in part:
            yield from values(inner, path)
    else:
        yield path, part
