"""Tables: whole in a pipe, as much as there is room for on a terminal."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from backlinkspider.cli.table import fit, print_table, share


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_everything_a_row_a_line() -> None:
    out = io.StringIO()
    rows: list[list[Any]] = [["live", "https://a.test/" + "x" * 5000, 3], ["日本", "b", None]]
    print_table(rows, ("state", "url", "links"), ("state", "url", "links"), "Links", out)
    title, header, first, second = out.getvalue().splitlines()
    assert title == "Links"
    assert header.split() == ["state", "url", "links"]
    assert first.split("  ")[0] == "live"
    assert first.endswith(f"{'x' * 5000}  3")
    assert second.startswith("日本   b")
    assert header.index("url") == second.index("b") + 2  # two wide characters
    assert "\x1b" not in out.getvalue()


def test_a_pipe_gets_the_columns_that_matter() -> None:
    out = io.StringIO()
    print_table([[1, 2, 3]], ("a", "b", "c"), ("c", "a"), "T", out)
    assert out.getvalue() == "T\nc  a\n3  1\n"


def test_a_terminal_gets_a_cut_cell_and_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = Terminal()
    print_table([["x" * 5000], ["y"]], ("a",), ("a",), "T", out)
    text = out.getvalue()
    assert text.count("x") == 3 * 76 - 1
    assert "…" in text
    assert text.splitlines()[-1] == "2 rows"


def test_a_narrow_terminal_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    names = ("alpha", "beta", "gamma", "delta")
    print_table([["x" * 30] * 4], names, names, "T", out)
    assert out.getvalue().splitlines()[-1] == "1 row; no room for gamma, delta (--columns)"
    table = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()[:-1]
    assert max(map(len, table)) <= 40
    out = Terminal()
    print_table([["x" * 30] * 4], names, (), "T", out)
    assert out.getvalue().splitlines()[-1] == "1 row"


def test_the_widest_columns_give_way() -> None:
    assert share({"a": 5, "b": 30, "c": 50}, 50) == {"a": 5, "b": 17, "c": 18}
    assert share({"a": 5, "b": 30}, 100) == {"a": 5, "b": 30}
    assert share({"a": 5, "b": 30}, 3) == {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("room", "expected"),
    [(20, "a"), (31, "ab"), (60, "ab"), (111, "abd"), (300, "abcd")],
)
def test_columns_fit_the_room(room: int, expected: str) -> None:
    widths = {"a": 60, "b": 30, "c": 100, "d": 5}
    assert "".join(sorted(fit(widths, ("a", "b"), room))) == expected
