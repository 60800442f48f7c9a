"""A line that is a URL: one page, spelt as search engines know it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.cover import host_entry
from backlinkspider.disavow.remark import Remark, shown
from backlinkspider.site.address import read_address
from backlinkspider.site.parameters import parameter_names
from backlinkspider.urls import (
    CandidateError,
    host_of,
    is_ip,
    parse_candidate,
    registrable_domain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_URL: Final = 2_048
"""Characters that Google's tool takes of a URL."""

_AUTHORITY: Final = re.compile(r"(?i)(https?://)(?:([^/?#@\s]*)@)?(\[[^\]]*\]|[^/?#\\:\s]*)")
_SECOND: Final = re.compile(r"(?i)\s(?:https?://|domain:)")


def read_url(text: str) -> tuple[str, list[Remark]]:
    """Return the entry that *text*, which begins as a URL, means; "" where it is none; remarks."""
    if len(text) > MAX_URL:
        say = f"{len(text):,} characters: a URL may have {MAX_URL:,}: disavow the domain instead"
        return "", [Remark(MAX_URL, "error", say)]
    if space := re.search(r"\s", text):
        return "", [Remark(space.start(), "error", _spaced(text))]
    try:
        url = parse_candidate(text).url
    except CandidateError as error:
        return "", [Remark(0, "error", str(error))]
    return url, [*_authority(text, url), *_stars(text, host_of(url)), *_remainder(text, url)]


def _spaced(text: str) -> str:
    if _SECOND.search(text):
        return "one entry a line: give what follows a line of its own"
    return "white space inside the URL: write %20, or remove it"


def _authority(text: str, url: str) -> Iterator[Remark]:
    parts = _AUTHORITY.match(text)
    assert parts
    host = host_of(url)
    if parts[2] is not None:
        yield Remark(parts.start(2), "warning", "a user name: write the page's URL without it")
    if parts[3].lower() in {"http", "https"}:
        yield Remark(parts.start(3), "error", "the scheme stands there twice: write it once")
    elif not parts[3].isascii():
        yield Remark(parts.start(3), "warning", f"write the host in punycode: {host}")
    elif any(map(str.isupper, parts[3])):
        yield Remark(parts.start(3), "warning", f"write the host in lower case: {host}")


def _stars(text: str, host: str) -> Iterator[Remark]:
    star = text.find("*")
    if star < 0:
        return
    whole = host_entry(registrable_domain(host))
    say = f"'*' stands for itself alone: name each page by its URL, or the whole site, {whole}"
    yield Remark(star, "warning", say)


def _remainder(text: str, url: str) -> Iterator[Remark]:
    """Yield what follows the host and is seldom meant."""
    if "#" in text:
        say = f"what follows '#' is part of no page's URL: write {shown(url)}"
        yield Remark(text.index("#"), "warning", say)
    address = read_address(url)
    names = parameter_names().tracking
    tracked = [one.name for one in address.parameters if one.name in names]
    if tracked:
        say = f"engines most likely know the page without {', '.join(map(shown, tracked))}"
        yield Remark(text.find("?"), "note", say)
    host = host_of(url)
    if (address.path, address.parameters) == ("/", ()) and not is_ip(host):
        whole = host_entry(registrable_domain(host))
        yield Remark(0, "note", f"covers the home page alone: the whole site is {whole}")
