from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.page.kind import Signs, is_search, kind_of

NOTHING = Signs(
    url="https://page.example/a/b",
    title="",
    first_heading="",
    platform=None,
    schema_types=(),
    og_type="",
    dated=False,
)


def kind(**signs: Any) -> str | None:
    return kind_of(Signs(**{**{name: getattr(NOTHING, name) for name in Signs.__slots__}, **signs}))


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        ({}, None),
        ({"url": "https://page.example/"}, "home"),
        ({"url": "https://page.example/?p=7"}, None),
        ({"url": "https://page.example/?s=oak"}, "search"),
        ({"url": "https://page.example/search?q=oak"}, "search"),
        ({"platform": "mediawiki"}, "wiki"),
        ({"platform": "xenforo"}, "forum"),
        ({"platform": "xenforo", "url": "https://f.example/members/ann.7/"}, "profile"),
        ({"platform": "phpbb", "url": "https://f.example/memberlist.php?mode=viewprofile&u=7"},
         "profile"),
        ({"url": "https://f.example/forum/topic/7"}, "forum"),
        ({"schema_types": ("DiscussionForumPosting",)}, "forum"),
        ({"url": "https://x.example/user/ann"}, "profile"),
        ({"url": "https://x.example/users"}, None),
        ({"platform": "phpld", "url": "https://d.example/"}, "directory"),
        ({"title": "Furniture | Free Web Directory"}, "directory"),
        ({"url": "https://x.example/press-releases/oak-opens"}, "press_release"),
        ({"title": "Pressemitteilung: Neue Tische"}, "press_release"),
        ({"first_heading": "Promo Codes"}, "coupons"),
        ({"schema_types": ("Product", "Offer")}, "product"),
        ({"og_type": "product"}, "product"),
        ({"url": "https://x.example/links.html"}, "links"),
        ({"url": "https://x.example/resources/why-oak-lasts"}, None),
        ({"title": "Our partners - Town School"}, "links"),
        ({"title": "Friends of the museum"}, None),
        ({"title": "Полезные ссылки"}, "links"),
        ({"schema_types": ("BlogPosting",)}, "article"),
        ({"og_type": "article"}, "article"),
        ({"dated": True}, "article"),
    ],
)  # fmt: skip
def test_kind(signs: dict[str, Any], found: str | None) -> None:
    assert kind(**signs) == found


@pytest.mark.parametrize(
    ("url", "search"),
    [
        ("https://search.yahoo.example/search?p=oak", True),
        ("https://x.example/suche/eiche", True),
        ("https://x.example/?s=oak", True),
        ("https://x.example/?s=", False),
        ("https://x.example/?q=node/5", False),
        ("https://x.example/search", False),
        ("https://x.example/research?q=x", False),
        ("https://x.example/poisk/?q=дуб", True),
        ("https://x.example/" + "&".join(["a=b"] * 500), False),
    ],
)
def test_is_search(url: str, search: bool) -> None:
    assert is_search(url) is search
