from __future__ import annotations

import pytest

from backlinkspider.page.robots_meta import forbids, read_robots, read_robots_header
from tests.page.reading import document


@pytest.mark.parametrize(
    ("html", "robots"),
    [
        ("", {}),
        ('<meta name=robots content="NOINDEX, nofollow">', {"robots": ("noindex", "nofollow")}),
        ('<meta name=" Robots " content="none">', {"robots": ("none",)}),
        ("<meta name=robots content=noindex><meta name=ROBOTS content=nofollow>",
         {"robots": ("noindex", "nofollow")}),
        ('<meta name=googlebot content=" noindex ,, ">', {"googlebot": ("noindex",)}),
        ('<meta name=robots content="max-snippet:-1, max-image-preview:large">',
         {"robots": ("max-snippet:-1", "max-image-preview:large")}),
        ("<meta name=robots content=''>", {"robots": ()}),
        ("<meta name=viewport content=noindex>", {}),
        ("<meta name=otherbot content=noindex>", {}),
        ("<body><p><meta name=robots content=noindex>", {"robots": ("noindex",)}),
    ],
)  # fmt: skip
def test_meta(html: str, robots: dict[str, tuple[str, ...]]) -> None:
    assert read_robots(document(html).tree) == robots


@pytest.mark.parametrize(
    ("values", "robots"),
    [
        ([], {}),
        (["noindex"], {"robots": ("noindex",)}),
        (["NoIndex, NoFollow"], {"robots": ("noindex", "nofollow")}),
        (["googlebot: noindex, nofollow"], {"googlebot": ("noindex", "nofollow")}),
        (["GoogleBot:none"], {"googlebot": ("none",)}),
        (["noindex", "bingbot: nofollow"], {"robots": ("noindex",), "bingbot": ("nofollow",)}),
        (["noindex, bingbot: nofollow, nosnippet"],
         {"robots": ("noindex",), "bingbot": ("nofollow", "nosnippet")}),
        (["otherbot: noindex"], {"otherbot": ("noindex",)}),
        (["max-snippet: 20, noindex"], {"robots": ("max-snippet: 20", "noindex")}),
        (["max-image-preview:large"], {"robots": ("max-image-preview:large",)}),
        (["unavailable_after: 25 Jun 2010 15:00:00 PST, nofollow"],
         {"robots": ("unavailable_after: 25 jun 2010 15:00:00 pst", "nofollow")}),
        (["unavailable_after: Friday, 25-Jun-10 15:00:00 UTC"],
         {"robots": ("unavailable_after: friday", "25-jun-10 15:00:00 utc")}),
        (["googlebot:"], {}),
    ],
)  # fmt: skip
def test_header(values: list[str], robots: dict[str, tuple[str, ...]]) -> None:
    assert read_robots_header(values) == robots


@pytest.mark.parametrize(
    ("robots", "noindex", "nofollow"),
    [
        ({}, None, None),
        ({"robots": ("noindex",)}, "robots", None),
        ({"robots": ("none",)}, "robots", "robots"),
        ({"googlebot": ("nofollow",)}, None, "googlebot"),
        ({"googlebot-news": ("noindex",)}, None, None),
        ({"someotherbot": ("none",)}, None, None),
        ({"robots": ("index", "follow"), "bingbot": ("noindex",)}, "bingbot", None),
        ({"robots": ("nosnippet", "noimageindex", "max-snippet:0")}, None, None),
    ],
)
def test_forbids(
    robots: dict[str, tuple[str, ...]], noindex: str | None, nofollow: str | None
) -> None:
    assert forbids(robots, "noindex") == noindex
    assert forbids(robots, "nofollow") == nofollow
    assert forbids(robots, "nosnippet") == (
        "robots" if "nosnippet" in robots.get("robots", ()) else None
    )
