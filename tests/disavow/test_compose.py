"""The text of a disavow file: what is kept, what is new, and that comments stay comments."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.compose import NOTICE, Composed, Kept, comment, compose
from backlinkspider.disavow.cover import Cover
from backlinkspider.disavow.file import read_file
from backlinkspider.disavow.guard import Guard
from backlinkspider.disavow.lint import lint
from backlinkspider.disavow.reasons import reasons, was_asked
from backlinkspider.disavow.select import Pick
from tests.disavow.documents import AT, flag, link, mark

if TYPE_CHECKING:
    from backlinkspider.documents import Document

DAY = date(2026, 11, 28)
HEAD = [f"# {line}" for line in NOTICE]


def pick(entry: str, *bad: Document, because: str = "", covered: tuple[Document, ...] = ()) -> Pick:
    links = bad or (link("http://a.test/p"),)
    return Pick(entry=entry, because=because, bad=links, covered=covered or links)


def composed(kept: Kept, *entries: str) -> Composed:
    return compose("New", map(pick, entries), kept, lambda _: ["why"])


def kept(text: str) -> Kept:
    file = read_file(text.encode(), "d.txt")
    return Kept(file.lines, file.entries)


def test_new_entries_stand_below_their_reasons_domains_first() -> None:
    file = composed(Kept(), "http://b.test/p", "domain:z.test", "domain:a.test")
    assert list(file.lines) == [
        *HEAD, "", "# New",
        "# why", "domain:a.test",
        "# why", "domain:z.test",
        "# why", "http://b.test/p",
    ]  # fmt: skip


def test_kept_lines_stay_as_they_are() -> None:
    text = "# Ours\n\ndomain:old.test\n# why\nhttp://a.test/p\n"
    assert list(composed(kept(text)).lines) == [*HEAD, "", *text.splitlines()]
    assert list(composed(kept(text), "domain:b.test").lines) == [
        *HEAD, "", *text.splitlines(), "", "# New", "# why", "domain:b.test",
    ]  # fmt: skip


def test_what_is_kept_is_not_said_twice() -> None:
    first = composed(Kept(), "domain:a.test").text
    again = composed(kept(first), "domain:a.test", "http://x.a.test/p")
    assert again.text == first
    assert not again.picks


def test_a_kept_line_that_a_new_one_covers_gives_way() -> None:
    file = composed(kept("# c\nhttp://a.test/p\ndomain:x.a.test\ndomain:b.test\n"), "domain:a.test")
    assert file.dropped == ("http://a.test/p", "domain:x.a.test")
    assert [one for one in file.lines if one[:1] not in {"", "#"}] == [
        "domain:b.test", "domain:a.test",
    ]  # fmt: skip


def test_entries_without_a_file_are_kept_below_a_title() -> None:
    file = composed(Kept.of(["domain:b.test", "domain:a.test"], "Kept"))
    assert list(file.lines) == [*HEAD, "", "# Kept", "domain:b.test", "domain:a.test"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "# plain"),
        ("a\ndomain:good.test", "# a domain:good.test"),
        ("a\r\u2028\x85domain:good.test", "# a domain:good.test"),
        ("\x1b[31mred\u202e", "# [31mred"),
        ("x" * 400, f"# {'x' * 300}…"),
    ],
)
def test_a_comment_is_one_line(text: str, line: str) -> None:
    assert comment(text) == line


ENTRY = st.sampled_from(
    ["domain:a.test", "domain:b.a.test", "http://a.test/p", "http://c.test/", "domain:d.test"]
)


@given(st.lists(ENTRY, max_size=4), st.lists(ENTRY, max_size=4), st.text(max_size=40))
def test_a_file_reads_back_as_what_it_was_made_of(old: list[str], new: list[str], why: str) -> None:
    before = kept("\n".join(old))
    file = compose("New", map(pick, new), before, lambda _: [why])
    read = read_file(file.text.encode(), "d.txt")
    assert read.lines == file.lines
    assert set(read.cover) <= {*old, *new}
    for entry in (*old, *new):
        assert read.cover.covers(entry)
    if len(before.cover) == len(old) and all(before.cover.wider(one) is None for one in old):
        worse = [one for one in lint(read, Guard()) if one.level != "note"]
        assert not worse or not read.entries


@given(st.lists(ENTRY, max_size=5))
def test_a_file_made_again_of_itself_is_the_same(new: list[str]) -> None:
    text = composed(Kept(), *new).text
    assert composed(kept(text), *new).text == text


def said(one: Pick, *marks: dict[str, Any]) -> list[str]:
    return list(partial(reasons, day=DAY)(one, {mark["_id"]: mark for mark in marks}))


def test_the_reasons_name_the_gravest_rules_with_their_clauses() -> None:
    flags = [
        flag("domain.no_contact", severity="note", clause=None),
        flag("anchor.money"),
        flag("hidden.tiny", severity="critical", clause="google.hidden"),
        flag("paid.sold", suppressed={"by": "Ana"}),
        flag("page.thin", severity="medium", clause=None),
    ]
    bad = [link("http://a.test/p", *flags, score=9.5), link("http://a.test/q", score=3.0)]
    more = link("http://a.test/r")
    assert said(pick("domain:a.test", *bad, because="domain.farm", covered=(*bad, more))) == [
        (
            "2026-11-28: 2 of 3 links on 3 pages, score up to 9.5: hidden.tiny (google.hidden),"
            " anchor.money (google.link-spam), page.thin (no clause) and 1 more"
        ),
        "the whole site: domain.farm",
    ]


def test_the_reasons_tell_what_people_said_and_tried() -> None:
    bad = link("http://a.test/p")
    bad["flags"] = []
    tried = {"state": "refused", "note": "wants\nmoney", "by": "Bo", "at": AT}
    told = said(pick("http://a.test/p", bad, because="victim"), mark(bad, "bad", outreach=tried))
    assert told == [
        "2026-11-28: 1 link",
        "this page alone: victim",
        "bad: Ana, 2026-10-02: paid",
        "outreach: refused, Bo, 2026-10-02: wants\nmoney",
    ]


def test_an_entry_was_asked_for_if_one_of_its_links_was() -> None:
    one, other = link("http://a.test/p"), link("http://a.test/q")
    tried = {"state": "contacted", "note": None, "by": "Bo", "at": AT}
    marks = {one["_id"]: mark(one, None), other["_id"]: mark(other, None, outreach=tried)}
    assert was_asked(pick("domain:a.test", one, other), marks)
    assert not was_asked(pick("domain:a.test", one), marks)
    assert not was_asked(pick("domain:a.test", one), {})


def test_the_cover_of_what_is_kept_is_that_of_its_entries() -> None:
    assert set(kept("domain: bad\ndomain:a.test\n# domain:b.test\n").cover) == {"domain:a.test"}
    assert not Kept().cover
    assert isinstance(Kept().cover, Cover)
