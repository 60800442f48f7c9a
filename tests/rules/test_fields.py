"""Every field that rules may rest on is produced by the code that reads pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.links.cloaking import VISITORS, SeenAs, judge
from backlinkspider.links.path import Led, LinkPath
from backlinkspider.links.reciprocal import reciprocal_signals
from backlinkspider.links.record import Reading, links_to
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.page.measured import Measured
from backlinkspider.page.seen import Seen
from backlinkspider.rules.answered import Earlier
from backlinkspider.rules.facts import Facts, State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.model import PageExample
from backlinkspider.target import Target, parse_matcher
from backlinkspider.trial.past import with_past
from backlinkspider.trial.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.documents import Document

TARGET = Target(
    name="shop.example",
    matchers=(parse_matcher("shop.example"),),
    description="Solid oak furniture made by hand: tables, chairs and garden benches.",
    brand_terms=("Oakwell",),
    product_names=("Ripon bench",),
    money_terms=("oak tables",),
    languages=("en",),
)
ARTICLE = """
<!doctype html><html lang=en><head><title>Why oak lasts | 12 wood posts</title>
<meta name=generator content="WordPress 6.4"><meta name=description content="On oak.">
<link rel=canonical href=https://wood.blogspot.com/2024/05/oak.html>
<script type=application/ld+json>{"@type": "BlogPosting", "author": {"name": "Ann Oak"},
"datePublished": "2024-05-06", "dateModified": "2024-06-07"}</script>
<script>gtag('config', 'G-ABCD123456')</script></head><body class="post theme">
<header class=top><p>Wood</p></header><nav><a href=/contact>Contact</a></nav>
<article><h1>Why oak lasts</h1><p>Oak is a hard wood and it has been used for the tables of this
country for as long as there are records of what people made, which is why we are fond of it. We
bought <a class=out href=https://shop.example/tables title="To the shop">oak tables</a> after we had
seen <a href="https://other.example/?affid=7">cheap chairs</a> and read what there is to read about
them, and we are still as happy with them as on the day they came to us from the workshop.</p>
<p style="display:none">buy cheap oak</p></article><footer class=foot><p>Wood, 2024</p></footer>
</body></html>
"""
LIST = """
<title>Oak</title><meta http-equiv=refresh content="9;url=https://shop.example/"><ul>
<li><a href=https://a.example/>oak</a><li><a href=https://b.example/>elm</a>
<li><a href=https://shop.example/>shop.example</a></ul>
"""

LED = Led("redirect", LinkPath(final_url="https://shop.example/?utm_source=x", hops=()))
COUNTER = "https://wood.blogspot.com/go/7"
CLOAKING = judge([tuple(SeenAs(visitor=one, links=((COUNTER, ()),)) for one in VISITORS)])

ORIGINS = {("https://shop.example/", 0): "https://widgets.example/w.js"}
MEASURED = Measured(url="https://shop.example/", ordinal=0)
URL = "https://wood.blogspot.com/2024/05/oak.html"


def documents(
    html: str, rendered: str = "", *, url: str = URL, **more: Any
) -> tuple[Document, ...]:
    fetch = Fetch(
        final_url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        redirects=(),
        ip="192.0.2.1",
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    raw, seen = (
        HtmlDocument(text.encode(), url=url, content_type=fetch.content_type)
        for text in (html, rendered)
    )
    reading = Reading(url, fetch, html.encode(), raw, seen if rendered else None, **more)
    return links_to(TARGET, reading)


def after_a_year() -> Sequence[Document]:
    """Return a link that came late into an article, went and came back."""
    without = ARTICLE.replace("https://shop.example/", "/")
    page = PageExample(
        html=ARTICLE,
        url=URL,
        past=[
            Earlier(days_ago=[300, 90], html=without),
            Earlier(days_ago=[200, 120]),
        ],
    )
    day = date(2026, 11, 22)
    return with_past(links_to(TARGET, read_page(page, day)), page, TARGET, day)


def produced() -> Iterator[tuple[str, Any]]:
    pages = (
        documents(ARTICLE, rendered=ARTICLE.replace("class=out", "rel=nofollow")),
        documents(LIST, left_to="https://shop.example/"),
        documents("<a href=https://shop.example/>x</a>", url="https://wood.example.edu/"),
        documents(
            LIST,
            rendered=LIST,
            look=Seen(measured=(MEASURED,), origins=ORIGINS),
            render_reasons=("app_root",),
        ),
        documents("<a href=/go/7>x</a>", paths={COUNTER: LED}, cloaking=CLOAKING),
        after_a_year(),
    )
    for document in (link for page in pages for link in page):
        back = reciprocal_signals(document["page"], {"example.edu": "https://shop.example/"})
        facts = Facts({**document, "signals": {**document["signals"], **back}}, 0)
        for path, field in FIELDS.items():
            yield path, facts.value(field)


WANTED = sorted(path for path, field in FIELDS.items() if not field.virtual)


@pytest.fixture(scope="module")
def values() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for path, value in produced():
        if value is not State.UNKNOWN:
            found.setdefault(path, []).append(value)
    return found


@pytest.mark.parametrize("path", WANTED)
def test_a_field_is_produced(values: dict[str, list[Any]], path: str) -> None:
    assert [value for value in values.get(path, ()) if value is not None]


def test_virtual_fields_are_not_produced(values: dict[str, list[Any]]) -> None:
    virtual = {path for path, field in FIELDS.items() if field.virtual}
    assert virtual >= {"seen.days"}
    assert not {path for path in virtual if path in values}


def test_every_part_of_a_document_that_is_produced_can_be_read() -> None:
    document = documents(ARTICLE)[0]
    told = {f"{part}.{name}" for part in ("page", "link", "signals") for name in document[part]}
    known = {path.rsplit(".", depth)[0] for path in FIELDS for depth in (0, 1)}
    beside = {"page.robots", "page.redirects", "page.render_reason", "page.truncated"}
    beside |= {"link.hops", "page.contacts"}
    assert told - known - beside == {"page.fetched_at", "link.changed_by_script"}


def test_descriptions_say_something() -> None:
    assert [path for path, field in FIELDS.items() if len(field.description.split()) < 3] == []


@pytest.mark.parametrize(
    ("path", "value", "fits"),
    [
        ("page.words", 3, True),
        ("page.words", True, False),
        ("page.ids", ["ga:1"], True),
        ("page.ids", "ga:1", False),
        ("page.rendered", True, True),
        ("page.title", 3, False),
    ],
)
def test_values_have_their_fields_type(path: str, value: Any, fits: bool) -> None:
    assert FIELDS[path].accepts(value) is fits
