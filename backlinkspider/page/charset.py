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

from backlinkspider.page.prescan import declared_labels

CharsetSource = Literal["bom", "header", "meta", "xml", "guess", "browser"]

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16be"),
    (b"\xff\xfe", "utf-16le"),
)
_XML_IN_UTF_16: Final = ((b"<\0?\0x\0", "utf-16le"), (b"\0<\0?\0x", "utf-16be"))
_HEADER_VALUE: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^",])+')
_PARAMETER: Final = re.compile(r';[\t ]*([^;="\t ]*)=[\t ]*(?:"((?:[^"\\]|\\.)*)|([^;]*))')
_XML_DECLARATION: Final = re.compile(rb"<\?xml(?:(?!encoding)[^>])*encoding([^>]*)>")
_XML_ENCODING: Final = re.compile(
    rb"[\x00-\x20]*=[\x00-\x20]*(?:\"([^\"\x00-\x20]*)\"|'([^'\x00-\x20]*)')"
)

_ASCII_WORDS: Final = re.compile(rb" (?:[^\x80-\xff\x1b ]*+ )++")
"""Words of ASCII with a space on both sides; no escape, which leads into ISO-2022-JP."""

_GUESSED: Final = {"gb18030": "gbk", "cp874": "windows-874"}
"""The detector's names where they are not what a browser calls the encoding."""

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
    if found := _look_up(_header_label(content_type)):
        return Charset(found, "header")
    for label in declared_labels(body):
        if found := _look_up(label):
            return Charset(_declarable(found), "meta")
    if found := _xml_encoding(body):
        return Charset(found, "xml")
    return Charset(_guess(body, tld), "guess")


def _look_up(label: str) -> str | None:
    encoding = webencodings.lookup(label)
    return encoding.name if encoding else None


def _header_label(content_type: str) -> str:
    """Return the charset parameter; where proxies joined several headers, the last one's."""
    label = ""
    for value in _HEADER_VALUE.findall(content_type):
        for name, quoted, plain in _PARAMETER.findall(value):
            if name.lower() == "charset":
                label = re.sub(r"\\(.)", r"\1", quoted) or plain
                break
    return label


def _declarable(name: str) -> str:
    """Return what a declaration inside the bytes can mean: it was read as ASCII, not UTF-16."""
    if name.startswith("utf-16"):
        return "utf-8"
    return "windows-1252" if name == "x-user-defined" else name


def _xml_encoding(body: bytes) -> str | None:
    for start, name in _XML_IN_UTF_16:
        if body.startswith(start):
            return name
    declaration = _XML_DECLARATION.match(body)
    named = _XML_ENCODING.match(declaration[1]) if declaration else None
    found = _look_up((named[1] or named[2] or b"").decode("latin-1")) if named else None
    return "utf-8" if found and found.startswith("utf-16") else found


def _guess(body: bytes, tld: str) -> str:
    if body.isascii():
        return "windows-1252"
    detector = EncodingDetector()
    detector.feed(_telling(body), last=True)
    suffix = tld.lower().encode() if tld.isascii() and tld.isalnum() else None
    guessed: str = detector.guess(tld=suffix, allow_utf8=False).lower()
    return _GUESSED.get(guessed, guessed)


def _telling(body: bytes) -> bytes:
    """Return *body* without most of its ASCII, of which the detector makes the same.

    It weighs no pair of ASCII characters and begins anew at a space (chardetng's ``LatinCandidate``
    and its like), but each byte costs it a hundred nanoseconds.
    """
    return _ASCII_WORDS.sub(b"  ", body)
