from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.links.credit import PageCredit, is_followed, link_blockers, rel_values

if TYPE_CHECKING:
    from backlinkspider.page.model import Place


def credit(**changes: Any) -> PageCredit:
    known: dict[str, Any] = {
        "url": "https://www.page.example/x",
        "canonical": None,
        "robots_meta": {},
        "robots_header": {},
    }
    return PageCredit(**(known | changes))


@pytest.mark.parametrize(
    ("rel", "follow", "blockers"),
    [
        ((), True, ()),
        (("noopener", "external", "dofollow", "follow"), True, ()),
        (("nofollow",), False, ("rel:nofollow",)),
        (("NoFollow",), False, ("rel:nofollow",)),
        (("sponsored", "ugc"), False, ("rel:ugc", "rel:sponsored")),
        (("ugc,sponsored",), False, ("rel:ugc", "rel:sponsored")),
        (("noopener,nofollow,",), False, ("rel:nofollow",)),
        (("no-follow", "nofollows", "none"), True, ()),
    ],
)
def test_rel(rel: tuple[str, ...], follow: bool, blockers: tuple[str, ...]) -> None:
    assert is_followed(rel) is follow
    assert link_blockers(rel, "https://target.example/", "a") == blockers


def test_rel_values_are_split_at_commas_as_google_does() -> None:
    assert rel_values(["A,b", ",c,"]) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("url", "place", "blockers"),
    [
        ("https://t.example/", "a", ()),
        ("http://t.example/", "area", ()),
        ("http://t.example/", "noscript", ()),
        ("http://t.example/", "shadow", ()),
        ("mailto:a@t.example", "a", ("href_not_crawlable",)),
        ("javascript:open('http://t.example')", "a", ("href_not_crawlable",)),
        (None, "a", ("href_not_crawlable",)),
        ("http://t.example/", "template", ("place:template",)),
    ],
)
def test_url_and_place(url: str | None, place: Place, blockers: tuple[str, ...]) -> None:
    assert link_blockers((), url, place) == blockers


@pytest.mark.parametrize(
    ("changes", "indexable", "blockers"),
    [
        ({}, True, ()),
        ({"robots_meta": {"robots": ["index", "follow"]}}, True, ()),
        ({"robots_meta": {"robots": ["nofollow"]}}, True, ("nofollow:meta:robots",)),
        ({"robots_meta": {"googlebot": ["noindex"]}}, False, ("noindex:meta:googlebot",)),
        (
            {"robots_header": {"robots": ["none"]}},
            False,
            ("nofollow:header:robots", "noindex:header:robots"),
        ),
        ({"robots_header": {"strangebot": ["none"]}}, True, ()),
        ({"robots_txt": "googlebot"}, False, ("robots_txt:googlebot",)),
        ({"canonical": "https://page.example/other"}, True, ()),
        ({"canonical": "https://other.example/x"}, True, ("canonical_elsewhere",)),
    ],
)
def test_page(changes: dict[str, Any], indexable: bool, blockers: tuple[str, ...]) -> None:
    page = credit(**changes)
    assert page.blockers() == blockers
    assert page.indexable is indexable
