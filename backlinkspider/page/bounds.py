"""How much of a page is parsed: what would cost a parser gigabytes or hours is left out.

A tree costs some 260 bytes an element, and its construction asks all open elements, options and
attributes again and again: a million nested tags take an hour, a thousand lost ``<font>`` make a
thousand elements of each ``<p>``. So the tags are counted before, in one pass over the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from backlinkspider.page.prescan import OPENING, skip_markup, skip_raw_text

MAX_TAGS: Final = 350_000
MAX_ANCHORS: Final = 120_000
MAX_OPTIONS: Final = 10_000
MAX_ROOTS: Final = 2_000
"""Times ``<html>`` or ``<body>`` is opened: each looks through the attributes of all before."""

MAX_ATTRIBUTES: Final = 2_000
MAX_SCANS: Final = 250_000_000
"""Open elements asked in all: about two seconds; 10,000 levels take a fifth of it."""

MAX_COPIES: Final = 250_000
"""Elements made anew because formatting was not closed (HTML, "reconstruct the active formatting
elements")."""

_FEW_TAGS: Final = 12_000
_FEW_EQUALS: Final = 10_000
"""Up to so many tags and attributes nothing but unclosed formatting can become expensive."""

_ATTRIBUTE: Final = (
    rb"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >]*+))?+"
)
_ONE_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_OF_LINKS: Final = re.compile(rb"[\t\n\f\r /]*(href|rel)(?=[\t\n\f\r =]|\Z)", re.IGNORECASE)
_ATTRIBUTES: Final = re.compile(rb"(?:" + _ATTRIBUTE + rb"){0,%d}+" % MAX_ATTRIBUTES)
_TAG: Final = re.compile(
    OPENING.pattern[:-1] + rb"(?:" + _ATTRIBUTE + rb"){0,%d}+([\t\n\f\r /]*+>)?)" % MAX_ATTRIBUTES
)
"""A tag (or the beginning of other markup) with all its attributes; group 5 is its end."""

_FORMATTING: Final = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_OF_LASTING: Final = (
    # The first letter is asked for apart: three in four tags have another one.
    rb"<(?=[bcefinstuBCEFINSTU])(?:big|b|code|em|font|i|nobr|small|strike|strong|s|tt|u)"
)
_LASTING: Final = re.compile(_OF_LASTING + rb"[\t\n\f\r />]", re.IGNORECASE)
_PLAIN_END: Final = (
    rb"(?:[\t\n\f\r ]+[a-z-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\t\n\f\r \"'<>=`/]+))?)*>"
)
"""The rest of a tag whose end nothing can hide: those of one kind are alike in every byte."""

_CLOSED_AT_ONCE: Final = _OF_LASTING.replace(b"(?:", b"(") + _PLAIN_END + rb"[^<]*</\1>"
_PLAIN_LASTING: Final = _OF_LASTING + _PLAIN_END
_LEFT_OPEN: Final = re.compile(
    _CLOSED_AT_ONCE + rb"|(" + _PLAIN_LASTING + rb")|(" + _LASTING.pattern + rb")", re.IGNORECASE
)
"""Such elements: those with text at most before their end tag (group 1: of these nothing is ever
made anew), plain tags (group 2) and others (3)."""

_LONG: Final = 3 * MAX_ATTRIBUTES
"""Bytes of a tag beyond its first letter in which so many attributes may stand."""

_LONG_TAG: Final = re.compile(rb"<[a-zA-Z][^<>]{%d}[^<>]*" % _LONG)
_SEPARATOR: Final = re.compile(rb"[\t\n\f\r /\"']")
"""What stands between two attributes, however they are read."""

_NOT_NESTED: Final = frozenset(
    b"area base body br col colgroup dd dt embed head hr html img input li link meta option p"
    b" param source tbody td tfoot th thead tr track wbr".split()
)
"""Elements without an end, or that the next of their kind ends."""

_FOREIGN: Final = frozenset([b"svg", b"math"])
"""Inside these a ``<style>`` or ``<title>`` holds markup."""

_ROOTS: Final = frozenset([b"html", b"body"])
_COUNTED: Final = frozenset([b"select", b"option"]) | _ROOTS | _FOREIGN
_ALIKE: Final = 3
"""Formatting elements of one kind that are made anew (HTML, the "Noah's Ark clause")."""

_KIND_LENGTH: Final = 60


@dataclass(slots=True)
class _Count:
    """What the tags so far come to."""

    tags: int = 0
    anchors: int = 0
    options: int = 0
    roots: int = 0
    depth: int = 0
    scans: int = 0
    copies: int = 0
    formatting: dict[bytes, int] = field(default_factory=dict)
    unclosed: int = 0
    foreign: int = 0

    def add(self, opening: re.Match[bytes]) -> None:
        """Count one tag."""
        tag = opening[4].lower()
        step = -1 if opening[3] else 1
        self.tags += step > 0
        self.scans += self.depth
        if tag in _FORMATTING:
            self._add_formatting(tag, opening, step)
        else:
            self.copies += self.unclosed
        if tag not in _NOT_NESTED:
            self.depth = max(0, self.depth + step)
        if tag in _COUNTED:
            self._add_counted(tag, step)

    def is_too_much(self) -> bool:
        """Tell whether any bound is passed."""
        return (
            self.tags > MAX_TAGS
            or self.scans > MAX_SCANS
            or self.copies > MAX_COPIES
            or self.anchors > MAX_ANCHORS
            or self.options > MAX_OPTIONS
            or self.roots > MAX_ROOTS
        )

    def _add_formatting(self, tag: bytes, opening: re.Match[bytes], step: int) -> None:
        if step < 0:
            self.unclosed = max(0, self.unclosed - 1)
            return
        self.anchors += tag == b"a"
        kind = opening[0][:_KIND_LENGTH]
        alike = self.formatting.get(kind, 0)
        self.formatting[kind] = alike + 1
        self.unclosed += alike < _ALIKE

    def _add_counted(self, tag: bytes, step: int) -> None:
        if tag in _FOREIGN:
            self.foreign = max(0, self.foreign + step)
        elif step > 0:
            self.options = 0 if tag == b"select" else self.options + (tag == b"option")
            self.roots += tag in _ROOTS


def bounded(html: bytes) -> tuple[bytes, bool]:
    """Return as much of *html* (UTF-8) as is parsed, and whether anything was left out.

    Attributes of one tag beyond ``MAX_ATTRIBUTES`` are left out but for href and rel, the page goes
    on after them; at any other bound it ends.
    """
    if _is_harmless(html):
        return html, False
    count = _Count()
    pieces: list[bytes] = []
    kept = position = 0
    while opening := _TAG.search(html, position):
        if not opening[4]:
            position = skip_markup(html, opening)
            continue
        position = opening.end()
        if not opening[5]:
            kept_to, position = position, _end_of_attributes(html, position)
            if kept_to < position:
                pieces += [html[kept:kept_to], *_links_among(html[kept_to:position])]
                kept = position
        count.add(opening)
        if count.is_too_much():
            return b"".join([*pieces, html[kept : opening.start()]]), True
        if not opening[3] and not count.foreign:
            position = skip_raw_text(html, position, opening[4].lower())
    return (b"".join([*pieces, html[kept:]]), True) if pieces else (html, False)


def _is_harmless(html: bytes) -> bool:
    """Tell whether a look at *html* shows that no bound is reached; it does for most pages."""
    tags = html.count(b"<")
    return (
        tags <= _FEW_TAGS
        and html.count(b"=") <= _FEW_EQUALS
        and _is_little_formatting(html, MAX_COPIES // max(1, tags))
        and not _has_long_tag(html)
    )


def _is_little_formatting(html: bytes, most: int) -> bool:
    """Tell whether at most *most* formatting elements can be open where another one begins.

    Of one kind only three count, however many there are.
    """
    if len(_LASTING.findall(html)) <= most:
        return True
    found = _LEFT_OPEN.findall(html)
    plain = {tag for _, tag, _ in found if tag}
    return sum(1 for _, _, other in found if other) + _ALIKE * len(plain) <= most


def _has_long_tag(html: bytes) -> bool:
    """Tell whether a match of ``_LONG_TAG`` has separators for too many attributes.

    So long a tag spans one of the blocks half its length that *html* is cut into here, and few
    blocks have neither ``<`` nor ``>``. It begins with the last ``<`` before that block.
    """
    block, seen = _LONG // 2, 0
    for start in range(0, len(html) - block + 1, block):
        if start < seen:
            continue
        if html.find(b"<", start, start + block) < 0 and html.find(b">", start, start + block) < 0:
            begin = html.rfind(b"<", max(0, start - block - 1), start)
            if begin >= 0 and (tag := _LONG_TAG.match(html, begin)):
                seen = tag.end()
                if len(_SEPARATOR.findall(html, begin, seen)) >= MAX_ATTRIBUTES:
                    return True
    return False


def _end_of_attributes(html: bytes, position: int) -> int:
    """Return where the attributes of a tag end of which too many come before *position*."""
    while (more := _ATTRIBUTES.match(html, position)) and more.end() > position:
        position = more.end()
    return position


def _links_among(attributes: bytes) -> list[bytes]:
    """Return those of *attributes* that make a link what it is, the first of each name."""
    found: dict[bytes, bytes] = {}
    for attribute in _ONE_ATTRIBUTE.finditer(attributes):
        if name := _OF_LINKS.match(attribute[0]):
            found.setdefault(name[1].lower(), b" " + attribute[0].lstrip(b"\t\n\f\r /"))
    return list(found.values())
