"""Referring domains as rows: what each is worth, what it risks, what to do. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.report.document import MEASURES, at, day, measure
from backlinkspider.report.link_figures import UNKNOWN
from backlinkspider.report.rule_texts import brief
from backlinkspider.report.todo import TODO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlinkspider.documents import Document

_MOST: Final = 3
"""Anchor texts that a row has."""

_RULES: Final = 8
"""Rules that a row names, the gravest."""

COLUMNS: Final = (
    "domain",
    "do",
    "why",
    "live",
    "lost",
    "unknown",
    "followed",
    "passing",
    "pages",
    "risk",
    "open",
    "band",
    "severity",
    *MEASURES,
    "rules",
    "anchors",
    "tld",
    "first_seen",
    "last_seen",
    "disavowed",
)


@dataclass(slots=True)
class DomainRows:
    """Collects ``domains`` documents as rows in the order of ``COLUMNS``."""

    rows: list[list[Any]] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    disavowed: int = 0

    def add(self, domain: Document) -> None:
        """Add one domain."""
        self.actions[at(domain, ("action", "do")) or UNKNOWN] += 1
        self.disavowed += bool(domain.get("disavowed"))
        self.rows.append(row(domain))

    @property
    def named(self) -> Iterator[dict[str, Any]]:
        """The rows, each as a mapping of column to value."""
        return (dict(zip(COLUMNS, one, strict=True)) for one in self.rows)

    @property
    def measured(self) -> tuple[str, ...]:
        """The measures of worth that are known of any domain."""
        columns = ((name, COLUMNS.index(name)) for name in MEASURES)
        return tuple(
            name for name, place in columns if any(one[place] is not None for one in self.rows)
        )

    def todo(self) -> list[dict[str, Any]]:
        """Return the rows that ask something of the owner, most important first."""
        return sorted((one for one in self.named if one["do"] in TODO), key=importance)

    def by_band(self, bands: Sequence[str]) -> list[Band]:
        """Return the domains with live links by band of risk, *bands* in their order."""
        live = [one for one in self.named if one["live"]]
        return [Band.of(band, [one for one in live if one["band"] == band]) for band in bands]


@dataclass(frozen=True, slots=True)
class Band:
    """The domains in one band of risk, and the median of each measure of worth."""

    band: str
    domains: int
    medians: tuple[float | None, ...]

    @classmethod
    def of(cls, band: str, rows: Sequence[Mapping[str, Any]]) -> Band:
        """Summarise the *rows* of domains in *band*."""
        medians = (median_of(one[name] for one in rows) for name in MEASURES)
        return cls(band, len(rows), tuple(medians))


def median_of(values: Iterable[float | None]) -> float | None:
    """Return the median of those *values* that are known."""
    known = [value for value in values if value is not None]
    return round(median(known), 1) if known else None


def importance(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what domains to act on are ordered by: action, then weight, then reach.

    The weight is the risk that is left; of what is to be won back it is the worth, by the first
    measure that is known.
    """
    worth = [-1.0 if row[name] is None else row[name] for name in MEASURES]
    weight = worth if row["do"] == "reclaim" else [row["open"]]
    reach = [row["passing"], row["live"], row["lost"]]
    return (TODO.index(row["do"]), *(-one for one in (*weight, *reach)), row["domain"])


def row(domain: Document) -> list[Any]:
    """Return the row of a domain, in the order of ``COLUMNS``."""
    links = domain.get("links") or {}
    return [
        domain["domain"],
        at(domain, ("action", "do")) or "",
        brief(at(domain, ("action", "reason")) or ""),
        *(links.get(name, 0) for name in ("live", "lost", "unknown", "followed", "passing")),
        domain.get("pages") or 0,
        at(domain, ("risk", "score")) or 0,
        open_risk(domain),
        at(domain, ("risk", "band")) or "",
        domain.get("severity") or "",
        *(measure(domain, name) for name in MEASURES),
        " ".join(most(domain.get("rules") or ())),
        " | ".join(one["text"] for one in (domain.get("anchors") or ())[:_MOST]),
        domain.get("tld") or "",
        day(domain.get("first_seen")),
        day(domain.get("last_seen")),
        domain.get("disavowed") or "",
    ]


def open_risk(domain: Document) -> float:
    """Return the risk that is left after what people allowed or disavowed."""
    left = at(domain, ("risk", "open"))
    return float(at(domain, ("risk", "score")) or 0) if left is None else float(left)


def most(rules: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the ids of the *rules* to name: the gravest, as they are stored, that are no notes."""
    return [one["rule"] for one in rules if one["severity"] != "note"][:_RULES]
