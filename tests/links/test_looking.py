"""Answers read as looks: the page, or a wall, gate or error that is no look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.links.looking import read_look

if TYPE_CHECKING:
    from backlinkspider.links.cloaking import SeenAs

LINK = '<a href="https://t.example/" rel="nofollow">x</a>'
PROSE = "Words about wood that say nothing of cookies. " * 20


def look(html: str, status: int = 200, content_type: str = "text/html") -> SeenAs:
    def wanted(url: str) -> bool:
        return url.startswith("https://t.example/")

    return read_look(
        "phone", "https://www.blog.example/x", status, content_type, html.encode(), wanted=wanted
    )


@pytest.mark.parametrize(
    ("html", "status", "content_type", "unknown"),
    [
        (LINK, 403, "text/html", "status 403"),
        (LINK, 429, "text/html", "status 429"),
        (LINK, 503, "text/html", "status 503"),
        (LINK, 404, "text/html", "status 404"),
        (LINK, 200, "application/pdf", "no HTML"),
        ("<title>Just a moment...</title>", 200, "text/html", "blocked: Just a moment"),
        ("<div class=g-recaptcha></div>", 200, "text/html", "blocked: captcha"),
        (
            "<h1>Before you continue</h1>",
            200,
            "text/html",
            "blocked: asks first: Before you continue",
        ),
        (f"<p>{PROSE}</p>", 200, "text/html", ""),
        (f"<title>Just a moment...</title>{LINK}", 200, "text/html", ""),
    ],
)
def test_what_is_no_look(html: str, status: int, content_type: str, unknown: str) -> None:
    assert look(html, status, content_type).unknown == unknown


def test_a_look_holds_links_and_digest() -> None:
    seen = look(f"<p>{PROSE}{LINK}<a href=/y>y</a><template>{LINK}</template>")
    assert seen.links == (("https://t.example/", ("nofollow",)),)
    assert seen.digest.startswith("sha256:")
    assert seen.left_to is None


@pytest.mark.parametrize(
    ("to", "away"),
    [
        ("https://prize.example/land", "https://prize.example/land"),
        ("https://m.blog.example/x", None),
        ("https://blog.mobi/x", None),
        ("/login", None),
    ],
)
def test_a_refresh_takes_its_visitor_away_to_strangers_only(to: str, away: str | None) -> None:
    seen = look(f'<meta http-equiv=refresh content="0;url={to}"><p>{PROSE}')
    assert (seen.left_to, seen.unknown) == (away, "")


def test_a_paid_page_says_so() -> None:
    said = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    assert look(said + PROSE).paywalled
    assert not look(said.replace("False", "True") + PROSE).paywalled
