"""Mentions: where a page that does not link to a target names it all the same.

Terms are the target file's brand terms and product names, compared as the rules compare word lists
(whole words in any script, however cased or composed), and the target's own addresses. A look-alike
is none: a name inside a longer word or another site's address, nor the common noun ``apple`` where
the brand is ``Apple``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from backlinkspider.rules.folding import UNSPACED, fold
from backlinkspider.rules.words import Lexicon, folded_term
from backlinkspider.urls import display_host, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.documents import Document
    from backlinkspider.page.document import HtmlDocument
    from backlinkspider.rules.words import Hit
    from backlinkspider.target import Target

MOST_MENTIONS: Final = 5
_CONTEXT: Final = 80
"""Characters kept on each side: a sentence, to judge the mention by."""

_MOST_TEXT: Final = 200_000
"""Characters searched of a page; a long novel's worth of hostile text is not."""

_HOST_LETTER: Final = rf"(?:(?![{UNSPACED}])[\w.-])"
_BEFORE: Final = re.compile(rf"{_HOST_LETTER}{{0,253}}\Z")
_AFTER: Final = re.compile(rf"{_HOST_LETTER}*(?:[:/?#](?:(?![{UNSPACED}<>\"'])\S)*)?")
_HOST: Final = re.compile(r"\w[\w-]*(?:\.[\w-]+)*\.[a-z]{2,}\b")
_ENDS: Final = ".,;:!?)]}-/"


@dataclass(frozen=True, slots=True)
class _Names:
    """What names a target. *squeezed* are the terms folded without spaces, for a quick look."""

    lexicon: Lexicon
    squeezed: tuple[str, ...]


def mentions_of(target: Target, document: HtmlDocument) -> tuple[Document, ...] | None:
    """Return where *document*, a page without links to *target*, names it, at most a few.

    A mention has ``term`` and ``kind`` (brand, product, domain), ``text`` as written, ``place``
    (title, text), ``context`` and the ``span`` of the text in it. ``None`` where nobody looked: the
    target's file has no names.
    """
    names = _names_of(target)
    if names is None:
        return None
    title = document.title()[:_MOST_TEXT]
    found = [*_mentions(names, target, title, "title")]
    if _may_name(names, document.text()[:_MOST_TEXT]):
        found += _mentions(names, target, document.flow.text[:_MOST_TEXT], "text")
    return tuple(found[:MOST_MENTIONS])


def mentions_in(target: Target, text: str) -> tuple[Document, ...]:
    """Return all mentions of *target* in *text*, in order."""
    names = _names_of(target)
    return tuple(_mentions(names, target, text, "text")) if names is not None else ()


@lru_cache(maxsize=64)
def _names_of(target: Target) -> _Names | None:
    if not target.brand_terms and not target.product_names:
        return None
    addresses = [f"{matcher.host}{matcher.start}" for matcher in target.matchers]
    shown = [f"{display_host(matcher.host)}{matcher.start}" for matcher in target.matchers]
    lists = {
        "brand": target.brand_terms,
        "product": target.product_names,
        "domain": tuple(dict.fromkeys((*addresses, *shown))),
    }
    terms = {folded_term(term).replace(" ", "") for terms in lists.values() for term in terms}
    return _Names(Lexicon(lists), tuple(sorted(terms - {""})))


def _may_name(names: _Names, text: str) -> bool:
    """Tell whether *text* may hold a term, were its elements joined in any way.

    What a visitor sees is costly to tell: it is asked only where this holds.
    """
    squeezed = fold(text).text.replace(" ", "")
    return any(term in squeezed for term in names.squeezed)


def _mentions(names: _Names, target: Target, text: str, place: str) -> Iterator[Document]:
    hits = [hit for hits in names.lexicon.hits(text).values() for hit in hits]
    real = (hit for hit in hits if _is_real(target, text, hit))
    for hit in _apart(real):
        start, end = max(0, hit.start - _CONTEXT), hit.end + _CONTEXT
        yield {
            "term": hit.term,
            "kind": hit.list,
            "text": text[hit.start : hit.end],
            "place": place,
            "context": text[start:end],
            "span": [hit.start - start, hit.end - start],
        }


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield *hits* in order without those inside another: the longest name is the one meant."""
    end = 0
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start >= end:
            yield hit
            end = hit.end


def _is_real(target: Target, text: str, hit: Hit) -> bool:
    """Tell a name from what only looks like it."""
    address = _address_round(text, hit)
    if hit.list == "domain":
        return target.matches(normalize(f"https://{address.rstrip(_ENDS)}") or "")
    written = text[hit.start : hit.end]
    if not re.search(r"[\s-]", hit.term.strip()):
        if hit.term[:1].isupper() and written[:1].islower():
            return False
        if host := _HOST.match(address):
            return target.matches(normalize(f"https://{host[0]}/") or "")
    return True


def _address_round(text: str, hit: Hit) -> str:
    """Return what stands round *hit* without a space, as an address would go on."""
    before = _BEFORE.search(text, max(0, hit.start - 253), hit.start)
    after = _AFTER.match(text, hit.end)
    start = before.start() if before else hit.start
    return text[start : after.end() if after else hit.end].lstrip(".-")
