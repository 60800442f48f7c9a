"""What is to be left alone, and which name stands for whoever links."""

from __future__ import annotations

import pytest

from backlinkspider.disavow.entry import Entry
from backlinkspider.disavow.guard import Guard
from backlinkspider.target import target_from

GUARD = Guard(
    target=target_from(
        {
            "target": "shop.test",
            "aliases": ["host:go.short.test", "old-shop.test"],
            "own_sites": ["group.co.uk", "prefix:https://video.test/@shop"],
        }
    ),
    free_hosts=frozenset({"freehost.test", "blogs.portal.test"}),
    user_sites=frozenset({"forum.test", "blogspot.com", "notes.search.test"}),
    popular=frozenset({"news.test", "blogspot.com", "freehost.test", "search.test"}),
    allied={"partner.test": "partner.test (local.yaml:3, Ana: Contract 14)"},
    allied_urls={"https://press.test/us/": "https://press.test/us/ (local.yaml:9, Ana: ours)"},
)


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("spam.test", "spam.test"),
        ("www.a.spam.test", "spam.test"),
        ("a.spam.co.uk", "spam.co.uk"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("me.blogspot.com", "me.blogspot.com"),  # the public suffix list has it
        ("www.me.blogspot.com", "me.blogspot.com"),
        ("blogspot.com", ""),
        ("me.freehost.test", "me.freehost.test"),
        ("www.me.freehost.test", "me.freehost.test"),
        ("freehost.test", ""),
        ("www.freehost.test", ""),
        ("members.freehost.test", ""),
        ("me.blogs.portal.test", "me.blogs.portal.test"),
        ("portal.test", "portal.test"),
        ("forum.test", ""),
        ("old.forum.test", ""),
        ("notes.search.test", ""),
        ("search.test", "search.test"),
        ("amazonaws.com", ""),  # s3.amazonaws.com gives names to others
        ("me.s3.amazonaws.com", "me.s3.amazonaws.com"),
        ("co.uk", ""),
        ("localhost", ""),
    ],
)
def test_the_name_that_stands_for_whoever_links(host: str, owner: str) -> None:
    assert GUARD.owner(host) == owner


@pytest.mark.parametrize(
    ("host", "popular"),
    [
        ("news.test", True),
        ("www.news.test", True),
        ("fakenews.test", False),
        ("me.blogspot.com", False),
        ("me.freehost.test", False),
        ("freehost.test", True),
        ("notes.search.test", True),
    ],
)
def test_a_site_on_a_popular_host_is_not_popular(host: str, popular: bool) -> None:
    assert GUARD.widely_linked(host) is popular


def said(spelling: str) -> list[str]:
    return [f"{one.grade}: {one.say}" for one in GUARD.objections(Entry(1, 1, spelling))]


@pytest.mark.parametrize(
    "spelling",
    [
        "domain:spam.test",
        "domain:shop.test.example",
        "domain:me.blogspot.com",
        "domain:me.freehost.test",
        "domain:short.example",
        "https://news.test/a",
        "https://me.forum.test/a",
        "https://video.test/@other",
        "https://press.test/them/",
        "domain:group-news.co.uk",
    ],
)
def test_what_is_nobody_elses_is_left_alone(spelling: str) -> None:
    assert said(spelling) == []


OWN = "which is the target's own: take the line out"


@pytest.mark.parametrize(
    ("spelling", "told"),
    [
        ("domain:shop.test", f"error: covers shop.test, {OWN}"),
        ("domain:www.shop.test", f"error: covers www.shop.test, {OWN}"),
        ("domain:go.short.test", f"error: covers go.short.test, {OWN}"),
        ("domain:short.test", f"error: covers go.short.test, {OWN}"),
        ("domain:old-shop.test", f"error: covers old-shop.test, {OWN}"),
        ("domain:group.co.uk", f"error: covers group.co.uk, {OWN}"),
        ("domain:video.test", f"error: covers video.test, {OWN}"),
        ("https://shop.test/a", f"error: covers https://shop.test/a, {OWN}"),
        ("https://video.test/@shop/1", f"error: covers https://video.test/@shop/1, {OWN}"),
        ("domain:partner.test", "warning: covers an ally, partner.test (local.yaml:3, Ana: Contr"),
        ("domain:a.partner.test", "warning: covers an ally, partner.test (local.yaml:3, Ana: Co"),
        ("https://www.partner.test/", "warning: covers an ally, partner.test (local.yaml:3, Ana"),
        ("https://press.test/us/1", "warning: covers an ally, https://press.test/us/ (local.yam"),
        ("domain:blogspot.com", "error: blogspot.com gives the names below it to others: name o"),
        ("domain:www.freehost.test", "error: freehost.test gives the names below it to others"),
        ("domain:forum.test", "error: the pages of forum.test are written by its users: name p"),
        ("domain:portal.test", "warning: covers blogs.portal.test too, which gives names or pag"),
        ("domain:search.test", "warning: covers notes.search.test too, which gives names or pag"),
        ("domain:news.test", "warning: news.test is a very widely linked site: name its bad pag"),
        ("domain:org.uk", "error: org.uk is a public suffix: name one site below it, domain:NAM"),
        ("domain:com", "error: com is a public suffix: name one site below it, domain:NAME.com"),
        ("domain:spam", "error: spam is a public suffix: name one site below it, domain:NAME.s"),
    ],
)
def test_what_should_not_stand_in_a_file(spelling: str, told: str) -> None:
    (one,) = said(spelling)
    assert one.startswith(told)


def test_a_suffix_above_an_own_site_is_told_for_both_reasons() -> None:
    assert len(said("domain:uk")) == 2


def test_without_lists_and_target_only_suffixes_are_told() -> None:
    entries = ("domain:shop.test", "domain:freehost.test", "domain:github.io")
    told = [list(Guard().objections(Entry(1, 1, one))) for one in entries]
    assert list(map(len, told)) == [0, 0, 1]
