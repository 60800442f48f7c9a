"""RFC 9309, along the cases of Google's published robots.txt parser tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from backlinkspider.web.robots import (
    DAY,
    READ_LIMIT,
    RETRY_AFTER,
    Robots,
    product_token,
    read_robots,
    unreachable,
)

AGENT = "backlinkspider"
SITE = "https://host.test"


def allowed(text: str | bytes, path: str, agent: str = AGENT) -> bool:
    body = text if isinstance(text, bytes) else text.encode()
    return read_robots(200, body).verdict(SITE + path, agent).allowed


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-AGENT: BackLinkSpider\ndisALLOW: /x", "/x", False),
        ("User-agent: *\nDisallow: /X", "/x", True),
        ("User-agent *\nDisallow /x", "/x", False),
        ("Disallow: /x\nUser-agent: *\nAllow: /", "/x", True),
        ("User-agent: *\rDisallow: /x\r", "/x", False),
        ("User-agent: *  # all\nDisallow: /x # that", "/x", False),
    ],
    ids=[
        "empty",
        "nothing-disallowed",
        "all",
        "robots-txt-itself",
        "names-in-any-case",
        "paths-by-case",
        "no-colon",
        "rule-before-any-group",
        "cr-only",
        "comments",
    ],
)
def test_lines(text: str, path: str, expected: bool) -> None:
    assert allowed(text, path) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: backlinkspider\nAllow: /\nUser-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\nUser-agent: backlinkspider\nAllow: /", True),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: backlinkspider/2.0\nDisallow: /", False),
        ("User-agent: backlinkspider and more\nDisallow: /", False),
        ("User-agent: back\nDisallow: /", True),
        ("User-agent: spider\nDisallow: /", True),
        ("User-agent: backlinkspider-news\nDisallow: /", True),
        ("User-agent: other\nUser-agent: backlinkspider\nDisallow: /", False),
        ("User-agent: backlinkspider\nSitemap: /s\nUser-agent: other\nDisallow: /", False),
        ("User-agent: backlinkspider\nInvented: /s\nUser-agent: other\nDisallow: /", False),
        ("User-agent: backlinkspider\nDisallow: /\nUser-agent: backlinkspider\nAllow: /y", False),
        ("User-agent: *\nDisallow: /\nUser-agent:\nAllow: /", False),
    ],
    ids=[
        "own-group-before-all",
        "own-group-after-all",
        "other-group",
        "version",
        "up-to-first-space",
        "not-a-prefix",
        "not-a-suffix",
        "not-a-longer-token",
        "two-agents",
        "sitemap-ends-no-group",
        "unknown-line-ends-no-group",
        "groups-merge",
        "agent-without-name",
    ],
)
def test_groups(text: str, expected: bool) -> None:
    assert allowed(text, "/x") is expected


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("Disallow: /x/page.html\nAllow: /x/", "/x/page.html", False),
        ("Allow: /x/page.html\nDisallow: /x/", "/x/page.html", True),
        ("Disallow: /x\nAllow: /x", "/x", True),
        ("Disallow: /a*z", "/abcz/more", False),
        ("Disallow: /a*z$", "/abcz/more", True),
        ("Disallow: /*.php$", "/x.php?a=1", True),
        ("Disallow: /x$y", "/x$y", False),
        ("Allow: /x/index.html\nDisallow: /x/", "/x/", True),
        ("Disallow: /x?q=http://a.test?b&c", "/x?q=http://a.test?b&c", False),
        ("Disallow: /ツ", "/%E3%83%84", False),
        ("Disallow: /%e3%83%84", "/%E3%83%84", False),
        ("Disallow: /%62%61%7A", "/baz", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /x" + "y" * 20_000, "/x", True),
        ("Disallow: /" + "z" * 70_000 + "\nDisallow: /x", "/x", False),
    ],
    ids=[
        "longest-disallow",
        "longest-allow",
        "tie-allows",
        "wildcard",
        "wildcard-to-the-end",
        "end-before-query",
        "dollar-inside",
        "index-html-is-the-directory",
        "query",
        "non-ascii-rule",
        "escapes-in-any-case",
        "needless-escapes",
        "reserved-escapes-differ",
        "long-line-is-no-wider",
        "rule-after-a-long-line",
    ],
)
def test_matching(rules: str, path: str, expected: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}", path) is expected


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /x", "/x", False),
        (b"User-agent: *\nDisallow: /caf\xe9", "/caf%E9", False),
        (b"\xff\x00\x01 junk \xc3\nUser-agent: *\nDisallow: /x", "/x", False),
        (b"<html><body>User-agent: * Disallow: /</body></html>", "/x", True),
        ("User-agent: *\nAllow: /\x85Disallow: /x".encode(), "/x", True),
    ],
    ids=["bom", "latin-1", "junk-before", "html", "only-cr-and-lf-end-lines"],
)
def test_bytes(body: bytes, path: str, expected: bool) -> None:
    assert allowed(body, path) is expected


@pytest.mark.parametrize("status", [200, 203, 204])
def test_success_is_parsed(status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: /x")
    assert not robots.verdict(f"{SITE}/x", AGENT).allowed
    assert robots.lifetime == DAY


@pytest.mark.parametrize("status", [301, 304, 400, 401, 403, 404, 410, 451])
def test_unavailable_allows_all(status: int) -> None:
    assert read_robots(status, b"User-agent: *\nDisallow: /").verdict(SITE, AGENT).allowed


@pytest.mark.parametrize("status", [429, 500, 503, 520, 599])
def test_unreachable_denies_all(status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nAllow: /")
    verdict = robots.verdict(SITE, AGENT)
    assert not verdict.allowed
    assert verdict.reason == f"robots.txt unreachable: HTTP {status}"
    assert robots.lifetime == RETRY_AFTER


@pytest.mark.parametrize("spare", [0, 1, len("Disallow: /x") - 1])
def test_a_rule_cut_at_the_limit_is_dropped(spare: int) -> None:
    head = "User-agent: *\n"
    tail = "Disallow: /xyz\n"
    filler = "#" * (READ_LIMIT - len(head) - 1 - spare) + "\n"
    robots = read_robots(200, (head + filler + tail * 9).encode())
    assert robots.verdict(f"{SITE}/x", AGENT).allowed
    assert robots.size <= READ_LIMIT


def test_a_rule_within_the_limit_holds() -> None:
    body = b"User-agent: *\nDisallow: /x\n" + b"#" * READ_LIMIT + b"\nAllow: /x\n"
    assert not read_robots(200, body).verdict(f"{SITE}/x", AGENT).allowed


def test_a_body_that_was_cut_loses_its_last_line() -> None:
    body = b"User-agent: *\nDisallow: /"
    assert read_robots(200, body, truncated=True).verdict(f"{SITE}/x", AGENT).allowed


def test_the_reason_names_rule_and_group() -> None:
    body = b"User-agent: BacklinkSpider\nDisallow: /private/\nAllow: /\nDisallow: /*?print"
    robots = read_robots(200, body)
    reasons = [robots.verdict(f"{SITE}{path}", AGENT).reason for path in ("/private/1", "/a?print")]
    assert reasons == [
        "robots.txt: Disallow: /private/ (User-agent: backlinkspider)",
        "robots.txt: Disallow: /*%3Fprint (User-agent: backlinkspider)",
    ]
    assert robots.verdict(f"{SITE}/", AGENT).reason == ""


def test_other_crawlers_have_their_own_answer() -> None:
    robots = read_robots(200, b"User-agent: Googlebot\nDisallow: /\n\nUser-agent: *\nAllow: /")
    answers = {name: robots.verdict(SITE, name).allowed for name in ("googlebot", "bingbot")}
    assert answers == {"googlebot": False, "bingbot": True}


def test_crawl_delay_and_sitemaps() -> None:
    body = (
        b"Sitemap: https://host.test/a.xml\nUser-agent: backlinkspider\nCrawl-delay: 2.5\n"
        b"User-agent: *\nCrawl-delay: nine\nSitemap: /b.xml"
    )
    robots = read_robots(200, body)
    assert (robots.crawl_delay(AGENT), robots.crawl_delay("other")) == (2.5, None)
    assert robots.sitemaps == ("https://host.test/a.xml", "/b.xml")


def test_no_rules_have_neither_delay_nor_sitemaps() -> None:
    for robots in (Robots(), unreachable("HTTP 503")):
        assert robots.crawl_delay(AGENT) is None
        assert robots.sitemaps == ()


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("backlinkspider/0.1 (+https://example.com)", "backlinkspider"),
        ("Backlinkspider", "backlinkspider"),
        ("", ""),
    ],
)
def test_product_token(user_agent: str, token: str) -> None:
    assert product_token(user_agent) == token


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_body_gives_an_answer(body: bytes, path: str) -> None:
    verdict = read_robots(200, body).verdict(f"{SITE}/{path}", AGENT)
    assert verdict.allowed is (verdict.reason == "")


@given(st.lists(st.sampled_from(["User-agent: *", "Disallow: /a", "Allow: /ab", "Foo: 1"])))
def test_unknown_lines_change_nothing(lines: list[str]) -> None:
    known = [line for line in lines if line != "Foo: 1"]
    for path in ("/", "/a", "/ab"):
        assert allowed("\n".join(lines), path) is allowed("\n".join(known), path)


def test_protego_still_has_what_names_the_rule() -> None:
    parser = Protego.parse("User-agent: *\nDisallow: /x")
    group = parser._get_matching_rule_set("any")
    assert group is not None
    assert [(rule.field, rule.value._pattern) for rule in group._rules] == [("disallow", "/x")]
    assert group.user_agent == "*"
