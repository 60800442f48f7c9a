"""What the charts show: rows of a label and a number, from counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.report.link_figures import UNKNOWN

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping

    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.report.changes import Changes
    from backlinkspider.report.link_figures import LinkFigures

MOST: Final = 12
"""Bars of a chart; what is left is one bar more."""


SERIES: Final = ("new", "back", "lost")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is about, how many, and the column and value that select it in a table.

    ``name`` is what ``label`` tells, ``tone`` names its colour where that means something.
    """

    name: str
    label: str
    value: int
    column: str = ""
    choice: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars of one ``unit`` (links, domains) out of ``whole``. ``key`` names its texts."""

    key: str
    unit: str
    whole: int
    bars: tuple[Bar, ...]

    def data(self) -> dict[str, Any]:
        """Return what a script draws."""
        return {
            "key": self.key,
            "labels": [bar.label for bar in self.bars],
            "values": [bar.value for bar in self.bars],
            "tones": [bar.tone for bar in self.bars],
            "choices": [[bar.column, bar.choice] for bar in self.bars],
        }


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Events by week: what came (new, back) and what went (lost)."""

    weeks: tuple[str, ...]
    series: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return what a script draws."""
        return {
            "labels": list(self.weeks),
            "series": {name: list(values) for name, values in self.series.items()},
        }

    def rows(self) -> list[tuple[str, int, int, int]]:
        """Return each week with how many links were new, back and lost."""
        return list(zip(self.weeks, *(self.series[kind] for kind in SERIES), strict=True))

    @property
    def is_curve(self) -> bool:
        """Whether there is more than one week to compare."""
        return len(self.weeks) > 1


def bar_charts(figures: LinkFigures, titles: Mapping[str, str], words: Catalogue) -> list[BarChart]:
    """Return the charts over live links and referring domains, those without a bar left out.

    *titles* has those of rules by id.
    """
    live, referring = figures.live, figures.referring
    severity = figures.severities.__getitem__

    def named(group: str) -> Callable[[str], str]:
        return lambda name: words.named(group, name)

    def title(rule: str) -> str:
        return titles.get(rule, rule)

    rules = _bars(_graver(figures), words, title, column="rule", tone=severity, rest=False)
    families = _bars(figures.families, words, named("family"), column="family")
    rels = _bars(figures.rels, words, named("rel"), column="rel")
    regions = _bars(figures.regions, words, named("region"), column="region")
    charts = (
        BarChart("rules", "links", live, rules),
        BarChart("families", "links", live, families),
        BarChart("anchors", "links", live, _bars(figures.anchors, words, named("anchor"))),
        BarChart("rels", "links", live, rels),
        BarChart("regions", "links", live, regions),
        BarChart("tlds", "domains", referring, _bars(figures.tld_counts, words, ".{}".format)),
        BarChart(
            "languages",
            "domains",
            referring,
            _bars(figures.language_counts, words, named("tongue")),
        ),
    )
    return [chart for chart in charts if chart.bars]


def _graver(figures: LinkFigures) -> dict[str, int]:
    """Return the counts of rules that are more than a note, where there are such."""
    grave = {
        rule: count for rule, count in figures.rules.items() if figures.severities[rule] != "note"
    }
    return grave or dict(figures.rules)


def _bars(
    counts: Mapping[str, int] | Counter[str],
    words: Catalogue,
    label: Callable[[str], str],
    *,
    column: str = "",
    tone: Callable[[str], str] | None = None,
    rest: bool = True,
) -> tuple[Bar, ...]:
    """Return the most frequent as bars; with *rest* the others together are the last one."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ordered if rest and len(ordered) <= MOST + 1 else ordered[:MOST]
    bars = [
        Bar(
            name,
            words.text("chart.unknown") if name == UNKNOWN else label(name),
            count,
            column,
            name if column else "",
            tone(name) if tone else "",
        )
        for name, count in shown
    ]
    others = ordered[len(shown) :]
    if others and rest:
        text = words.text("chart.others", n=len(others))
        bars.append(Bar("", text, sum(count for _, count in others)))
    return tuple(bars)


def time_chart(changes: Changes) -> TimeChart:
    """Return events by week."""
    weeks = changes.weeks()
    return TimeChart(
        tuple(name for name, _ in weeks),
        {kind: tuple(counts[kind] for _, counts in weeks) for kind in SERIES},
    )
