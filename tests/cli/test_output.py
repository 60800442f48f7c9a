from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.cli.columns import LINKS, LINKS_SHOWN, PAGES, PAGES_SHOWN, RUNS, RUNS_SHOWN
from backlinkspider.cli.output import json_line, moment, one_line, print_answer, safe_cell
from backlinkspider.cli.rows import limited

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from backlinkspider.documents import Document

HOSTILE = "\x1b[31mred\x1b[0m [bold]not bold[/bold] :smile: \u202etxet\u202c\r\n\t\x07 =1+1"
COLUMNS = {"text": lambda document: document["text"], "at": lambda document: document.get("at")}
FORMULAS = tuple("=+-@\t\r＝＋－＠")


async def stream(documents: Sequence[Document]) -> AsyncIterator[Document]:
    for document in documents:
        yield document


async def printed(form: str, documents: Sequence[Document]) -> None:
    count = await print_answer(
        stream(documents), form=form, columns=COLUMNS, shown=("text",), title="Things"
    )
    assert count == len(documents)


async def test_a_table_shows_hostile_text_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    await printed("table", [{"text": HOSTILE}])
    out = capsys.readouterr().out
    assert "[31mred [0m [bold]not bold[/bold] :smile:" in out
    assert not {character for character in out if not character.isprintable()} - {"\n"}


async def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    await printed("table", [])
    assert capsys.readouterr().out == "Things: nothing found\n"


async def test_json_lines_hold_the_documents_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    documents: list[Document] = [
        {"text": HOSTILE},
        {"text": "naïve 日本", "at": datetime(2026, 1, 2, tzinfo=UTC)},
    ]
    await printed("jsonl", documents)
    lines = capsys.readouterr().out.split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        {"text": HOSTILE},
        {"text": "naïve 日本", "at": "2026-01-02T00:00:00Z"},
    ]
    assert "naïve 日本" in lines[1]


async def test_csv_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    await printed("csv", [{"text": 'quoted "x", and\ncut'}, {"text": "=HYPERLINK(1)"}])
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [["text", "at"], ['quoted "x", and cut', ""], ["'=HYPERLINK(1)", ""]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-3, "-3"),
        (1.5, "1.5"),
        ([], ""),
        (["nofollow", "ugc"], "nofollow, ugc"),
        (["=x"], "'=x"),
        ("=1+1", "'=1+1"),
        ("\u200b=1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("-2", "'-2"),
        ("a=b", "a=b"),
    ],
)
def test_cells(value: object, expected: str) -> None:
    assert safe_cell(value) == expected


@given(st.text() | st.lists(st.text()))
def test_no_text_becomes_a_formula_or_a_control_character(value: object) -> None:
    cell = safe_cell(value)
    assert not cell.lstrip().startswith(FORMULAS)
    assert all(character.isprintable() for character in cell)


def test_times_are_shown_in_utc() -> None:
    moscow = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=timezone(timedelta(hours=3)))
    assert moment(moscow) == one_line(moscow) == "2026-01-02T00:04:05Z"


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set can't be written as JSON"):
        json_line({"x": {1}})


@pytest.mark.parametrize(
    ("columns", "shown"), [(LINKS, LINKS_SHOWN), (PAGES, PAGES_SHOWN), (RUNS, RUNS_SHOWN)]
)
def test_tables_show_columns_that_are_there(
    columns: dict[str, object], shown: tuple[str, ...]
) -> None:
    assert set(shown) <= set(columns)


@pytest.mark.parametrize("columns", [LINKS, PAGES, RUNS])
def test_columns_of_a_document_that_lacks_everything_are_empty(
    columns: dict[str, object],
) -> None:
    assert all(not read({}) for read in columns.values())  # type: ignore[operator]


@pytest.mark.parametrize(("limit", "expected"), [(0, 3), (1, 1), (3, 3), (9, 3)])
async def test_limit(limit: int, expected: int) -> None:
    documents: list[Document] = [{"_id": name} for name in "abc"]
    found = [document["_id"] async for document in limited(stream(documents), limit)]
    assert found == list("abc")[:expected]
