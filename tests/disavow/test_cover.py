"""What the entries of a disavow file cover."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.cover import Cover, covering_entries, host_entry
from backlinkspider.urls import host_of

ENTRIES = (
    "domain:spam.test",
    "domain:blog.host.test",
    "domain:xn--bcher-kva.test",
    "domain:192.0.2.7",
    "domain:[2001:db8::1]",
    "http://good.test/bad-page",
    "https://good.test/list?b=2&a=1",
)


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("http://spam.test/", "domain:spam.test"),
        ("https://www.spam.test:8080/a?b", "domain:spam.test"),
        ("https://a.b.spam.test./", "domain:spam.test"),
        ("https://SPAM.test", "domain:spam.test"),
        ("https://notspam.test/", None),
        ("https://spam.test.example/", None),
        ("https://blog.host.test/", "domain:blog.host.test"),
        ("https://host.test/", None),
        ("https://bücher.test/x", "domain:xn--bcher-kva.test"),
        ("http://192.0.2.7/x", "domain:192.0.2.7"),
        ("http://2.7/", None),
        ("http://[2001:db8::1]/", "domain:[2001:db8::1]"),
        ("http://good.test/bad-page", "http://good.test/bad-page"),
        ("http://good.test/bad-page#reply", "http://good.test/bad-page"),
        ("HTTP://GOOD.test:80/bad-page", "http://good.test/bad-page"),
        ("https://good.test/bad-page", None),
        ("http://www.good.test/bad-page", None),
        ("http://good.test/bad-page/", None),
        ("http://good.test/bad-page/below", None),
        ("http://good.test/", None),
        ("https://good.test/list?b=2&a=1", "https://good.test/list?b=2&a=1"),
        ("https://good.test/list?a=1&b=2", None),
        ("no url", None),
        ("", None),
    ],
)
def test_a_page_is_covered_by_its_url_or_its_host(url: str, entry: str | None) -> None:
    assert Cover(ENTRIES).find(url) == entry


def test_the_nearest_entry_is_named() -> None:
    cover = Cover(["domain:spam.test", "domain:a.spam.test", "https://a.spam.test/x"])
    assert cover.find("https://a.spam.test/x") == "https://a.spam.test/x"
    assert cover.find("https://a.spam.test/y") == "domain:a.spam.test"
    assert cover.find_host("b.spam.test") == "domain:spam.test"


def test_nothing_covers_nothing() -> None:
    cover = Cover()
    assert not cover
    assert cover.find("https://spam.test/") is None


def test_it_keeps_each_entry_once() -> None:
    cover = Cover([*ENTRIES, *ENTRIES])
    assert (len(cover), sorted(cover)) == (len(ENTRIES), sorted(ENTRIES))


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ({"url": "https://a.test/", "final_url": "https://spam.test/"}, "domain:spam.test"),
        ({"url": "https://spam.test/", "final_url": "https://a.test/"}, "domain:spam.test"),
        ({"url": "https://spam.test/", "final_url": None}, "domain:spam.test"),
        ({"url": "https://spam.test/"}, "domain:spam.test"),
        ({"url": "https://a.test/", "final_url": "https://b.test/"}, None),
        (
            {"url": "http://good.test/p?id=1", "canonical": "http://good.test/bad-page"},
            "http://good.test/bad-page",
        ),
        ({"url": "https://a.test/", "canonical": "https://spam.test/"}, None),
    ],
)
def test_a_link_is_covered_under_any_address_of_its_page(
    page: dict[str, Any], entry: str | None
) -> None:
    assert Cover(ENTRIES).find_link({"page": page}) == entry


HOSTS = st.lists(st.sampled_from(["a", "b", "spam", "xn--bcher-kva"]), min_size=1, max_size=4).map(
    lambda labels: ".".join([*labels, "test"])
)


@given(HOSTS, st.lists(HOSTS, max_size=3))
def test_a_host_is_covered_exactly_by_itself_and_what_it_lies_below(
    host: str, listed: list[str]
) -> None:
    above = [one for one in listed if host == one or host.endswith(f".{one}")]
    found = Cover(map(host_entry, listed)).find(f"https://{host}/page")
    assert found == (host_entry(max(above, key=len)) if above else None)


@given(HOSTS, st.text(max_size=20), st.text(max_size=20))
def test_what_stands_after_a_host_plays_no_part_for_a_domain(host: str, path: str, to: str) -> None:
    url = f"https://{host}/{path}#{to}"
    assert host_of(url) == host
    assert Cover([host_entry(host)]).find(url) == host_entry(host)


PAGES = st.fixed_dictionaries(
    {name: HOSTS.map(lambda host: f"http://{host}/x") for name in ("url", "final_url", "canonical")}
)


@given(PAGES, st.lists(HOSTS, max_size=3), st.lists(PAGES, max_size=2))
def test_a_page_is_covered_if_one_of_the_entries_that_would_do_is_there(
    page: dict[str, Any], hosts: list[str], pages: list[dict[str, Any]]
) -> None:
    entries = [*map(host_entry, hosts), *(one["url"] for one in pages)]
    would = [entry for entry in covering_entries(page) if entry in entries]
    assert Cover(entries).find_link({"page": page}) == next(iter(would), None)


@pytest.mark.parametrize(
    ("one", "other", "felt"),
    [
        ([], [], set()),
        (["domain:a.test"], ["domain:a.test"], set()),
        (["domain:a.test"], [], {"a.test"}),
        ([], ["domain:www.a.test"], {"a.test"}),
        (["http://a.test/1"], ["http://a.test/1", "https://b.test/"], {"b.test"}),
        (["domain:test"], [], {"a.test", "b.test", "me.blogspot.test"}),
        ([], ["domain:blogspot.test"], {"me.blogspot.test"}),
        (["domain:a.test"], ["domain:a.test", "http://a.test/1"], {"a.test"}),
    ],
)
def test_domains_that_only_one_of_two_lists_may_cover(
    one: list[str], other: list[str], felt: set[str]
) -> None:
    domains = ["a.test", "b.test", "me.blogspot.test"]
    assert Cover(one).differs(Cover(other), domains) == felt
    assert Cover(other).differs(Cover(one), domains) == felt
