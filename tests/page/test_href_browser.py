"""Hrefs as people and machines spell them: our URLs against Chromium's."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.page.chromium import Served
from tests.page.reading import differences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.page.chromium import Chromium

pytestmark = pytest.mark.browser

TABLE: Final = Path(__file__).with_name("hrefs.txt").read_text("ascii")
SECTIONS: Final = {
    title: [line.encode().decode("unicode_escape") for line in lines if line]
    for title, *lines in (section.split("\n") for section in TABLE.split("\n== ")[1:])
}
PIECES: Final = SECTIONS.pop("pieces of hrefs")
HOST_PIECES: Final = SECTIONS.pop("pieces of hosts")
LONG: Final = (f"http://{'a' * 64}.com/", f"http://{'a.' * 130}com/", f"/{'x' * 100_000}")
HTTP_BASES: Final = ("", "https://b.example:8443/p/q?r#s")
OTHER_BASES: Final = ("mailto:x", "about:blank", "data:x,y")


@pytest.mark.parametrize("base", HTTP_BASES)
@pytest.mark.parametrize("section", SECTIONS)
def test_urls_are_chromiums(chromium: Chromium, section: str, base: str) -> None:
    assert differences(chromium, [page(("", *SECTIONS[section], *LONG), base)]) == []


@pytest.mark.parametrize("base", OTHER_BASES)
def test_other_bases(chromium: Chromium, base: str) -> None:
    assert differences(chromium, [page(SECTIONS["paths"], base)]) == []


@settings(max_examples=2, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=9), min_size=250, max_size=250))
def test_random_hrefs(chromium: Chromium, hrefs: list[list[str]]) -> None:
    assert differences(chromium, [page(map("".join, hrefs))]) == []


@settings(max_examples=2, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.lists(st.lists(st.sampled_from(HOST_PIECES), max_size=5), min_size=250, max_size=250))
def test_random_hosts(chromium: Chromium, hosts: list[list[str]]) -> None:
    hrefs = (f"http://{''.join(host)}/x" for host in hosts)
    assert differences(chromium, [page(hrefs)]) == []


KNOWN_DIFFERENCES: Final = {
    "a file URL's drive letter": "file:c|/x",
    "a file URL's localhost": "file://localhost/x",
    "a host percent-encoded twice": "http://%ef%bc%85%ef%bc%94%ef%bc%91.com",
    "a line break inside a data URL": "data:text/plain,a\nb%00",
    "a space and IDN in one host": "http:// \u00e9.com/",
    "an apostrophe in a user name": "http://'@h.example/",
}


@pytest.mark.parametrize("href", KNOWN_DIFFERENCES.values(), ids=KNOWN_DIFFERENCES.keys())
@pytest.mark.xfail(reason="Chromium departs from the URL standard, on no real link", strict=True)
def test_known_differences(chromium: Chromium, href: str) -> None:
    assert differences(chromium, [page([href])]) == []


def page(hrefs: Iterable[str], base: str = "") -> Served:
    links = "".join(f'<p><a href="{escape(href)}">x</a>'.replace("\r", "&#13;") for href in hrefs)
    html = f"<!doctype html>{f'<base href={base!r}>' if base else ''}{links}"
    return Served(html.encode(), "text/html; charset=utf-8")
