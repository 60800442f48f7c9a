"""Target ``page``: an answer's headers and body, read as the crawl reads a page.

The input is header lines, an empty line and the body. Nothing may be raised: any bytes are a page,
or a reason why there is none. What is found must fit into both stores, and lead to the target.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from backlinkspider.crawl.step import Read, next_step, without_links
from backlinkspider.documents import utc
from backlinkspider.links.looking import read_look
from backlinkspider.links.mentions import mentions_of
from backlinkspider.links.record import Reading, all_links, links_to
from backlinkspider.page.fetch import Fetch
from backlinkspider.site.discover import site_links
from backlinkspider.store.values import clean
from backlinkspider.target import target_from
from backlinkspider.web.rendering import page_facts, render_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL: Final = "https://blog.example/2026/post.html"
TARGET: Final = target_from(
    {
        "target": "shop.example",
        "name": "Oak and Loom",
        "aliases": ["prefix:https://market.example/oak/"],
        "brand_terms": ["Oak and Loom"],
    }
)
_AT: Final = datetime(2026, 11, 22, tzinfo=UTC)
_BEGINNING: Final = 3000
_MOST_LINKS: Final = 50
"""Links of a page that are described whether they lead to the target or not."""

WORDS: Final = (
    "<a", "href=", "</a>", "<area", "<base", "<iframe", "srcdoc=", "<template",
    "shadowrootmode=open>", "<svg", "xlink:href=", "<math", "<noscript>", "<script>", "</script>",
    "<style>", "<title>", "<select>", "<option>", "<table>", "<td", "<frameset", "<frame", "src=",
    "<textarea>", "<plaintext>", "<meta", "http-equiv=refresh", "content=", "url=", "charset=",
    "name=robots", "noindex", "nofollow", "rel=canonical", "<link", "rel=", "<p>", "<div",
    "style=", "display:none", "class=", "id=", "<!--", "-->", "<![CDATA[", "]]>", "<?xml",
    "https://shop.example/", "//shop.example", "\\\\shop.example", "https:shop.example",
    "SHOP.EXAMPLE.", "&amp;", "&#0;", "&#xD800;", "application/ld+json", "{\"@type\":\"Article\"}",
    "og:type", "article", "hreflang", "http-equiv", "captcha", "password", "login",
    "Content-Type:", "text/html;", "charset=utf-16", "charset=shift_jis", "charset=iso-2022-jp",
    "charset=gb18030", "Location:", "Refresh:", "X-Robots-Tag:", "Link:", "Set-Cookie:", "404", "\ufeff", "\xff\xfe",
)  # fmt: skip


def seeds(corpus: Path | None) -> Iterator[bytes]:
    """Yield a few pages of our own, and how the real ones of *corpus* begin.

    Whole ones would take a third of a second each while every line counts itself.
    """
    for type_, html in _OWN:
        yield f"Content-Type: {type_}\n\n{html}".encode()
    if corpus is not None:
        for line in (corpus / "index.jsonl").read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            head = f"Content-Type: {page['content_type']}\n\n".encode()
            yield head + (corpus / "pages" / f"{page['id']}.html").read_bytes()[:_BEGINNING]


_OWN: Final = (
    ("text/html", '<title>Post</title><p>See <a href="https://shop.example/a">Oak and Loom</a> now.'),
    ("text/html; charset=utf-16", '<base href="//shop.example"><a rel="nofollow ugc" href="?q=ä">x</a>'),
    ("text/html", "<iframe srcdoc=\"<a href='https://shop.example'>in</a>\"></iframe><template><a href=/>t</a>"),
    ("text/html", "<svg><a xlink:href=https://shop.example/><text>s</text></a></svg><noscript><a href=//shop.example>"),
    ("text/html", '<meta http-equiv=refresh content="0;url=https://shop.example/"><form><input type=password>'),
    ("text/html", "<div style='position:absolute;left:-9999px;color:rgb(1,2,3)'><a href=https:shop.example>h</a></div>"),
    ("text/html", '<script type="application/ld+json">{"@type":"Article","author":{"name":"A"}}</script><h1>T</h1>'),
    ("text/html", "<p>Oak and Loom is at shop.example</p><aside><ul><li><a href=https://market.example/oak/1>m</a></ul>"),
)  # fmt: skip


def run(data: bytes) -> None:
    """Read *data* as one answer."""
    head, _, body = data.partition(b"\n\n")
    lines = [line.partition(":") for line in head.decode("latin-1").split("\n")]
    fetch = Fetch(
        final_url=URL,
        status=200,
        headers=tuple((name.strip().lower(), value.strip()) for name, _, value in lines),
        redirects=(),
        ip=None,
        fetched_at=_AT,
    )
    step = next_step(fetch, body)
    if isinstance(step, Read):
        _read(Reading(URL, fetch, body, step.document))
        read_look("phone", URL, 200, fetch.content_type, body, wanted=TARGET.matches)


def _read(reading: Reading) -> None:
    document = reading.raw
    links = links_to(TARGET, reading)
    for link in links:
        clean(link, utc)
        assert TARGET.matches(link["link"]["url"]), link["link"]["url"]
    if not links:
        without_links(document, reading.fetch.status)
        mentions_of(TARGET, document)
    if len(document.anchors()) <= _MOST_LINKS:
        for link in all_links(reading, TARGET):
            clean({**link, "_id": "one"}, utc)
    render_reasons(page_facts(document, TARGET.hosts))
    site_links(document, "blog.example")
