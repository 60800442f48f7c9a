"""The ``page`` part of a link document, and the signals that are the same for all its links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.links.credit import PageCredit
from backlinkspider.links.outlinks import external_links
from backlinkspider.page.about import read_about, read_text
from backlinkspider.page.contact import has_contact
from backlinkspider.page.robots_meta import read_robots_header
from backlinkspider.page.text import collapse
from backlinkspider.urls import (
    display_host,
    host_of,
    is_http,
    public_suffix,
    registrable_domain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading
    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.model import About, TextFacts
    from backlinkspider.target import Target

MAX_TEXT: Final = 2000
"""Characters kept of an anchor's text and of a title; a longer one is cut."""

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SHORTEST_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class PagePart:
    """What a page gives to each of its links.

    *refresh* is where a meta refresh, or else a script, takes its visitors.
    """

    page: Document
    credit: PageCredit
    signals: dict[str, Any]
    refresh: str | None


def read_page(
    reading: Reading, anchors: Sequence[FoundAnchor], target: Target | None = None
) -> PagePart:
    """Describe the page that a visitor ends with; *anchors* are all of its own."""
    fetch, document = reading.fetch, reading.final
    facts = document.facts(anchors)
    header = read_robots_header(value for name, value in fetch.headers if name == "x-robots-tag")
    credit = PageCredit(fetch.final_url, facts.canonical, facts.robots, header, fetch.robots_txt)
    about, text = read_about(document, anchors, document.flow), read_text(document.flow, facts.lang)
    external = external_links(fetch.final_url, anchors, target)
    page = {
        **fetch_part(reading.url, fetch),
        "title": facts.title[:MAX_TEXT],
        "lang": facts.lang,
        "charset": facts.charset,
        "canonical": facts.canonical,
        "indexable": credit.indexable,
        "robots": {
            "txt": fetch.robots_txt,
            "meta": _directives(facts.robots),
            "header": _directives(header),
        },
        "rendered": reading.rendered is not None,
        "left_to": reading.left_to or _elsewhere(about.refresh, fetch.final_url),
        "render_reason": ", ".join(reading.render_reasons) or None,
        "words": facts.words,
        "outlinks": {
            "internal": facts.outlinks.internal,
            "external": facts.outlinks.external,
            "domains": facts.outlinks.domains,
            "followed": external.followed,
        },
        "external_domains": list(external.domains),
        "external_anchors": external.texts,
        "affiliate_links": external.affiliate,
        **_about_part(about),
        **_text_part(text),
    }
    signals = _page_signals(page, about, text)
    return PagePart(page, credit, signals, reading.left_to or about.refresh)


def _elsewhere(refresh: str | None, url: str) -> str | None:
    """Return *refresh* if it leads from *url* to another registrable domain."""
    if refresh is None or not is_http(refresh):
        return None
    same = registrable_domain(host_of(refresh)) == registrable_domain(host_of(url))
    return None if same else refresh


def fetch_part(url: str, fetch: Fetch) -> Document:
    """Return what a fetch alone tells of a page, whatever its body holds."""
    host = host_of(fetch.final_url)
    return {
        "url": url,
        "final_url": fetch.final_url,
        "host": host,
        "domain": registrable_domain(host),
        "status": fetch.status,
        "content_type": fetch.content_type,
        "redirects": [{"url": hop.url, "status": hop.status} for hop in fetch.redirects],
        "ip": fetch.ip,
        "truncated": fetch.truncated,
        "fetched_at": fetch.fetched_at,
    }


def _directives(robots: dict[str, tuple[str, ...]]) -> list[str]:
    """Flatten to ``bot: directive``, plain for every bot: names from pages must not become keys."""
    return [
        token if bot == "robots" else f"{bot}: {token}"
        for bot, tokens in robots.items()
        for token in tokens
    ]


def _about_part(about: About) -> Document:
    return {
        "description": about.description,
        "headings": about.headings,
        "author": about.author,
        "published": about.published,
        "modified": about.modified,
        "generator": about.generator,
        "platform": about.platform,
        "kind": about.kind,
        "schema_types": list(about.schema_types),
        "ids": list(about.ids),
        "has_contact": has_contact(about.contacts),
        "contacts": [
            {"kind": one.kind, "value": one.value, "text": one.text} for one in about.contacts
        ],
    }


def _text_part(text: TextFacts) -> Document:
    return {
        "excerpt": text.excerpt,
        "hidden_text": text.hidden,
        "text_scripts": list(text.scripts),
        "text_language": text.language,
    }


def _page_signals(page: Document, about: About, text: TextFacts) -> dict[str, Any]:
    """Return the signals of the page itself; what is not known is left out."""
    shares = {
        "link_text_share": text.link_text_share,
        "unique_word_share": text.unique_word_share,
        "top_phrase_share": text.top_phrase_share,
        "stop_word_share": text.function_word_share,
    }
    return {
        "text_words": text.words,
        "text_bands": list(text.bands),
        "skeleton": about.skeleton,
        "title_template": title_template(page["title"], page["host"]),
        **{name: round(share, 4) for name, share in shares.items() if share is not None},
    }


def title_template(title: str, host: str) -> str | None:
    """Return *title* with the site's own name as ``{domain}`` and numbers as ``{n}``.

    >>> title_template("Best-Sofas.example | 24 Keyword Rankings", "www.best-sofas.example")
    '{domain} | {n} keyword rankings'
    """
    text = collapse(title).casefold()
    for name in _own_names(host):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "{domain}", text)
    return _NUMBER.sub("{n}", text) or None


def _own_names(host: str) -> list[str]:
    """Return the spellings of a site's name, longest first: host, domain, its label, its words."""
    domain = registrable_domain(host)
    suffix = public_suffix(host)
    label = display_host(domain.removesuffix(f".{suffix}")) if suffix else domain
    names = {host, domain, display_host(host), display_host(domain), label, label.replace("-", " ")}
    names.add(label.replace("-", ""))
    return sorted((n for n in names if len(n) >= _SHORTEST_NAME), key=lambda n: (-len(n), n))
