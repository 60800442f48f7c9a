"""Structured data: JSON-LD, read with care, and microdata.

Sources: JSON-LD 1.1 ("Embedding JSON-LD in HTML Documents"), HTML ("Microdata"), schema.org.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_MOST_SCRIPTS: Final = 20
_LONGEST: Final = 200_000
_MOST_ENTITIES: Final = 200
_MOST_TYPES: Final = 30
_TYPE_LENGTH: Final = 60
_WRAPPING: Final = re.compile(r"\A\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|"
                              r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>|;)\s*\Z")  # fmt: skip
_JSON_LD: Final = 'script[type*="ld+json" i]'


@dataclass(frozen=True, slots=True)
class Structured:
    """What structured data says of the page. Dates and names are as written."""

    types: tuple[str, ...] = ()
    author: str = ""
    published: str = ""
    modified: str = ""


def read_structured(tree: LexborHTMLParser) -> Structured:
    """Return what the structured data of the page says; what can't be read counts for nothing."""
    entities = list(_entities(tree))
    types = [name for entity in entities for name in _types(entity.get("@type"))]
    types += [_local(node.attrs.get("itemtype") or "") for node in tree.css("[itemtype]")[:50]]
    return Structured(
        types=tuple(dict.fromkeys(filter(None, types)))[:_MOST_TYPES],
        author=_first(_names(entity.get("author")) for entity in entities),
        published=_first(_text(entity.get("datePublished")) for entity in entities),
        modified=_first(_text(entity.get("dateModified")) for entity in entities),
    )


def _entities(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the top-level objects of all scripts, those of ``@graph`` and ``mainEntity`` too."""
    left = _MOST_ENTITIES
    for script in tree.css(_JSON_LD)[:_MOST_SCRIPTS]:
        waiting = [_parsed(script.text())]
        while waiting and left:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += reversed(value[:_MOST_ENTITIES])
            elif isinstance(value, dict):
                left -= 1
                yield value
                waiting += [value.get("mainEntity"), value.get("@graph")]


def _parsed(text: str) -> Any:
    if len(text) > _LONGEST:
        return None
    try:
        return json.loads(_WRAPPING.sub("", _WRAPPING.sub("", text)), strict=False)
    except (ValueError, RecursionError):
        return None


def _types(value: Any) -> list[str]:
    values = value[:_MOST_TYPES] if isinstance(value, list) else [value]
    return [_local(one) for one in values if isinstance(one, str)]


def _local(name: str) -> str:
    """Return the type's name without its vocabulary: ``http://schema.org/Article`` is Article."""
    first = (name.split() or [""])[0]
    return re.split(r"[/#:]", first.rstrip("/"))[-1][:_TYPE_LENGTH]


def _names(value: Any) -> str:
    """Return the names of one or several authors, each a text or an object."""
    values = value[:5] if isinstance(value, list) else [value]
    names = (_text(one.get("name") if isinstance(one, dict) else one) for one in values)
    return ", ".join(filter(None, names))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")
