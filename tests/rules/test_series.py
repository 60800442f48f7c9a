"""A field of all links as codes: what is one value, what is unknown, what predicates say."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.rules import series as module
from backlinkspider.rules.columns import Column
from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import Sources
from backlinkspider.rules.pace import Pace
from backlinkspider.rules.planes import mask_of
from backlinkspider.rules.series import Series
from backlinkspider.rules.words import Lexicon

UNKNOWN = State.UNKNOWN


@pytest.mark.parametrize(
    ("path", "raws", "codes", "values"),
    [
        ("page.title", ["x", UNKNOWN, "y", "x", None, 7, ["x"]], [2, 0, 3, 2, 0, 0, 0], ["x", "y"]),
        ("page.kind", [None, "wiki", UNKNOWN], [1, 2, 0], ["wiki"]),
        ("link.follow", [True, 1, False, 0], [2, 0, 3, 0], [True, False]),
        ("page.words", [1, True, 1.0, 2.5], [2, 0, 2, 3], [1, 2.5]),
        ("link.visibility.state", ["visible", "unknown"], [2, 0], ["visible"]),
        ("page.ids", [["b", "a", "b"], ("b", "a", "b"), [], "b", [1, "c", ["d"]]],
         [2, 2, 3, 0, 4], [("b", "a"), (), ("c",)]),
    ],
)  # fmt: skip
def test_each_value_has_a_code(
    path: str, raws: list[Any], codes: list[int], values: list[Any]
) -> None:
    series = Series(FIELDS[path], None, keeps=True)
    for raw in raws:
        series.extend([raw])
    assert series.codes.tolist() == codes
    assert series.values == [UNKNOWN, None, *values]
    assert series.known() == mask_of(map(bool, codes))
    at_once = Series(FIELDS[path], None, keeps=True)
    at_once.extend(raws)
    assert at_once.codes == series.codes


def column(path: str, *tests: tuple[str, Any]) -> Column:
    made = Column(0, FIELDS[path], Sources(Lexicon({}), {}), Pace(None))
    for number, (operator, argument) in enumerate(tests):
        made.predicate(number, operator, argument)
    return made


@pytest.mark.parametrize("keeps", [True, False])
def test_predicates_are_told_of_all_links(*, keeps: bool) -> None:
    tests = [("gte", number) for number in range(300)]
    series = Series(FIELDS["page.words"], column("page.words", *tests), keeps=keeps)
    numbers = [*range(0, 300, 7), UNKNOWN, 299.5]
    series.extend(numbers)
    planes = series.planes()
    known = [one for one in numbers if one is not UNKNOWN]
    assert len(planes) == 300
    for least, plane in enumerate(planes):
        assert plane.true.bit_count() == sum(one >= least for one in known)
        assert plane.false.bit_count() == sum(one < least for one in known)


def test_what_is_only_asked_for_answers_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 4)
    asked = column("link.text", ("contains", "oak"))
    series = Series(FIELDS["link.text"], asked, keeps=False)
    texts = [f"{'oak' if number % 3 else 'elm'} {number}" for number in range(50)]
    series.extend(texts)
    series.extend(texts)
    assert len(series.values) == 2
    [plane] = series.planes()
    assert plane.true == mask_of([bool(number % 3) for number in range(50)] * 2)
