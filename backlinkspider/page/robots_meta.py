"""Robots directives in ``<meta>`` tags and the ``X-Robots-Tag`` header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from selectolax.lexbor import LexborHTMLParser

ALL_BOTS: Final = "robots"
NAMED_BOTS: Final = frozenset(
    {
        "googlebot",
        "googlebot-news",
        "bingbot",
        "msnbot",
        "yandex",
        "slurp",
        "duckduckbot",
        "otherbot",
    }
)
_VALUED: Final = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
)
"""Directives that carry ``: value``, so that their colon isn't taken for a bot's name."""

_BOT_PREFIX: Final = re.compile(r"^\s*([a-z0-9_-]+)\s*:", re.IGNORECASE)


def read_robots(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    """Return directives by bot name (``robots`` = every bot), in lower case, of all meta tags."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[name][content]"):
        name = (node.attrs.get("name") or "").strip().lower()
        if name == ALL_BOTS or name in NAMED_BOTS:
            found.setdefault(name, []).extend(directives(node.attrs.get("content") or ""))
    return {name: tuple(tokens) for name, tokens in found.items()}


def read_robots_header(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the same of ``X-Robots-Tag`` headers, e.g. ``googlebot: noindex, nofollow``.

    A bot's name holds until the end of its header line (Google, "Robots meta tag specifications").
    """
    found: dict[str, list[str]] = {}
    for value in values:
        prefix = _BOT_PREFIX.match(value)
        bot, rest = ALL_BOTS, value
        if prefix and prefix[1].lower() not in _VALUED:
            bot, rest = prefix[1].lower(), value[prefix.end() :]
        found.setdefault(bot, []).extend(directives(rest))
    return {name: tuple(tokens) for name, tokens in found.items()}


def directives(content: str) -> list[str]:
    """Split *content* at commas into lower-case directives."""
    return [token for part in content.split(",") if (token := part.strip().lower())]


def forbids(robots: Mapping[str, Iterable[str]], directive: str) -> str | None:
    """Return the bot name under which *directive* (or ``none``) is set, else ``None``.

    A rule for all bots or for one of the bots a site owner asks about counts.
    """
    for bot, tokens in robots.items():
        if directive in tokens or ("none" in tokens and directive in ("noindex", "nofollow")):
            return bot
    return None
