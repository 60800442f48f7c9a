"""Robots directives in ``<meta>`` tags and the ``X-Robots-Tag`` header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from selectolax.lexbor import LexborHTMLParser

ALL_BOTS: Final = "robots"
SEARCH_BOTS: Final = frozenset(
    {ALL_BOTS, "googlebot", "bingbot", "msnbot", "yandex", "slurp", "duckduckbot"}
)
"""Names under which web search engines take directives."""

_NAMES_IN_META: Final = SEARCH_BOTS | {"googlebot-news"}
_BOT_PREFIX: Final = re.compile(
    r"(?!max-snippet|max-image-preview|max-video-preview|unavailable_after)([a-z0-9_-]+)\s*:\s*"
)
"""A bot's name: what stands before a colon, but for the directives that carry ``: value``."""


def read_robots(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    """Return directives by bot name (``robots`` = every bot), in lower case, of all meta tags."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[name][content]"):
        name = (node.attrs.get("name") or "").strip().lower()
        if name in _NAMES_IN_META:
            found.setdefault(name, []).extend(directives(node.attrs.get("content") or ""))
    return {name: tuple(tokens) for name, tokens in found.items()}


def read_robots_header(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the same of ``X-Robots-Tag`` headers, e.g. ``googlebot: noindex, nofollow``.

    A bot's name holds until the next one or the end of its header line (Google, "Robots meta tag
    specifications"); several lines may have been joined by commas.
    """
    found: dict[str, list[str]] = {}
    for value in values:
        bot = ALL_BOTS
        for token in directives(value):
            named = _BOT_PREFIX.match(token)
            if named:
                bot = named[1]
            rest = token[named.end() :] if named else token
            if rest:
                found.setdefault(bot, []).append(rest)
    return {name: tuple(tokens) for name, tokens in found.items()}


def directives(content: str) -> list[str]:
    """Split *content* at commas into lower-case directives."""
    return [token for part in content.split(",") if (token := part.strip().lower())]


def forbids(robots: Mapping[str, Iterable[str]], directive: str) -> str | None:
    """Return the search bot for which *directive* (or ``none``) is set, else ``None``."""
    for bot, tokens in robots.items():
        if bot in SEARCH_BOTS and (
            directive in tokens or ("none" in tokens and directive in {"noindex", "nofollow"})
        ):
            return bot
    return None
