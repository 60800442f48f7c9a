"""What a robots.txt allows, by RFC 9309 (https://www.rfc-editor.org/rfc/rfc9309).

Rules are matched by Protego. ``_lines`` hands it the file as the RFC reads it where Protego reads
differently: an agent is its product token, matched whole; unknown lines don't end a group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from protego import Protego
from protego._utils import _quote_path

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_LIMIT: Final = 500 * 1024
"""Bytes of a robots.txt that are read (section 2.5: at least 500 KiB)."""

MAX_REDIRECTS: Final = 5
"""Redirects followed to a robots.txt (section 2.3.1.2); one more counts as "no robots.txt"."""

DAY: Final = 24 * 60 * 60
"""Seconds a robots.txt may be believed (section 2.4)."""

RETRY_AFTER: Final = 10 * 60
"""Seconds until an unreachable robots.txt is asked for again."""

_LINE_LIMIT = 16 * 1024  # as Google's parser; no URL is longer
_TOKEN = re.compile(r"\*(?=\s|$)|[a-z0-9_-]+", re.IGNORECASE)
_END = ";"
_AGENT = re.compile(r"user[- ]?agent(?:\s*:|\s)(.*)", re.IGNORECASE)
# Spelled as Google's and Protego's parsers forgive it.
_KNOWN = re.compile(
    r"(?:allow|disallow|dissallow|dissalow|disalow|diasllow|disallaw"
    r"|crawl[- ]delay|sitemaps?|site-map)(?:\s*:|\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a URL may be fetched; *reason* says why not and is empty where it may."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Robots:
    """What the robots.txt of one origin says.

    *parser* is None where there are no rules: then all is allowed, unless *denial* says why
    nothing is. *lifetime* is how many seconds this may be believed, *size* the bytes read.
    """

    parser: Protego | None = None
    denial: str = ""
    lifetime: int = DAY
    size: int = 0

    def verdict(self, url: str, agent: str) -> Verdict:
        """Tell whether the crawler with product token *agent* may fetch *url*."""
        if self.denial:
            return Verdict(False, self.denial)
        if self.parser is None or self.parser.can_fetch(url, _whole(agent)):
            return Verdict(True)
        return Verdict(False, f"robots.txt: {_denying_rule(self.parser, url, _whole(agent))}")

    def crawl_delay(self, agent: str) -> float | None:
        """Return the seconds *agent* is asked to wait between requests, not capped."""
        return self.parser.crawl_delay(_whole(agent)) if self.parser else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemap URLs named, as written, in file order."""
        return tuple(self.parser.sitemaps) if self.parser else ()


def read_robots(status: int, body: bytes, *, truncated: bool = False) -> Robots:
    """Return what an answer for /robots.txt means (section 2.3.1).

    2xx is parsed. 5xx is "unreachable": nothing is allowed. So is 429, as Google reads it: a
    host that says it is asked too often is not asked for pages either. All else, 401 and 403
    included, is "unavailable": all is allowed. *truncated* says that *body* is not the whole.
    """
    if 200 <= status < 300:
        return _parse(body, truncated=truncated or len(body) > READ_LIMIT)
    if status == 429 or status >= 500:
        return unreachable(f"HTTP {status}")
    return Robots()


def unreachable(why: str) -> Robots:
    """Return what holds while a host can't say what it allows: nothing is allowed."""
    return Robots(denial=f"robots.txt unreachable: {why}", lifetime=RETRY_AFTER)


def product_token(user_agent: str) -> str:
    """Return the product token of a User-Agent header, in lower case (section 2.2.1).

    >>> product_token("Backlinkspider/1.0 (+https://example.com/bot)")
    'backlinkspider'
    """
    match = re.match(r"[a-z0-9_-]+", user_agent, re.IGNORECASE)
    return match[0].lower() if match else ""


def _parse(body: bytes, *, truncated: bool) -> Robots:
    body = body[:READ_LIMIT]
    if truncated:
        # Half a rule could be a wider one: "/" instead of "/private".
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    text = body.decode("utf-8-sig", "replace")
    return Robots(Protego.parse("\n".join(_lines(text))), size=len(body))


def _lines(text: str) -> Iterator[str]:
    for written in re.split(r"[\r\n]+", text):
        line = " ".join(written[:_LINE_LIMIT].partition("#")[0].split())
        if agent := _AGENT.match(line):
            token = _TOKEN.match(agent[1].strip())
            yield f"User-agent: {_whole(token[0]) if token else _END}"
        elif _KNOWN.match(line):
            yield line


def _whole(name: str) -> str:
    # Protego finds a file's token at the start of ours ("back" of "backlinkspider"); with an
    # end mark on both only the same token is found.
    return name if name == "*" else name + _END


def _denying_rule(parser: Protego, url: str, agent: str) -> str:
    # Protego keeps to itself which rule decided; a test watches the private names used here.
    group = parser._get_matching_rule_set(agent)  # noqa: SLF001
    assert group is not None
    path = _quote_path(url)
    rule = next(rule.value for rule in group._rules if rule.value.match(path))  # noqa: SLF001
    name = str(group.user_agent).removesuffix(_END)
    return f"Disallow: {rule._pattern} (User-agent: {name})"  # noqa: SLF001
