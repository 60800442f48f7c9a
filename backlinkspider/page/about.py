"""What a page is and says: the facts that only pages with links worth keeping are read for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from backlinkspider.page import meta
from backlinkspider.page.contact import read_contacts
from backlinkspider.page.identifiers import read_ids
from backlinkspider.page.kind import Signs, kind_of
from backlinkspider.page.language import function_word_share, language_of, scripts_of_text
from backlinkspider.page.model import About, TextFacts
from backlinkspider.page.near_copy import skeleton, text_bands
from backlinkspider.page.platform import platform_of
from backlinkspider.page.statistics import MOST_WORDS, top_phrase_share, unique_word_share
from backlinkspider.page.structured import read_structured
from backlinkspider.page.text import count_words
from backlinkspider.page.words import is_spaced, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.page.document import FoundAnchor, HtmlDocument
    from backlinkspider.page.flow import Flow

_EXCERPT_LENGTH: Final = 1000
_HIDDEN_LENGTH: Final = 500
_CHARACTERS_A_WORD: Final = 20
_REFRESH: Final = re.compile(r"\s*[\d.]+\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)


def read_about(document: HtmlDocument, anchors: Sequence[FoundAnchor], flow: Flow) -> About:
    """Return what the page is; *anchors* and *flow* are its own."""
    tree = document.tree
    metas = meta.read_metas(tree)
    structured = read_structured(tree)
    generator = meta.generator(metas)
    platform = platform_of(tree, document.url, generator, flow.end)
    headings = meta.headings(tree)
    published = meta.published(tree, metas, structured)
    signs = Signs(
        url=document.url,
        title=document.title(),
        first_heading=meta.first_heading(tree),
        platform=platform,
        schema_types=structured.types,
        og_type=metas.get("og:type", "").lower(),
        dated=published is not None and tree.css_first("article") is not None,
    )
    author = meta.author(tree, metas, structured)
    return About(
        description=meta.description(metas),
        headings=headings,
        author=author,
        published=published,
        modified=meta.modified(tree, metas, structured),
        generator=generator,
        platform=platform,
        kind=kind_of(signs),
        schema_types=structured.types,
        ids=read_ids(tree),
        contacts=read_contacts(document, anchors, author),
        refresh=refresh_of(document),
        skeleton=skeleton(tree.body),
    )


def refresh_of(document: HtmlDocument) -> str | None:
    """Return where the meta refresh of *document* leads, resolved; ``None`` without one."""
    node = document.tree.css_first('meta[http-equiv="refresh" i][content]')
    match = _REFRESH.match(node.attrs.get("content") or "") if node is not None else None
    return document.resolve(match[1].strip()) if match else None


def read_text(flow: Flow, declared: str = "") -> TextFacts:
    """Return what the main text is like; at most ``MOST_WORDS`` of it are compared.

    Where the words do not tell their language, as those of a keyword list do not, function words
    are looked for in the *declared* one.
    """
    text = flow.main
    begin = text[: _CHARACTERS_A_WORD * MOST_WORDS]
    words = words_of(begin)[:MOST_WORDS]
    language = language_of(text)
    counted_in = language or declared.lower().partition("-")[0]
    is_counted = is_spaced(begin)
    return TextFacts(
        excerpt=text[:_EXCERPT_LENGTH].rstrip(),
        hidden=flow.hidden[:_HIDDEN_LENGTH].rstrip(),
        scripts=scripts_of_text(text),
        language=language,
        words=count_words(text),
        link_text_share=flow.link_words / flow.words if flow.words else None,
        unique_word_share=unique_word_share(words) if is_counted else None,
        top_phrase_share=top_phrase_share(words, language),
        function_word_share=function_word_share(text, counted_in) if is_counted else None,
        bands=text_bands(words),
    )
