"""Which character encoding a browser would use for a page.

Order (HTML standard, "determining the character encoding"): byte order mark, Content-Type header,
``<meta>`` prescan, XML declaration, and for pages that declare nothing a guess from the bytes,
as Chromium and Firefox make one. UTF-8 is never guessed over HTTP; browsers don't either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import webencodings
from chardetng_py import EncodingDetector

CharsetSource = Literal["bom", "header", "meta", "xml", "guess"]

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16be"),
    (b"\xff\xfe", "utf-16le"),
)
_HEADER_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([^\"';,\s]+)", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_OPENING: Final = re.compile(rb"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*))")
_ATTRIBUTE: Final = re.compile(
    rb"[\s/]*(?:([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?|(>))"
)
_RAW_TEXT: Final = frozenset(
    {b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes"}
)
_HEAD_TAGS: Final = frozenset(
    {b"script", b"noscript", b"style", b"link", b"meta", b"object", b"title", b"base"}
)
_UNCONDITIONAL_BYTES: Final = 1024
"""Blink looks at least this far, and further while the tags seen belong in ``<head>``."""

_UPPER_CASE: Final = ("utf-", "iso-", "koi8-", "euc-", "gbk", "ibm")
_SPELLINGS: Final = {"shift_jis": "Shift_JIS", "big5": "Big5"}


@dataclass(frozen=True, slots=True)
class Charset:
    """An encoding by its WHATWG name in lower case, and what named it."""

    name: str
    source: CharsetSource

    @property
    def label(self) -> str:
        """The name as ``document.characterSet`` spells it."""
        if self.name.startswith(_UPPER_CASE):
            return self.name.upper()
        return _SPELLINGS.get(self.name, self.name)


def sniff_charset(body: bytes, content_type: str = "", tld: str = "com") -> Charset:
    """Return the encoding a browser reads *body* in; *tld* weighs a guess."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Charset(name, "bom")
    declared = _HEADER_CHARSET.search(content_type)
    if declared and (found := _look_up(declared[1])):
        return Charset(found, "header")
    if meta := _prescan(body):
        return Charset(meta, "meta")
    xml = _XML_ENCODING.match(body)
    if xml and (found := _look_up(xml[1].decode("ascii", "replace"))):
        return Charset(_declarable(found), "xml")
    return Charset(_guess(body, tld), "guess")


def _look_up(label: str) -> str | None:
    encoding = webencodings.lookup(label)
    return encoding.name if encoding else None


def _declarable(name: str) -> str:
    """Return what a declaration inside the bytes can mean: it was read as ASCII, so never UTF-16."""
    if name.startswith("utf-16"):
        return "utf-8"
    return "windows-1252" if name == "x-user-defined" else name


def _guess(body: bytes, tld: str) -> str:
    if body.isascii():
        return "windows-1252"
    detector = EncodingDetector()
    detector.feed(body, last=True)
    suffix = tld.encode("ascii", "ignore").lower() or None
    guessed: str = detector.guess(tld=suffix, allow_utf8=False)
    return "gbk" if guessed == "gb18030" else guessed.lower()


def _prescan(body: bytes) -> str | None:
    """Find a ``<meta>`` charset the way Blink's HTMLMetaCharsetParser does."""
    if b"charset" not in body and not re.search(rb"charset", body, re.IGNORECASE):
        return None
    position, in_head = 0, True
    while opening := _OPENING.search(body, position):
        if opening[1]:
            end = body.find(b"-->", opening.end())
            if end < 0:
                return None
            position = end + 3
            continue
        closing, tag = bool(opening[2]), opening[3].lower()
        attributes, position = _read_attributes(body, opening.end())
        if tag == b"meta" and not closing and (name := _meta_charset(attributes)):
            return name
        if not closing and tag in _RAW_TEXT:
            position = _skip_raw_text(body, position, tag)
        elif tag not in _HEAD_TAGS and (closing or tag not in (b"html", b"head")):
            in_head = False
        if not in_head and position >= _UNCONDITIONAL_BYTES:
            return None
    return None


def _read_attributes(body: bytes, position: int) -> tuple[dict[bytes, bytes], int]:
    """Return the attributes of the tag whose name ended at *position*, and where the tag ends."""
    attributes: dict[bytes, bytes] = {}
    while found := _ATTRIBUTE.match(body, position):
        position = found.end()
        if found[5]:
            break
        attributes.setdefault(found[1].lower(), found[2] or found[3] or found[4] or b"")
    return attributes, position


def _skip_raw_text(body: bytes, position: int, tag: bytes) -> int:
    end = re.compile(rb"</" + re.escape(tag) + rb"(?=[\s/>])", re.IGNORECASE).search(body, position)
    return end.start() if end else len(body)


def _meta_charset(attributes: dict[bytes, bytes]) -> str | None:
    label = attributes.get(b"charset")
    if label is None and attributes.get(b"http-equiv", b"").strip().lower() == b"content-type":
        declared = _HEADER_CHARSET.search(attributes.get(b"content", b"").decode("latin-1"))
        label = declared[1].encode("latin-1") if declared else None
    name = _look_up(label.decode("latin-1").strip()) if label else None
    return _declarable(name) if name else None
