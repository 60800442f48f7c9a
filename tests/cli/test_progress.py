"""Progress of long commands: silence for short ones, what matters of long ones."""

from __future__ import annotations

import doctest
import sys
from typing import TYPE_CHECKING

import pytest

from backlinkspider.cli import progress as module
from backlinkspider.cli.progress import each, each_read, progress, progress_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("done", "total", "seconds", "expected"),
    [
        (0, 10, 0.0, "0 of 10 links, 0%, 0.0/s"),
        (1, 2, 4.0, "1 of 2 links, 50%, 0.2/s, about 4 s left"),
        (10, 10, 1.0, "10 of 10 links, 100%, 10/s"),
        (12, 10, 1.0, "12 of 10 links, 100%, 12/s"),
        (5_000, 2_000_000, 1.0, "5,000 of 2,000,000 links, 0%, 5,000/s, about 7 min left"),
        (1, 160_018, 20.0, "1 of 160,018 links, 0%, 0.1/s"),
        (99, 10_000, 1.0, "99 of 10,000 links, 1%, 99/s"),
        (100, 10_000, 1.0, "100 of 10,000 links, 1%, 100/s, about 2 min left"),
        (1, 0, 1.0, "1 link, 1.0/s"),
    ],
)
def test_lines(done: int, total: int, seconds: float, expected: str) -> None:
    assert progress_line(done, total, seconds, "link") == expected


def test_without_a_terminal_short_work_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress("a.test", 100, clock=clock) as advance:
        for _ in range(4):
            clock.now += 1
            advance(25)
    assert capsys.readouterr() == ("", "")


def test_long_work_is_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress("a.test", 100, clock=clock) as advance:
        for _ in range(20):
            clock.now += 1
            advance(5)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "a.test: 25 of 100 links, 25%, 5.0/s, about 15 s left",
        "a.test: 75 of 100 links, 75%, 5.0/s, about 5 s left",
    ]


def test_what_came_of_it_is_told_the_most_frequent_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock()
    with progress("a.test", 10, clock=clock) as advance:
        advance(2, {"live": 1, "lost": 1})
        advance(0, {"nothing": 0})
        clock.now += 5
        advance(2, {"live": 2, "new": 0})
    assert capsys.readouterr().err == (
        "a.test: 4 of 10 links, 40%, 0.8/s, about 8 s left: 3 live, 1 lost\n"
    )


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    clock = Clock()
    with progress("[bold]a.test", 4, noun="page", clock=clock) as advance:
        clock.now += 2
        advance(1)
    out, err = capsys.readouterr()
    assert out == ""
    assert "[bold]a.test" in err
    assert "1 of 4 pages, 25%, 0.5/s, about 6 s left" in err
    assert err.endswith("\x1b[2K")


@pytest.mark.parametrize("shown", [True, False])
def test_what_is_printed_meanwhile_goes_to_standard_output(
    shown: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: shown)
    monkeypatch.setenv("TERM", "xterm")
    with progress("a.test", 2, prints=True) as advance:
        for line in ("one", "two"):
            sys.stdout.write(f"{line}\n")
            advance(1)
    out, err = capsys.readouterr()
    assert out == "one\ntwo\n"
    assert ("a.test" in err) is not shown


async def test_items_are_counted_when_they_are_done() -> None:
    done: list[int] = []
    items = each("abc", done.append)
    assert (next(items), done) == ("a", [])
    assert (next(items), done) == ("b", [1])
    assert (list(items), done) == (["c"], [1, 1, 1])

    async def read() -> AsyncIterator[str]:
        for one in "ab":
            yield one

    assert [one async for one in each_read(read(), done.append)] == ["a", "b"]
    assert done == [1] * 5
