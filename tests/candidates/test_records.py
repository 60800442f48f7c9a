"""Records of CSV as Python's own reader finds them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.candidates.lines import Line
from backlinkspider.candidates.records import cells, ends_open, records


@pytest.mark.parametrize(
    ("line", "is_open"),
    [("a,b", False), ('"a', True), ('a,"b', True), ('a"b', False), ('"a""', True), ('"a"",b', True),
     ('"a","b"', False), ('"a"x"b', False), ('""', False), ('"""', True)],
)  # fmt: skip
def test_ends_open(line: str, is_open: bool) -> None:
    assert ends_open(line, ",", is_open=False) == is_open


@given(st.lists(st.lists(st.text('ab,;"\n ', max_size=6), min_size=1, max_size=4), max_size=5))
def test_what_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    lines = (Line(n, text) for n, text in enumerate(stream.getvalue().split("\n")[:-1], start=1))
    found = [cells(record.text, ",") for record in records(lines, ",", "f")]
    assert found == [tuple(cell.strip() for cell in row) for row in rows]
