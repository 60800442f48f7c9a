from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from backlinkspider.links.record import Reading, all_links, links_to
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.page.seen import Seen
from backlinkspider.target import Target, parse_matcher

PAGE = "https://blog.example/post"
HTML = (
    "<html lang=en><title>Tables</title><p>Before "
    "<a href='https://T.example/x' rel=ugc>one</a> after"
    "<a href=//www.t.example/x>two</a><a href=https://t.example/x>three</a>"
    "<a href=https://nott.example/>no</a><a href='http://['>no</a>"
)


def target(*matchers: str, **changes: Any) -> Target:
    parsed = tuple(map(parse_matcher, matchers or ("t.example",)))
    return Target(name=matchers[0] if matchers else "t.example", matchers=parsed, **changes)


def reading(html: str = HTML, rendered: str | None = None, **changes: Any) -> Reading:
    known: dict[str, Any] = {
        "final_url": PAGE,
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"),),
        "redirects": (),
        "ip": "192.0.2.1",
        "fetched_at": datetime(2026, 11, 22, tzinfo=UTC),
    }
    fetch = Fetch(**(known | changes))
    raw = document(html, fetch)
    final = document(rendered, fetch) if rendered is not None else None
    reasons = ("empty_root",) if final else ()
    return Reading(PAGE, fetch, html.encode(), raw, final, reasons)


def document(html: str, fetch: Fetch) -> HtmlDocument:
    return HtmlDocument(html.encode(), url=fetch.final_url, content_type=fetch.content_type)


def test_the_targets_links_are_kept_in_order() -> None:
    found = links_to(target(), reading())
    assert [
        (link["link"]["url"], link["link"]["ordinal"], link["link"]["text"]) for link in found
    ] == [
        ("https://t.example/x", 0, "one"),
        ("https://www.t.example/x", 0, "two"),
        ("https://t.example/x", 1, "three"),
    ]
    assert len({link["_id"] for link in found}) == 3


def test_the_shape_is_the_contracts() -> None:
    link = links_to(target(), reading())[0]
    assert set(link) == {"_id", "target", "page_id", "page", "link", "signals"}
    assert set(link["page"]) == {
        *(
            "url",
            "final_url",
            "host",
            "domain",
            "status",
            "content_type",
            "title",
            "lang",
            "charset",
        ),
        *(
            "canonical",
            "indexable",
            "robots",
            "redirects",
            "ip",
            "rendered",
            "render_reason",
            "words",
        ),
        *("outlinks", "fetched_at", "truncated", "left_to", "description", "headings", "excerpt"),
        *("author", "published", "modified", "generator", "platform", "kind", "schema_types"),
        *(
            "ids",
            "has_contact",
            "contacts",
            "external_domains",
            "external_anchors",
            "affiliate_links",
        ),
        *("hidden_text", "text_scripts", "text_language"),
    }
    assert set(link["link"]) == {
        *("href", "url", "tag", "place", "text", "text_source", "rel", "follow", "passes_credit"),
        *(
            "credit_blockers",
            "region",
            "path",
            "ordinal",
            "before",
            "after",
            "near_before",
            "near_after",
            "visibility",
            "seen_in",
        ),
        *("via", "final_url", "hops", "tracking", "changed_by_script", "script_origin"),
        *("title", "classes", "list_size", "list_external"),
    }
    assert link["link"] | {"before": "", "after": "", "near_before": "", "near_after": ""} == {
        "href": "https://T.example/x",
        "url": "https://t.example/x",
        "tag": "a",
        "place": "a",
        "text": "one",
        "text_source": "text",
        "rel": ["ugc"],
        "follow": False,
        "passes_credit": False,
        "credit_blockers": ["rel:ugc"],
        "region": "content",
        "path": "body > p > a:nth-of-type(1)",
        "ordinal": 0,
        "before": "",
        "after": "",
        "near_before": "",
        "near_after": "",
        "visibility": {"state": "unknown", "reasons": []},
        "seen_in": "raw",
        "changed_by_script": {},
        "script_origin": None,
        "via": "direct",
        "final_url": "https://t.example/x",
        "hops": [],
        "tracking": [],
        "title": "",
        "classes": [],
        "list_size": 5,
        "list_external": 4,
    }


@pytest.mark.parametrize(
    "url", ["https://t.example/a", "https://sub.t.example/", "http://own.example/"]
)
def test_pages_of_the_targets_own_sites_hold_no_backlinks(url: str) -> None:
    assert links_to(target(own_sites=("own.example",)), reading(final_url=url)) == ()


def test_ids_depend_on_target_page_link_and_ordinal_alone() -> None:
    first = [link["_id"] for link in links_to(target(), reading())]
    inserted = "<a href=https://t.example/new>new</a>" + HTML.replace("one", "another text")
    later = links_to(target(), reading(inserted, status=203, ip=None))
    assert [link["_id"] for link in later if link["link"]["text"] != "new"] == first
    assert not set(first) & {link["_id"] for link in links_to(target("host:t.example"), reading())}


