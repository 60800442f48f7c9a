"""The ``<meta>`` prescan: which encoding the first bytes of a page declare.

Follows Blink's HTMLMetaCharsetParser, which runs the real tokenizer over the bytes. It looks
further than the standard's 1,024 bytes while the tags seen belong in ``<head>``.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING: Final = re.compile(rb"<(?:(!--)|([!?]|/[^a-zA-Z])|(/?)([a-zA-Z][^\t\n\f\r />]*))")
"""What begins markup: groups for a comment, other declarations, the slash of an end tag, a name."""

_COMMENT_END: Final = re.compile(rb"-?>|.*?--!?>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(
    rb"[\t\n\f\r /]*(?:(=?[^\t\n\f\r />=]+|=)(?:[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"([^\"]*)(?:\"|\Z)|'([^']*)(?:'|\Z)|([^\t\n\f\r >\"'][^\t\n\f\r >]*)|(?=>)))?|(>))"
)
_RAW_TEXT: Final = frozenset(
    {b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes", b"plaintext"}
)
_SCRIPT_TAGS: Final = re.compile(rb"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_HEAD_TAGS: Final = frozenset(
    {b"script", b"noscript", b"style", b"link", b"meta", b"object", b"title", b"base"}
)
_CHARSET: Final = re.compile(rb"charset", re.IGNORECASE)
_UNCONDITIONAL_BYTES: Final = 1024
_IN_CONTENT: Final = re.compile(
    r"charset[\x00-\x20]*=[\x00-\x20]*(?:\"([^\"]*)\"|'([^']*)'|([^\x00-\x20\"';]+)|)",
    re.IGNORECASE,
)


def declared_labels(body: bytes) -> Iterator[str]:
    """Yield the encoding labels that ``<meta>`` tags of *body* declare, known or not, in order."""
    if b"charset" not in body and not _CHARSET.search(body):
        return
    position, in_head = 0, True
    while opening := OPENING.search(body, position):
        if not in_head and opening.start() >= _UNCONDITIONAL_BYTES:
            return
        tag, closing = (opening[4] or b"").lower(), bool(opening[3])
        if not tag:
            position = skip_markup(body, opening)
            continue
        attributes, position = _read_attributes(body, opening.end())
        if tag == b"meta" and not closing and position and (label := _label(attributes)):
            yield label
        if tag not in _HEAD_TAGS and (closing or tag not in {b"html", b"head"}):
            in_head = False
        if not closing:
            position = skip_raw_text(body, position, tag)


def skip_markup(body: bytes, opening: re.Match[bytes]) -> int:
    """Return where a comment, doctype, processing instruction or the like ends."""
    if opening[1]:
        end = _COMMENT_END.match(body, opening.end())
        return end.end() if end else len(body)
    return body.find(b">", opening.end() - 1) + 1 or len(body)


def _read_attributes(body: bytes, position: int) -> tuple[list[tuple[str, str]], int]:
    """Return the attributes of the tag whose name ended at *position*, and where the tag ends."""
    attributes: list[tuple[str, str]] = []
    while found := _ATTRIBUTE.match(body, position):
        position = found.end()
        if found[5]:
            return attributes, position
        name = found[1].decode("latin-1").lower()
        value = (found[2] or found[3] or found[4] or b"").decode("latin-1")
        attributes.append((name, unescape(value)))
    return [], len(body)


def skip_raw_text(body: bytes, position: int, tag: bytes) -> int:
    """Return where text of *tag* that is no markup ends; *position* where *tag* has none."""
    if tag == b"script":
        return _skip_script(body, position)
    if tag not in _RAW_TEXT:
        return position
    if tag == b"plaintext":
        return len(body)
    end = re.compile(rb"</" + tag + rb"(?=[\t\n\f\r />])", re.IGNORECASE).search(body, position)
    return end.start() if end else len(body)


def _skip_script(body: bytes, position: int) -> int:
    """Return where a script ends; ``<!-- <script>`` inside hides the next ``</script>``."""
    escaped = nested = False
    for found in _SCRIPT_TAGS.finditer(body, position):
        if found[1] is None:
            escaped, nested = found[0] == b"<!--", False
        elif not found[1]:
            nested = escaped
        elif not nested:
            return found.start()
        else:
            nested = False
    return len(body)


def _label(attributes: list[tuple[str, str]]) -> str:
    """Return the label of one ``<meta>``; the last of several attributes of a name counts."""
    label, source, pragma = "", "", False
    for name, value in attributes:
        if name == "http-equiv":
            pragma = pragma or value.lower() == "content-type"
        elif name == "charset":
            label, source = value, name
        elif name == "content" and not label and (found := label_in(value)):
            label, source = found, name
    return label if pragma or source == "charset" else ""


def label_in(content: str) -> str:
    """Return the charset named in ``text/html; charset=...`` as ``<meta content>`` holds it."""
    found = _IN_CONTENT.search(content)
    return (found[1] or found[2] or found[3] or "") if found else ""
