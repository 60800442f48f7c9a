"""Spellings of one page, and pages that only look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.site.canonical import canonical_key

if TYPE_CHECKING:
    import random

HOME = "https://example.com"


@pytest.mark.parametrize(
    "same",
    [
        ("/", "", "/index.html", "/index.php", "/Default.aspx", "/?utm_source=x&gclid=y", "/#top"),
        ("/a", "/a/", "/a/index.htm", "/a?fbclid=1", "/a;jsessionid=0A1B", "/a?PHPSESSID=1"),
        ("/a?b=1&c=2", "/a?c=2&b=1", "/a/?c=2&&b=1&utm_medium=x"),
        ("/a?x[]=1&x[]=2", "/a?x[]=1&x[]=2&sid=9f8c1d2e3b4a5968"),
        ("/%c3%bc", "/%C3%BC"),
        ("/~user", "/%7Euser"),
        ("/p.aspx", "/(S(lit3py55t21z5v55vlm25s55))/p.aspx"),
    ],
)
def test_spellings_of_one_page(same: tuple[str, ...]) -> None:
    assert {canonical_key(HOME + path) for path in same} == {canonical_key(HOME + same[0])}


def test_scheme_and_www_make_no_other_page() -> None:
    keys = {canonical_key(f"{head}example.com/x") for head in ("http://", "https://www.")}
    assert keys == {"example.com/x"}
    assert canonical_key("https://www.com/") == "www.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a", "/A"),
        ("/a", "/b"),
        ("/a?id=1", "/a?id=2"),
        ("/a", "/a?id=1"),
        ("/index.php?id=1", "/?id=1"),
        ("/index.php/x", "/x"),
        ("/my-index.html", "/my-"),
        ("/a?x[]=1&x[]=2", "/a?x[]=2&x[]=1"),
        ("/a?sid=12", "/a?sid=13"),
        ("/a%2Fb", "/a/b"),
        ("/a%3Fb", "/a?b"),
        ("/a?q=x%26y=1", "/a?q=x&y=1"),
        ("/a.html", "/a"),
    ],
)
def test_pages_that_only_look_alike(one: str, other: str) -> None:
    assert canonical_key(HOME + one) != canonical_key(HOME + other)


def test_hosts_and_ports_count() -> None:
    urls = (f"{HOME}/x", "https://blog.example.com/x", "https://example.com:8080/x")
    assert len(set(map(canonical_key, urls))) == 3


PARAMETERS = st.dictionaries(st.sampled_from("abcdefg"), st.text("01%=/.x", max_size=4), max_size=5)


@settings(deadline=None)
@given(st.text("/aA.%2F;~-()S", max_size=30), PARAMETERS, st.randoms(use_true_random=False))
def test_order_tracking_and_fragments_never_matter(
    path: str, parameters: dict[str, str], chance: random.Random
) -> None:
    written = [f"{name}={value}" for name, value in parameters.items()]
    mixed = [*written, "utm_source=x", "PHPSESSID=y"]
    chance.shuffle(mixed)
    key = canonical_key(f"{HOME}/{path}?{'&'.join(written)}")
    assert canonical_key(f"http://www.example.com/{path}?{'&'.join(mixed)}#z") == key


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_a_key(text: str) -> None:
    assert canonical_key(f"{HOME}/{text}").startswith("example.com")
