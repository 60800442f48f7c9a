"""Format, file, columns and order of an answer: what is asked for, and what is refused."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.cli.form import Columns, Form, add_form_options, form_of, output_file
from backlinkspider.cli.readers import FieldAt
from backlinkspider.cli.rows import in_order, store_order

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Columns = {
    "id": FieldAt("_id"),
    "score": FieldAt("audit.score"),
    "rel": FieldAt("link.rel"),
    "rules": lambda document: document.get("rules"),
}
OTHERS: Columns = {"tool": FieldAt("tool")}


def parsed(*words: str) -> Namespace:
    parser = ArgumentParser()
    add_form_options(parser, COLUMNS, OTHERS)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([], "table"),
        (["--format", "csv"], "csv"),
        (["--output", "a.xlsx"], "xlsx"),
        (["--output", "a.CSV"], "csv"),
        (["--output", "a.jsonl"], "jsonl"),
        (["--output", "a.txt"], "table"),
        (["--output", "a.txt", "--format", "jsonl"], "jsonl"),
    ],
)
def test_the_format_is_as_the_file_ends(words: list[str], name: str) -> None:
    assert form_of(parsed(*words)).name == name


def test_columns_are_picked_in_order() -> None:
    form = form_of(parsed("--columns", "score, id,score"))
    assert list(form.pick(COLUMNS)) == ["score", "id"]
    assert list(Form().pick(COLUMNS)) == list(COLUMNS)
    with pytest.raises(UsageError, match=r"no column 'tool': known are id, score, rel, rules"):
        form_of(parsed("--columns", "tool")).pick(COLUMNS)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--columns", "scor"], r"there is no column 'scor' (did you mean 'score'?)"),
        (["--columns", "x"], "there is no column 'x': known are id, score, rel, rules, tool"),
        (["--sort", "x"], "there is no column 'x'"),
        (["--sort", "score:down"], "'score:down': after the colon stands asc or desc"),
        (["--output", "no/such/file"], "there is no folder 'no/such'"),
        (["--output", "."], "'.' is a folder: name a file in it"),
    ],
)
def test_what_is_not_there_is_named(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parsed(*words)
    assert says in capsys.readouterr().err


def test_what_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(ArgumentTypeError, match="can't be written"):
        output_file(str(tmp_path / "x.csv"))


def test_the_store_sorts_by_fields() -> None:
    default = [("v", 1)]
    assert store_order((), COLUMNS, default, "links") == default
    order = parsed("--sort", "score:desc").sort
    assert store_order(order, COLUMNS, default, "links") == [("audit.score", -1), ("_id", 1)]
    assert store_order(parsed("--sort", "id").sort, COLUMNS, default, "links") == [("_id", 1)]
    with pytest.raises(UsageError, match=r"'rel' is no single value; those that are: id, score$"):
        store_order([("rel", 1)], COLUMNS, default, "links")
    with pytest.raises(UsageError, match="'rules' is no single value"):
        store_order([("rules", 1)], COLUMNS, default, "links")


def test_rows_are_sorted_by_any_column() -> None:
    values: list[Any] = ["b", None, 2, "a", True, 1]
    rows = [{"_id": str(number), "rules": value} for number, value in enumerate(values)]

    def by(*order: tuple[str, int]) -> list[Any]:
        return [row["rules"] for row in in_order(rows, order, COLUMNS)]

    assert by(("rules", 1)) == [None, 1, 2, "a", "b", True]
    assert by(("rules", -1)) == [True, "b", "a", 2, 1, None]
    assert by(("id", -1)) == values[::-1]
    assert by() == values
    with pytest.raises(UsageError, match="there is no column 'tool' here"):
        by(("tool", 1))
