"""Accounts of analytics and advertising services in a page's scripts: who runs it, perhaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_MOST_IDS: Final = 40
_MOST_MARKS: Final = 2000
_MOST_SCRIPTS: Final = 500
_LONGEST_SCRIPT: Final = 100_000
_LONGEST: Final = 1_000_000
"""Characters of one script and of all that are read."""

_AFTER: Final = (
    ("ga", "UA-", r"UA-\d{4,10}-\d{1,4}\b"),
    ("ga4", "G-", r"G-[A-Z0-9]{6,12}\b"),
    ("gtm", "GTM-", r"GTM-[A-Z0-9]{4,9}\b"),
    ("ads", "AW-", r"AW-\d{6,12}\b"),
    ("adsense", "pub-", r"pub-\d{10,20}\b"),
    ("fbpixel", "fbq(", r"fbq\(\s*[\"']init[\"']\s*,\s*[\"']?(\d{8,20})"),
    ("fbpixel", "facebook.com/tr", r"facebook\.com/tr/?\?id=(\d{8,20})"),
    ("yandex", "ym(", r"ym\(\s*(\d{4,10})\s*,"),
    ("yandex", "mc.yandex.", r"mc\.yandex\.(?:ru|com)/(?:watch|pixel)/(\d{4,10})"),
    ("yandex", "Ya.Metrika", r"Ya\.Metrika2?\(\{\s*[\"']?id[\"']?\s*:\s*[\"']?(\d{4,10})"),
    ("hotjar", "hjid", r"hjid\s*[:=]\s*[\"']?(\d{4,10})"),
    ("clarity", "clarity.ms/tag/", r"clarity\.ms/tag/([a-z0-9]{6,16})"),
    ("clarity", "clarity", r"clarity[\"'],\s*[\"']script[\"'],\s*[\"']([a-z0-9]{6,16})"),
    ("baidu", "hm.baidu.com", r"hm\.baidu\.com/h[mj]?\.js\?([0-9a-f]{32})"),
    ("statcounter", "sc_project", r"sc_project\s*=\s*(\d{4,10})"),
    ("vk", "VK-RTRG-", r"VK-RTRG-\d+-\w+"),
    ("disqus", "disqus_shortname", r"disqus_shortname\s*=\s*[\"']([\w-]{3,60})[\"']"),
)
"""Service, how its identifier or the code before it begins, and how it goes on."""

_PATTERNS: Final = tuple((name, begin, re.compile(pattern)) for name, begin, pattern in _AFTER)
_PART_OF_A_WORD: Final = re.compile(r"[\w-]")
_ALLOWED_BEFORE: Final = {"pub-": "-"}
"""``ca-pub-123`` is ``pub-123``."""

_PLACES: Final = (
    "script,iframe[src],[data-ad-client],amp-analytics,amp-auto-ads,"
    "meta[name=google-adsense-account],img[src*='facebook.com/tr'],img[src*='mc.yandex.']"
)
_ATTRIBUTES: Final = ("src", "data-ad-client", "content", "data-src", "config")


def read_ids(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Return each account as ``service:id``; only code is read, never text about such accounts."""
    code = "\n".join(_code(tree))
    found = (
        f"{service}:{account}"
        for service, begin, pattern in _PATTERNS
        for account in _accounts(code, begin, pattern)
    )
    return tuple(dict.fromkeys(found))[:_MOST_IDS]


def _accounts(code: str, begin: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield what *pattern* finds where *begin* begins a word; ``find`` is much faster than it."""
    at = code.find(begin)
    for _ in range(_MOST_MARKS):
        if at < 0:
            return
        before = code[at - 1 : at]
        if not _PART_OF_A_WORD.match(before) or before == _ALLOWED_BEFORE.get(begin):
            match = pattern.match(code, at)
            if match:
                yield match[match.lastindex or 0]
        at = code.find(begin, at + len(begin))


def _code(tree: LexborHTMLParser) -> Iterator[str]:
    left = _LONGEST
    for node in tree.css(_PLACES)[:_MOST_SCRIPTS]:
        attributes = node.attributes
        texts = [attributes.get(name) or "" for name in _ATTRIBUTES if name in attributes]
        if node.tag == "script" and "ld+json" not in (attributes.get("type") or ""):
            texts.append(node.text())
        for text in texts:
            if left <= 0:
                return
            left -= len(text)
            yield text[:_LONGEST_SCRIPT]
