"""The described fields as a ``$jsonSchema``, which MongoDB checks documents against. Pure.

Fields that are not described are allowed: a newer version, or a person, may add some. A described
field may be missing or null unless it is required.
https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.fields.described import DESCRIBED

if TYPE_CHECKING:
    from backlinkspider.documents import Collection
    from backlinkspider.fields.model import Described, Kind

Schema = dict[str, Any]

_NUMBER: Final = ("int", "long", "double")
_TYPES: Final[dict[Kind, tuple[str, ...]]] = {
    "text": ("string",),
    "number": _NUMBER,
    "boolean": ("bool",),
    "date": ("date",),
    "object": ("object",),
    "map": ("object",),
    "counts": ("object",),
    "texts": ("array",),
    "numbers": ("array",),
    "objects": ("array",),
}
_ITEMS: Final[dict[Kind, Schema]] = {
    "texts": {"bsonType": ["string", "null"]},
    "numbers": {"bsonType": [*_NUMBER, "null"]},
}


def json_schema(collection: Collection) -> Schema:
    """Return the schema of *collection*'s documents."""
    root: Schema = {"bsonType": "object", "properties": {}}
    for field in DESCRIBED[collection]:
        _put(root, field)
    return root


def _put(root: Schema, field: Described) -> None:
    node = root
    *parents, name = field.path.split(".")
    for parent in parents:
        node = _inside(_properties(node).setdefault(parent, {"bsonType": ["object", "null"]}))
    _properties(node).setdefault(name, {}).update(_schema(field))
    if field.required:
        node.setdefault("required", []).append(name)


def _properties(node: Schema) -> Schema:
    properties: Schema = node.setdefault("properties", {})
    return properties


def _inside(node: Schema) -> Schema:
    """Return the schema that holds the parts of *node*: of an array, its elements'."""
    if "array" in node["bsonType"]:
        items: Schema = node.setdefault("items", {"bsonType": ["object", "null"]})
        return items
    return node


def _schema(field: Described) -> Schema:
    if field.kind == "any":
        return {"description": field.meaning}
    types = _TYPES[field.kind]
    schema: Schema = {"bsonType": list(types if field.required else (*types, "null"))}
    if items := _ITEMS.get(field.kind):
        schema["items"] = items
    if field.kind == "counts":
        schema["additionalProperties"] = {"bsonType": list(_NUMBER)}
    if field.one_of:
        schema["enum"] = list(field.one_of if field.required else (*field.one_of, None))
    return {**schema, "description": field.meaning}
