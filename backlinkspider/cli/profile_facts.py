"""The facts about a target's whole link profile: as lines for people, as rows of CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.output import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.documents import Document

_ABOUT: Final = frozenset({"_id", "kind", "target", "at", "run"})
_SHOWN: Final = 12
"""Entries of a count, and weeks, that a line has room for."""

_COUNTS: Final = (
    ("anchor_classes", "anchors"),
    ("regions", "regions"),
    ("languages", "languages"),
    ("tlds", "domains by TLD"),
    ("bands", "domains by risk"),
    ("actions", "domains by action"),
)


def fact_lines(facts: Document) -> Iterator[str]:
    """Yield the facts for people."""
    links, domains = facts["links"], facts["domains"]
    yield (
        f"  {counted(links['live'], 'live link')} from {counted(domains['live'], 'domain')};"
        f" {links['folded']:,} when what a template repeats counts once, of which"
        f" {_percent(facts['follow_share'])} are followed,"
        f" {_percent(facts['passing_share'])} pass credit"
    )
    yield (
        f"  lost: {counted(links['lost'], 'link')}, {counted(domains['lost'], 'domain')};"
        f" unknown: {counted(links['unknown'], 'link')}, {counted(domains['unknown'], 'domain')}"
    )
    yield f"  diversity, as effective numbers: {_diversity(facts['diversity'])}"
    yield f"  authority: {_weak(facts['weak'])}"
    for name, title in _COUNTS:
        if facts[name]:
            yield f"  {title}: {one_line(_counts(facts[name]))}"
    if weeks := list(_weeks(facts["history"])):
        yield f"  links new and lost by week: {', '.join(weeks[-_SHOWN:])}"


def fact_rows(facts: Document) -> Iterator[Document]:
    """Yield the facts as rows, each under its dotted name."""
    about = {"target": facts["target"], "status": "fact", "at": facts["at"]}
    said = {name: value for name, value in facts.items() if name not in _ABOUT}
    for name, value in _leaves(said, ""):
        yield {**about, "rule": name, "message": value}


def _leaves(facts: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _diversity(diversity: Mapping[str, Mapping[str, Any]]) -> str:
    parts = [
        f"{one['effective'] or 0:g} of {counted(one['number'], name.removesuffix('s'))}"
        for name, one in diversity.items()
    ]
    unknown = diversity["networks"]["unknown"]
    of_unknown = f" ({counted(unknown, 'link')} without an address)" if unknown else ""
    return f"{', '.join(parts)}{of_unknown}"


def _weak(weak: Mapping[str, Any]) -> str:
    known, unknown = weak["known"], weak["unknown"]
    if not known:
        return f"unknown for all {counted(unknown, 'domain')}"
    share = _percent(weak["share"])
    return f"{weak['domains']} of {counted(known, 'domain')} weak ({share}), {unknown} unknown"


def _counts(counts: Mapping[str, int]) -> list[str]:
    shown = [f"{name} {count:,}" for name, count in list(counts.items())[:_SHOWN]]
    more = len(counts) - len(shown)
    return [*shown, f"{more} more"] if more else shown


def _weeks(history: Mapping[str, Mapping[str, int]]) -> Iterable[str]:
    new, lost = history["new"], history["lost"]
    for week in sorted({*new, *lost}):
        yield f"{week} +{new.get(week, 0)} -{lost.get(week, 0)}"


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
