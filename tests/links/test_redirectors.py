"""Which URLs of a page are asked: those that name the target, shorteners, own counters."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.redirectors import (
    MAX_UNNAMED,
    Redirector,
    _Page,
    redirectors,
)
from backlinkspider.page.document import HtmlDocument
from backlinkspider.target import Target, parse_matcher
from backlinkspider.urls import is_http, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = "https://blog.example.org/post"
SHOP = Target(
    name="shop.example", matchers=(parse_matcher("shop.example"),), brand_terms=("Oakwell",)
)
IN_BASE64 = base64.b64encode(b"https://shop.example/tables").decode()
URLSAFE = base64.urlsafe_b64encode(b"id=12&url=https://shop.example/?a=\xff\xfe").decode()


def asked(html: str, url: str = PAGE, targets: Sequence[Target] = (SHOP,)) -> list[Redirector]:
    anchors = HtmlDocument(html.encode(), url=url).anchors()
    return list(redirectors(url, anchors, targets, {"bit.ly", "t.co"}))


def via(href: str, url: str = PAGE) -> str | None:
    found = asked(f'<a href="{href.replace("&", "&amp;")}">x</a>', url)
    return found[0].via if found else None


@pytest.mark.parametrize(
    ("href", "wanted"),
    [
        ("https://l.social.example/l.php?u=https%3A%2F%2Fshop.example%2F", "parameter"),
        ("https://www.search.example/url?q=https://shop.example/&sa=D", "parameter"),
        ("https://x.example/redirect?to=https%253A%252F%252Fwww.shop.example", "parameter"),
        ("https://x.example/out/https://shop.example/tables", "parameter"),
        ("https://x.example/#https://shop.example/", "parameter"),
        ("https://x.example/go?site=shop.example", "parameter"),
        ("https://x.example/go?SITE=SHOP.EXAMPLE", "parameter"),
        (f"https://x.example/away?u={IN_BASE64}", "parameter"),
        (f"https://x.example/away?u={quote(IN_BASE64)}", "parameter"),
        (f"https://x.example/{URLSAFE}", "parameter"),
        ("https://bit.ly/3xYz", "shortener"),
        ("https://www.bit.ly/3xYz", "shortener"),
        ("https://bit.ly/", None),
        ("https://notbit.ly/3xYz", None),
        ("/go/17", "redirect"),
        ("/out.php?id=17", "redirect"),
        ("https://www.example.org/exit/oakwell", "redirect"),
        ("/?goto=17", "redirect"),
        ("/go/", None),
        ("/ways-to-go-out", None),
        ("/login?redirect_to=/account", None),
        ("/go?u=https://elsewhere.example/", None),
        ("https://other.example/go/17", None),
        ("https://shop.example/tables", None),
        ("https://shop.example/go/17", None),
        ("https://notshop.example/x", None),
        ("https://x.example/notshop.example", None),
        ("https://x.example/shop.example.evil", None),
        ("https://x.example/shop.examples", None),
        ("https://web.archive.org/web/2020/https://shop.example/", None),
        ("https://www.facebook.com/sharer/sharer.php?u=https://shop.example/", None),
        ("https://www.facebook.com/l.php?u=https://shop.example/", "parameter"),
        ("https://twitter.com/intent/tweet?url=https://shop.example/", None),
        ("mailto:someone@shop.example", None),
        ("javascript:go('https://shop.example/')", None),
    ],
)
def test_what_is_asked(href: str, wanted: str | None) -> None:
    assert via(href) == wanted


def test_a_page_whose_url_names_the_target_asks_only_urls_in_urls() -> None:
    url = "https://stats.example/site/shop.example"
    assert via("/site/shop.example/pages", url) is None
    assert via("/visit?u=https://shop.example/", url) == "parameter"


def test_the_likeliest_come_first_each_once_and_the_unnamed_are_few() -> None:
    many = "".join(f"<a href=/go/{n}>site {n}</a>" for n in range(30))
    html = f"""{many}<a href=/go/oak>Oakwell Furniture</a><a href=https://bit.ly/1>x</a>
    <a href=https://bit.ly/1#part>x</a><a href=/l?u=https://shop.example/>x</a>"""
    found = [(one.url, one.via) for one in asked(html)]
    assert found[:3] == [
        ("https://blog.example.org/l?u=https://shop.example/", "parameter"),
        ("https://bit.ly/1", "shortener"),
        ("https://blog.example.org/go/oak", "redirect"),
    ]
    assert len(found) == 2 + MAX_UNNAMED


def test_every_target_is_looked_for() -> None:
    other = Target(name="b.example", matchers=(parse_matcher("host:b.example"),))
    html = "<a href=/x?u=http://b.example/>x</a><a href=/x?u=http://shop.example/>x</a>"
    assert len(asked(html, targets=[SHOP, other])) == 2


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    *(
                        "/",
                        "?",
                        "&",
                        "=",
                        "#",
                        "%",
                        ".",
                        "g%6fto",
                        "goto",
                        "out",
                        "GO",
                        "go",
                        "x",
                        "u",
                    ),
                    *("shop.example", "SHOP%2Eexample", "https://", "%2525", IN_BASE64, URLSAFE),
                    *("bit.ly", "blog.example.org", "@", ":8080", "redirect_to", "17"),
                    *("%E4%B8", "%25E4", "%0A", "%250Ashop.example", "İ"),
                ]
            ),
            max_size=12,
        ).map("".join),
        max_size=8,
    )
)
def test_the_look_at_all_urls_at_once_leaves_none_out(parts: list[str]) -> None:
    urls = [url for part in parts if (url := resolve(part, PAGE)) and is_http(url)]
    page = _Page("example.org", ("shop.example",), {"bit.ly", "t.co"}, about_target=False)
    wanted = [url for url in dict.fromkeys(urls) if page.via(url)]
    suspects = list(page.suspects(dict.fromkeys(urls)))
    assert [url for url in suspects if url in wanted] == wanted
