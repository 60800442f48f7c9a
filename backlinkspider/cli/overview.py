"""What a store holds for a target, at a glance: the tables at the end of the demo."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlinkspider.cli.output import one_line
from backlinkspider.flags import gravity

if TYPE_CHECKING:
    from rich.console import Console

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


@dataclass(slots=True)
class RuleHits:
    """How often a rule flagged, and one example."""

    severity: str
    count: int = 0
    page_url: str = ""
    message: str = ""


@dataclass(slots=True)
class Overview:
    """Counts over the ``pages`` and ``links`` of one target."""

    outcomes: dict[str | None, int] = field(default_factory=dict)
    links: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By state, region and whether the link is followed."""
    rules: dict[str, RuleHits] = field(default_factory=dict)


async def read_overview(store: Store, target: str) -> Overview:
    """Count what *store* holds for *target*."""
    overview = Overview(await store.tally("pages", {"target": target}, "outcome"))
    async for link in store.iterate("links", {"target": target}, sort=[("_id", 1)]):
        part = link["link"]
        follow = "followed" if part["follow"] else "not followed"
        overview.links[link["state"], part["region"], follow] += 1
        for flag in link.get("flags", ()):
            _count(overview.rules, flag, link)
    return overview


def _count(rules: dict[str, RuleHits], flag: Document, link: Document) -> None:
    hits = rules.setdefault(flag["rule"], RuleHits(flag["severity"]))
    hits.count += 1
    if hits.count == 1:
        hits.page_url, hits.message = link["page"]["url"], flag["message"]


def print_overview(overview: Overview, console: Console) -> None:
    """Print the three tables: pages by outcome, links by state and region, flags by rule."""
    from rich.table import Table  # noqa: PLC0415 (keeps other commands fast)
    from rich.text import Text  # noqa: PLC0415

    pages = Table("outcome", "pages", title="Pages by outcome", title_justify="left")
    for outcome, count in sorted(overview.outcomes.items(), key=lambda pair: -pair[1]):
        pages.add_row(outcome, str(count))
    links = Table(
        "state", "region", "rel", "links", title="Links by state and region", title_justify="left"
    )
    for (state, region, follow), count in overview.links.most_common():
        links.add_row(state, region, follow, str(count))
    rules = Table(
        "severity", "rule", "links", "example", title="Flags by rule", title_justify="left"
    )
    for name, hits in sorted(overview.rules.items(), key=_by_severity):
        example = f"{one_line(hits.message)}\n{one_line(hits.page_url)}"
        rules.add_row(hits.severity, name, str(hits.count), Text(example))
    for table in (pages, links, rules):
        console.print(table)


def _by_severity(pair: tuple[str, RuleHits]) -> tuple[int, int, str]:
    name, hits = pair
    return -gravity(hits.severity), -hits.count, name
