"""Pages that answer 200 (or 403) without being the page: bot walls, log-ins, parked domains, soft 404.

Such a page says nothing about links: it must never count as "no link". Each recogniser wants two
things at once, a telling phrase and little text, so that an article about captchas is not one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.page.text import collapse, text_of

if TYPE_CHECKING:
    from backlinkspider.page.document import HtmlDocument

Wall = Literal["blocked", "parked", "soft_404"]

_FEW_WORDS: Final = 250
_HEAD_CHARACTERS: Final = 4000

_CHALLENGE: Final = re.compile(
    r"just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are"
    r"(?: a)? human|are you a robot|unusual traffic|access denied|enable javascript and cookies"
    r"|security check|bot (?:detection|verification)|request unsuccessful|pardon our interruption",
    re.IGNORECASE,
)
_CAPTCHA_MARKUP: Final = "[class*=captcha],[id*=captcha],[src*=captcha],[src*=challenge-platform]"
_LOGIN: Final = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|se connecter|iniciar sesi[oó]n|войти|ログイン)\b",
    re.IGNORECASE,
)
_PARKED: Final = re.compile(
    r"(?:this )?domain (?:name )?(?:is|may be) (?:for sale|parked|available)"
    r"|buy this domain|domain (?:has )?expired|diese domain (?:steht zum verkauf|ist geparkt)"
    r"|ce (?:nom de )?domaine est (?:à|a) vendre|este dominio (?:está|esta) (?:en venta|a la venta)"
    r"|домен (?:продается|продаётся|припаркован)|このドメインは",
    re.IGNORECASE,
)
_NOT_FOUND: Final = re.compile(
    r"(?:page|seite|page|página|pagina|страница|ページ)\s*(?:could )?(?:not|nicht|non|no|не|が)\s*"
    r"(?:be )?(?:found|gefunden|trouvée|encontrada|trovata|найдена|見つかりません)"
    r"|\b404\b|does(?:n['’]t| not) exist|no longer (?:exists|available)|introuvable",
    re.IGNORECASE,
)


def recognise_wall(document: HtmlDocument, status: int) -> tuple[Wall, str] | None:
    """Return which wall the page is and the phrase or mark that tells, or ``None``."""
    words = document.count_words()
    if words > _FEW_WORDS:
        return None
    title = document.title()
    body = document.tree.body
    head = collapse(body.text(separator=" ")[:_HEAD_CHARACTERS]) if body is not None else ""
    text = f"{title} {head}"
    if found := _CHALLENGE.search(text):
        return "blocked", found[0]
    if document.tree.css_first(_CAPTCHA_MARKUP) is not None:
        return "blocked", "captcha"
    if document.tree.css_first("input[type=password]") is not None and _LOGIN.search(text):
        return "blocked", "log-in form"
    if found := _PARKED.search(text):
        return "parked", found[0]
    if 200 <= status < 300 and (found := _NOT_FOUND.search(f"{title} {_headings(document)}")):
        return "soft_404", found[0]
    return None


def _headings(document: HtmlDocument) -> str:
    return " ".join(text_of(node) for node in document.tree.css("h1,h2")[:4])
