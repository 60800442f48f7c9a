"""Workbooks: read back from their XML, as Excel would."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlinkspider.cli import workbook
from backlinkspider.cli.output import one_line
from backlinkspider.cli.readers import FieldAt
from backlinkspider.cli.workbook import CELL, CUT, fitted, sheet_name, write_workbook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EXCEL_DAY_0 = datetime(1899, 12, 30, tzinfo=UTC)


async def _rows(values: Sequence[Any]) -> AsyncIterator[dict[str, Any]]:
    for value in values:
        yield {"text": value, "at": value}


async def written(path: Path, values: Sequence[Any], *names: str) -> list[ET.Element]:
    """Write *values*, one a row, and return the sheets' XML."""
    columns = {name: FieldAt("text") for name in names or ("text",)}
    assert await write_workbook(_rows(values), columns, "Links", path) == len(values)
    with zipfile.ZipFile(path) as book:
        assert not [name for name in book.namelist() if "hyperlink" in name or "rels/sheet" in name]
        sheets = sorted(name for name in book.namelist() if "worksheets/sheet" in name)
        return [ET.fromstring(book.read(name)) for name in sheets]


def cells(sheet: ET.Element) -> list[tuple[str, str]]:
    """Return type and text of the cells below the header; control characters unescaped."""
    assert not [*sheet.iter(f"{_NS}f"), *sheet.iter(f"{_NS}hyperlink")]
    found = []
    for row in list(sheet.iter(f"{_NS}row"))[1:]:
        for cell in row:
            text = "".join(cell.itertext())
            decoded = re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)
            found.append((cell.get("t", "n"), decoded))
    return found


async def test_each_kind_of_value_has_its_cell(tmp_path: Path) -> None:
    noon = datetime(2026, 5, 31, 14, 0, 0, 250_000, tzinfo=UTC)
    values = [1, 2.5, True, False, None, noon, "x", ["ugc", "nofollow"], 2**53 + 1, {"a": 2}]
    [sheet] = await written(tmp_path / "a.xlsx", values)
    found = cells(sheet)
    moment = float(found.pop(4)[1])
    assert abs(_EXCEL_DAY_0 + timedelta(days=moment) - noon) < timedelta(milliseconds=1)
    assert found == [
        ("n", "1"),
        ("n", "2.5"),
        ("b", "1"),
        ("b", "0"),
        ("inlineStr", "x"),
        ("inlineStr", "ugc, nofollow"),
        ("inlineStr", "9007199254740993"),
        ("inlineStr", "a 2"),
    ]


async def test_old_dates_are_text(tmp_path: Path) -> None:
    [sheet] = await written(tmp_path / "a.xlsx", [datetime(1066, 10, 14, tzinfo=UTC)])
    assert cells(sheet) == [("inlineStr", "1066-10-14T00:00:00Z")]


async def test_the_header_is_frozen_and_filters(tmp_path: Path) -> None:
    [sheet] = await written(tmp_path / "a.xlsx", ["x", "y"], "page_url", "first_seen")
    [pane] = sheet.iter(f"{_NS}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    [filters] = sheet.iter(f"{_NS}autoFilter")
    assert filters.get("ref") == "A1:B3"
    header = [("".join(cell.itertext())) for cell in next(sheet.iter(f"{_NS}row"))]
    assert header == ["page_url", "first_seen"]


async def test_an_empty_answer_is_a_sheet_with_a_header(tmp_path: Path) -> None:
    [sheet] = await written(tmp_path / "a.xlsx", [])
    assert len(list(sheet.iter(f"{_NS}row"))) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.text() | st.sampled_from(["=1+1", "{=1}", "@x", "https://a.test/#b", "_x0041_", "007"]),
        min_size=1,
    )
)
async def test_any_text_is_text(tmp_path: Path, texts: list[str]) -> None:
    [sheet] = await written(tmp_path / "a.xlsx", texts)
    expected = [("inlineStr", one_line(text)) for text in texts if one_line(text)]
    assert cells(sheet) == expected


@pytest.mark.parametrize("character", ["x", "日", "𝔘"])
def test_long_cells_are_cut_with_a_mark(character: str) -> None:
    units = len(character.encode("utf-16-le")) // 2
    full = character * (CELL // units)
    assert fitted(full) == full
    cut = fitted(full + character)
    assert cut.endswith(f"{character}{CUT}")
    assert len(cut.encode("utf-16-le")) // 2 <= CELL
    assert set(cut.removesuffix(CUT)) == {character}


async def test_more_rows_than_a_sheet_holds_go_on_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 3)
    sheets = await written(tmp_path / "a.xlsx", list("abcdefg"))
    assert ["".join(text for _, text in cells(sheet)) for sheet in sheets] == ["abc", "def", "g"]
    filters = [next(sheet.iter(f"{_NS}autoFilter")).get("ref") for sheet in sheets]
    assert filters == ["A1:A4", "A1:A4", "A1:A2"]
    assert capsys.readouterr().err.splitlines() == [
        "note: a sheet holds 3 rows; those that follow are on 'Links 2'",
        "note: a sheet holds 3 rows; those that follow are on 'Links 3'",
    ]


@pytest.mark.parametrize(
    "title", ["Links", "Link to a.example, b.example, not to example.com", "[a]:*?/\\b", "𝔘" * 40]
)
async def test_any_title_names_a_sheet(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 1)
    columns = {"text": FieldAt("text")}
    assert await write_workbook(_rows(["a", "b"]), columns, title, tmp_path / "a.xlsx") == 2
    assert sheet_name(title, " 2").endswith(" 2")
    assert len(sheet_name(title, " 2").encode("utf-16-le")) // 2 <= 31
    assert repr(sheet_name(title, " 2")) in capsys.readouterr().err


def test_the_limit_is_excels() -> None:
    assert workbook.ROWS == 2**20 - 1
