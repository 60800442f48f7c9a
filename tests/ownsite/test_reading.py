from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.links.record import Reading
from backlinkspider.ownsite.reading import MOST_OUTLINKS, own_facts
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch, Hop
from backlinkspider.target import Target
from backlinkspider.target.matching import parse_matcher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.documents import Document

TARGET: Final = Target(
    name="shop.test",
    matchers=(parse_matcher("shop.test"), parse_matcher("old-shop.test")),
    own_sites=("allied.test", "prefix:https://host.test/shop/"),
)
URL: Final = "https://www.shop.test/a"


def fetched(
    url: str = URL, *hops: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Fetch:
    return Fetch(
        final_url=url,
        status=status,
        headers=tuple((name.replace("_", "-"), value) for name, value in (headers or {}).items()),
        redirects=tuple(Hop(url=hop, status=301) for hop in hops),
        ip=None,
        fetched_at=datetime(2026, 11, 28, tzinfo=UTC),
    )


def facts(body: str, url: str = URL, outcome: str = "read", **headers: str) -> Document:
    fetch = fetched(url, headers=headers)
    document = HtmlDocument(body.encode(), url=url)
    return own_facts(TARGET, outcome, fetch, Reading(URL, fetch, body.encode(), document))


def outlinks(body: str, **headers: str) -> list[tuple[str, bool, int]]:
    found = facts(body, **headers)["outlinks"]
    return [(one["domain"], one["follow"], one["links"]) for one in found]


def test_a_page_tells_title_heading_canonical_and_robots() -> None:
    told = facts(
        "<html lang=en><title>Oak</title><link rel=canonical href=/b>"
        "<meta name=robots content=noindex><h1>Oak tables</h1>"
    )
    assert (told["title"], told["heading"], told["lang"]) == ("Oak", "Oak tables", "en")
    assert told["canonical"] == "https://www.shop.test/b"
    assert (told["indexable"], told["blockers"]) == (False, ["noindex:meta:robots"])
    assert told["soft_404"] is False


def test_the_way_is_told_whatever_the_end() -> None:
    fetch = fetched(URL, "http://shop.test/a", status=404)
    told = own_facts(TARGET, "http_error", fetch, None)
    assert told["hops"] == [{"url": "http://shop.test/a", "status": 301}]
    assert (told["status"], told["final_url"], told["outlinks"]) == (404, URL, [])
    assert "title" not in told


@pytest.mark.parametrize(
    ("outcome", "status", "soft", "links_out"),
    [
        ("http_error", 410, False, []),
        ("soft_404", 200, True, []),
        ("http_error", 500, None, None),
        ("blocked", 403, None, None),
    ],
)
def test_only_a_page_that_is_gone_links_to_nobody(
    outcome: str, status: int, soft: Any, links_out: Any
) -> None:
    told = own_facts(TARGET, outcome, fetched(status=status), None)
    assert (told.get("soft_404"), told.get("outlinks")) == (soft, links_out)


def test_no_answer_tells_nothing() -> None:
    assert own_facts(TARGET, "timeout", None, None) == {}


def test_somebody_elses_page_says_nothing_of_ours() -> None:
    told = facts("<title>Theirs</title><a href=https://x.test/>x</a>", "https://stranger.test/")
    assert told["outlinks"] == []
    assert "title" not in told
    assert told["final_url"] == "https://stranger.test/"


def test_own_and_allied_sites_are_no_outlinks() -> None:
    body = "".join(
        f"<a href={url}>x</a>"
        for url in (
            "/b", "https://shop.test/", "https://blog.shop.test/", "https://old-shop.test/x",
            "https://allied.test/", "https://host.test/shop/", "https://host.test/other/",
            "mailto:me@x.test", "https://friend.test/1", "https://www.friend.test/2",
            "https://me.blogspot.com/",
        )
    )  # fmt: skip
    assert outlinks(body) == [("friend.test", True, 2), ("me.blogspot.com", True, 1)]


def test_a_link_counts_as_followed_where_one_to_the_domain_is() -> None:
    body = (
        '<a rel=nofollow href="https://a.test/1">x</a><a href="https://a.test/2">x</a>'
        '<a rel="ugc,nofollow" href="https://b.test/">x</a>'
        '<template><a href="https://c.test/">x</a></template>'
    )
    assert outlinks(body) == [("a.test", True, 2), ("b.test", False, 1), ("c.test", False, 1)]
    assert facts(body)["outlinks"][0]["url"] == "https://a.test/2"


def test_a_page_that_says_nofollow_passes_nothing() -> None:
    link = '<a href="https://a.test/">x</a>'
    assert outlinks(f"<meta name=robots content=nofollow>{link}") == [("a.test", False, 1)]
    assert outlinks(link, x_robots_tag="nofollow") == [("a.test", False, 1)]
    assert outlinks(link, x_robots_tag="noindex") == [("a.test", True, 1)]


def test_outlinks_are_bounded() -> None:
    body = "".join(f"<a href=https://d{n}.test/>x</a>" for n in range(MOST_OUTLINKS + 20)) * 2
    found = facts(body)["outlinks"]
    assert len(found) == MOST_OUTLINKS
    assert {one["links"] for one in found} == {2}
