from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlinkspider.report.changes import Changes
from backlinkspider.report.charts import MOST, bar_charts, time_chart
from backlinkspider.report.link_figures import LinkFigures
from benchmarks.made.target import Maker

if TYPE_CHECKING:
    from backlinkspider.report.catalogue import Catalogue


def figures(**counts: Counter[str]) -> LinkFigures:
    made = LinkFigures()
    made.states["live"] = 100
    for name, counter in counts.items():
        setattr(made, name, counter)
    return made


def test_many_bars_end_in_one_of_all_others(words: Catalogue) -> None:
    regions = Counter({f"region {number:02}": 40 - number for number in range(20)})
    [chart] = bar_charts(figures(regions=regions), {}, words)
    assert len(chart.bars) == MOST + 1
    assert sum(bar.value for bar in chart.bars) == regions.total()
    assert (chart.bars[-1].label, chart.bars[-1].name) == ("8 others", "")
    assert chart.bars[0].choice == "region 00"


def test_one_bar_too_many_is_shown_itself(words: Catalogue) -> None:
    regions = Counter({f"region {number:02}": 1 for number in range(MOST + 1)})
    [chart] = bar_charts(figures(regions=regions), {}, words)
    assert [bar.label for bar in chart.bars] == sorted(regions)


def test_rules_have_their_titles_and_notes_do_not_crowd_them_out(words: Catalogue) -> None:
    made = figures(rules=Counter({"a.note": 90, "a.grave": 2, "gone.rule": 1}))
    made.severities = {"a.note": "note", "a.grave": "high", "gone.rule": "low"}
    rules = bar_charts(made, {"a.grave": "A grave thing"}, words)[0]
    assert [(bar.label, bar.tone) for bar in rules.bars] == [
        ("A grave thing", "high"),
        ("gone.rule", "low"),
    ]
    made.severities = dict.fromkeys(made.severities, "note")
    assert len(bar_charts(made, {}, words)[0].bars) == 3


def test_what_is_not_known_is_a_bar(words: Catalogue) -> None:
    [chart] = bar_charts(figures(anchors=Counter({"unknown": 3, "exact": 1})), {}, words)
    assert [bar.label for bar in chart.bars] == ["unknown", "a money phrase"]


def test_weeks_as_rows_and_whether_they_make_a_curve() -> None:
    changes = Changes(None)
    maker = Maker(1)
    made = maker.make()
    for event in made["events"]:
        changes.feed(event)
    chart = time_chart(changes)
    assert chart.is_curve
    assert sum(new for _, new, _, _ in chart.rows()) == len(made["links"])
    assert not time_chart(Changes(None)).is_curve
