from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.report.numbered import Numbered, shortest_ids

IDS = st.lists(st.text("0123456789abcdef", min_size=12, max_size=12), unique=True)


@given(st.lists(st.text(max_size=2)))
def test_each_value_has_one_number(values: list[str]) -> None:
    numbered: Numbered[str] = Numbered()
    numbers = [numbered.number(value) for value in values]
    assert [numbered.values[number] for number in numbers] == values
    assert len(numbered.values) == len(set(values))


def test_values_with_the_same_key_are_the_same() -> None:
    numbered: Numbered[list[str]] = Numbered()
    assert [numbered.number(["a"], "k"), numbered.number(["b"], "l"), numbered.number([], "k")] == [
        0,
        1,
        0,
    ]
    assert numbered.values == [["a"], ["b"]]


@given(IDS, st.integers(1, 8))
def test_short_ids_name_one_each(ids: list[str], least: int) -> None:
    short = shortest_ids(ids, least)
    for whole, cut in zip(ids, short, strict=True):
        assert [one for one in ids if one.startswith(cut)] == [whole]
        assert len(cut) >= least


def test_an_id_is_as_short_as_it_may_be() -> None:
    assert shortest_ids(["aaaa1111", "aaaa2222", "bbbb3333"], 2) == ["aaaa1", "aaaa2", "bb"]
