"""Answers that ask for something first: consent to cookies, an age, a country; and paid pages.

Like walls they say nothing about the page. They are told from pages that only speak of cookies by
their title or heading, or by holding hardly anything else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from backlinkspider.page.text import text_of

if TYPE_CHECKING:
    from backlinkspider.page.document import HtmlDocument

_FEW_WORDS: Final = 300
_HARDLY_ANY: Final = 80
_GATE: Final = re.compile(
    r"before you continue|we value your privacy|(?:accept|agree to|consent to)\b.{0,40}\bcookies"
    r"|cookie (?:consent|settings)|(?:your|privacy) choices"
    r"|(?:confirm|verify) (?:that )?you(?:r age|(?: are|['’]re) (?:over|at least|of legal age))"
    r"|not available in your (?:country|region|location)|in your (?:country|region) is not"
    r"|bevor sie fortfahren|cookies? (?:akzeptieren|zustimmen)|zustimmung erforderlich"
    r"|avant de continuer|accepter (?:les|et) |antes de continuar|aceptar (?:las )?cookies"
    r"|prima di continuare|accetta(?:re)? (?:i )?cookie",
    re.IGNORECASE,
)
_NOT_FREE: Final = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


def recognise_gate(document: HtmlDocument) -> str | None:
    """Return the words by which *document* asks for something first, ``None`` where it does not."""
    words = document.count_words()
    if words > _FEW_WORDS:
        return None
    heading = document.tree.css_first("h1,h2")
    texts = [document.title(), text_of(heading) if heading is not None else ""]
    if words <= _HARDLY_ANY:
        texts.append(document.text())
    return next((found[0] for text in texts if (found := _GATE.search(text))), None)


def is_paywalled(document: HtmlDocument) -> bool:
    """Tell whether the page says that visitors must pay for it, as Google asks publishers to.

    Source: Google, "Structured data for subscription and paywalled content".
    """
    return any(
        _NOT_FREE.search(node.text()) is not None
        for node in document.tree.css('script[type="application/ld+json" i]')
    )