def test_two_targets_read_one_page_apart() -> None:
    one, two = target(), target("nott.example")
    assert [link["target"] for link in links_to(one, reading())] == ["t.example"] * 3
    assert [link["link"]["text"] for link in links_to(two, reading())] == ["no"]


def test_every_link_without_a_target() -> None:
    found = all_links(reading(), None)
    assert [link["link"]["url"] for link in found][-2:] == ["https://nott.example/", "http://["]
    assert {link["target"] for link in found} == {None}
    assert found[-1]["link"]["credit_blockers"] == ["href_not_crawlable"]
    assert found[0]["signals"] == {}


def test_a_page_without_links_gives_none() -> None:
    assert links_to(target(), reading("<p>nothing")) == ()


def test_raw_and_rendered_are_compared() -> None:
    rendered = (
        "<html lang=en><p>Before <a href=https://t.example/x>one</a></p>"
        "<a href=https://t.example/by-script>new</a>"
    )
    found = links_to(target(), reading(rendered=rendered))
    seen = {(link["link"]["url"], link["link"]["ordinal"]): link["link"] for link in found}
    assert {key: link["seen_in"] for key, link in seen.items()} == {
        ("https://t.example/x", 0): "both",
        ("https://t.example/by-script", 0): "rendered",
        ("https://www.t.example/x", 0): "raw",
        ("https://t.example/x", 1): "raw",
    }
    assert seen["https://t.example/x", 0]["changed_by_script"]["rel"] == ["ugc"]
    assert seen["https://t.example/x", 0]["follow"] is True
    assert {link["page"]["rendered"] for link in found} == {True}
    assert {link["page"]["render_reason"] for link in found} == {"empty_root"}


def test_the_script_that_inserted_a_link_is_told_on_that_link_only() -> None:
    raw = "<p><a href=https://t.example/x>plain</a><a href=https://t.example/gone>g</a>"
    rendered = (
        "<template><a href=https://t.example/x>kept</a></template><p><a href=https://t.example/x>"
        "inserted</a><a href=https://t.example/x>plain</a>"
    )
    origins = {("https://t.example/x", 0): "https://widgets.test/w.js"}
    read = replace(reading(raw, rendered=rendered), look=Seen(origins=origins))
    told = {
        link["link"]["text"]: link["link"]["script_origin"] for link in links_to(target(), read)
    }
    assert told == {
        "inserted": {"url": "https://widgets.test/w.js", "third_party": True},
        "plain": None,
        "kept": None,
        "g": None,
    }


def test_long_texts_are_cut() -> None:
    html = f"<title>{'t' * 9000}</title><a href=https://t.example/>{'x' * 9000}</a>"
    (link,) = links_to(target(), reading(html))
    assert (len(link["link"]["text"]), len(link["page"]["title"])) == (2000, 2000)


def test_long_addresses_are_cut_and_stay_apart() -> None:
    html = "".join(f"<a href='https://t.example/{'x' * 90_000}{n}'>x</a>" for n in range(2))
    found = [link["link"] for link in links_to(target(), reading(html))]
    assert {len(link["url"]) for link in found} == {len(link["href"]) for link in found} == {8192}
    assert len({link["url"] for link in found}) == 2


def test_what_is_round_a_link_is_that_of_the_page_it_was_seen_on() -> None:
    raw = f"<ul>{'<li><a href=//o.example/>x</a>' * 3}<li><a href=https://t.example/old>o</a></ul>"
    rendered = "<p>So <a href=https://t.example/new>it is</a>"
    found = links_to(target(), reading(raw, rendered=rendered))
    sizes = {link["link"]["url"]: link["link"]["list_size"] for link in found}
    assert sizes == {"https://t.example/old": 4, "https://t.example/new": 1}


def test_a_refresh_to_the_target() -> None:
    html = "<meta http-equiv=refresh content='0;url=https://t.example/x'>" + HTML
    assert [link["signals"]["refresh_to_target"] for link in links_to(target(), reading(html))] == [
        True
    ] * 3
    assert not links_to(target(), reading())[0]["signals"]["refresh_to_target"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "<a href=https://t.example/>x</a>",
        "<a href=https://t.example/>x</a>" * 3000,
        "<p>" + "<a href=https://o.example/>oak</a> " * 3000 + "<a href=https://t.example/>x</a>",
        "<a href=https://t.example/ style='" + "(" * 5000 + "' class='" + "a " * 9000 + "'>x</a>",
    ],
    ids=["deep", "many links", "many others", "long attributes"],
)
def test_hostile_pages_are_described(html: str) -> None:
    assert links_to(target(), reading(html))
