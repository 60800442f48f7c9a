"""A disavow file as a whole: repetitions, what it should leave alone, its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.cover import Cover
from backlinkspider.disavow.file import read_file
from backlinkspider.disavow.guard import Guard
from backlinkspider.disavow.lint import lint
from backlinkspider.target import target_from

GUARD = Guard(target=target_from({"target": "shop.test"}))

BROKEN = """\
# A file in which every line after this one has a fault
domain: spam.test
domain:www.spam.test
domain:http://spam.test
domain spam.test
domain:SPAM.test
domain:b\u00fccher.test
domain:*.spam.test
domain:spam.test/dir
spam.test
domain:spam.test
http://spam.test/a
http://other.test/a
http://other.test/a#reply
http://other.test/b?utm_source=x
domain:co.uk
domain:blogspot.com
domain:shop.test
https://www.shop.test/
ftp://spam.test/
"""


def said(text: str, name: str = "d.txt") -> list[str]:
    problems = lint(read_file(text.encode(), name), GUARD)
    return [f"{one.line}:{one.column} {one.level} {one.message}" for one in problems]


def test_every_fault_is_told_with_its_line() -> None:
    told = said(BROKEN)
    lines = [int(one.split(":")[0]) for one in told]
    assert sorted(set(lines)) == [*range(2, 13), *range(14, 21)]
    assert lines == sorted(lines)


def test_a_right_file_has_no_problems() -> None:
    assert said("# why\n\ndomain:spam.test\ndomain:a.other.test\nhttp://other.test/x\n") == []


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["domain:a.test", "domain:a.test"], "2:1 warning the same as line 1: take one out"),
        (["http://a.test/x", "http://A.test:80/x"], "2:1 warning the same as line 1: take one out"),
        (
            ["domain:x.a.test", "domain:a.test"],
            "1:1 warning already covered by domain:a.test in line 2: take it out",
        ),
        (
            ["domain:a.test", "https://x.a.test/p"],
            "2:1 warning already covered by domain:a.test in line 1: take it out",
        ),
    ],
)
def test_a_line_that_another_line_covers(lines: list[str], told: str) -> None:
    assert told in said("\n".join(lines))


def test_a_file_without_entries_is_told() -> None:
    text = "1:1 warning the file disavows nothing: an upload of it takes the list in use back"
    assert said("") == said("# nothing\n") == [text]


@pytest.mark.parametrize(("name", "right"), [("d.txt", True), ("d.csv", False), ("-", True)])
def test_the_name_ends_in_txt(name: str, right: bool) -> None:
    told = said("domain:a.test", name)
    assert told == ([] if right else ["1:1 error the name must end in .txt: rename the file"])


ENTRIES = st.lists(
    st.sampled_from(
        [f"domain:{host}" for host in ("a.test", "b.a.test", "c.b.a.test", "d.test")]
        + [f"http://{host}/p" for host in ("a.test", "c.b.a.test", "e.test")]
    ),
    max_size=8,
)


@given(ENTRIES)
def test_without_the_lines_said_to_be_needless_the_file_covers_the_same(lines: list[str]) -> None:
    told = lint(read_file("\n".join(lines).encode(), "d.txt"), Guard())
    needless = {one.line for one in told if one.message.endswith("out")}
    kept = [line for number, line in enumerate(lines, 1) if number not in needless]
    assert len(kept) == len(set(kept))
    whole, rest = Cover(lines), Cover(kept)
    for entry in lines:
        assert rest.covers(entry)
        assert whole.covers(entry)
    assert all(rest.wider(entry) is None for entry in kept)
