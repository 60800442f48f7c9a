"""Where a stored document is not as its fields are described. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.fields.json_schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Collection, Document
    from backlinkspider.fields.json_schema import Schema

_BSON: Final[tuple[tuple[type, str], ...]] = (
    (str, "string"),
    (bool, "bool"),
    (int, "int"),
    (float, "double"),
    (datetime, "date"),
    (Mapping, "object"),
    (list, "array"),
    (type(None), "null"),
)
_SAID: Final = {
    "string": "text",
    "double": "number",
    "int": "number",
    "long": "number",
    "bool": "boolean",
}


def faults(collection: Collection, document: Document) -> Iterator[str]:
    """Yield in words where *document* is not as *collection*'s documents are described."""
    return _faults(_schema(collection), document)


def _faults(schema: Schema, value: Any, path: str = "") -> Iterator[str]:
    """Yield where *value* is not as *schema* says, by the keywords that ``json_schema`` uses."""
    found = _type(value)
    types = _listed(schema.get("bsonType"))
    if types and found not in types:
        right = " or ".join(dict.fromkeys(map(_said, types)))
        yield f"{path or 'it'} is {_said(found)}, not {right}"
    elif value not in schema.get("enum", (value,)):
        yield f"{path} is {value!r}, not {' or '.join(map(str, schema['enum']))}"
    elif isinstance(value, Mapping):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{_below(path, name)} is missing"
        for name, inner in value.items():
            below = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            yield from _faults(below, inner, _below(path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _faults(schema.get("items", {}), inner, f"{path}[]")


@cache
def _schema(collection: Collection) -> Schema:
    return json_schema(collection)


def _type(value: Any) -> str:
    return next((name for kind, name in _BSON if isinstance(value, kind)), type(value).__name__)


def _listed(types: Any) -> list[str]:
    if types is None:
        return []
    return [types] if isinstance(types, str) else list(types)


def _said(kind: str) -> str:
    return _SAID.get(kind, kind)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else str(name)
