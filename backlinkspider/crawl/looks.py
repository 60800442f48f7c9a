"""As whom the cloaking probe asks: the headers each visitor sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.links.cloaking import Visitor

_ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_CHROME: Final = "Chrome/156.0.0.0"
"""As of November 2026; browsers keep the other numbers at zero ("User-Agent reduction")."""

_DESKTOP: Final = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
    f" (KHTML, like Gecko) {_CHROME} Safari/537.36",
    "Accept": _ACCEPT,
    "Accept-Language": "en-US,en;q=0.9",
    "Upgrade-Insecure-Requests": "1",
}

HEADERS: Final[Mapping[Visitor, Mapping[str, str]]] = {
    "ours": {},
    "googlebot": {
        "User-Agent": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible;"
        f" Googlebot/2.1; +http://www.google.com/bot.html) {_CHROME} Safari/537.36",
        "Accept": _ACCEPT,
    },
    "browser": _DESKTOP,
    "referrer": {**_DESKTOP, "Referer": "https://www.google.com/"},
    "phone": {
        **_DESKTOP,
        "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
        f" {_CHROME} Mobile Safari/537.36",
    },
}
"""Besides what every request of ours carries. Googlebot's is the one Google publishes ("Google's
common crawlers", desktop); sites that check where it comes from turn ours away: that is unknown."""
