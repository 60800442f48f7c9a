"""JSON Schemas of the rule files for editors, from the models that read the files (draft-07).

``python -m backlinkspider.rules.schema`` writes them to rules/schema; a test compares.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.conditions import AGGREGATE_OPERATORS, OPERATOR_NAMES
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.model import (
    ClauseFile,
    ExampleFile,
    GroupFile,
    LocalFile,
    PackFile,
    RuleFile,
    TargetFile,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from pydantic import BaseModel

FILES: Final[Mapping[str, type[BaseModel]]] = {
    "rules": RuleFile,
    "local": LocalFile,
    "pack": PackFile,
    "target": TargetFile,
    "groups": GroupFile,
    "clauses": ClauseFile,
    "examples": ExampleFile,
}
"""By the name of the schema: ``rules/schema/NAME-1.json``."""

Schema = dict[str, Any]

_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_MAPS: Final = frozenset({"properties", "definitions"})
_PARAM: Final[Schema] = {"type": "string", "pattern": r"^\$[a-z0-9_]+$"}
_LIST_PATTERN: Final = r"^lists/.+\.txt$"


def schema_files(root: Path) -> dict[str, str]:
    """Return the text of every schema by its file's name.

    Editors offer the lists and packs there are in the rules directory *root*; others are allowed.
    """
    lists = [f"lists/{path.name}" for path in sorted(root.glob("lists/*.txt"))]
    packs = [path.stem for path in sorted(root.glob("packs/*.yaml"))]
    return {
        f"{name}-1.json": json.dumps(_schema(name, lists, packs), indent=1, ensure_ascii=False)
        + "\n"
        for name in FILES
    }


def write_schemas(root: Path) -> None:
    """Write the schemas into *root*'s folder ``schema``."""
    (root / "schema").mkdir(exist_ok=True)
    for name, text in schema_files(root).items():
        (root / "schema" / name).write_text(text, encoding="utf-8")


def _schema(name: str, lists: Collection[str], packs: Collection[str]) -> Schema:
    schema: Schema = _draft_7(FILES[name].model_json_schema(by_alias=True))
    definitions = schema.get("definitions", {})
    if "Leaf" in definitions:
        _name_fields(definitions)
        _name_lists(definitions, lists)
    properties = schema["properties"]
    if "lists" in properties:
        properties["lists"]["propertyNames"] = _known(lists, _LIST_PATTERN)
    if "packs" in properties:
        properties["packs"]["items"] = _known(packs, "^[a-z]")
    return {"$schema": _DRAFT_7, **schema}


def _draft_7(schema: Any) -> Any:
    """Return a *schema* of draft 2020-12 in the words of draft-07, without needless ones."""
    if isinstance(schema, list):
        return [_draft_7(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found: Schema = {}
    for word, value in schema.items():
        key = "definitions" if word == "$defs" else word
        if key in _MAPS:
            found[key] = {name: _draft_7(one) for name, one in value.items()}
        elif key == "$ref":
            found[key] = value.replace("#/$defs/", "#/definitions/")
        elif key != "title" and not (key == "default" and value is None):
            found[key] = _draft_7(value)
    return found


def _name_fields(definitions: Schema) -> None:
    """Let editors know the fields, and that a test has exactly one operator."""
    field = {
        "enum": list(FIELDS),
        "enumDescriptions": [one.description for one in FIELDS.values()],
    }
    definitions["Field"] = field
    here = {"$ref": "#/definitions/Field"}
    leaf, aggregate = definitions["Leaf"], definitions["Aggregate"]
    leaf["properties"]["field"] = here
    aggregate["properties"]["field"] = here
    definitions["Over"]["properties"]["group_by"]["items"] = here
    definitions["Rule"]["properties"]["needs"]["items"] = here
    leaf["oneOf"] = [{"required": [name]} for name in OPERATOR_NAMES]
    aggregate["oneOf"] = [{"required": [name]} for name in AGGREGATE_OPERATORS]


def _name_lists(definitions: Schema, lists: Collection[str]) -> None:
    """Let editors know the word lists."""
    definitions["List"] = _known(lists, _LIST_PATTERN)
    one = {"$ref": "#/definitions/List"}
    several = {"type": "array", "items": one}
    properties = definitions["Leaf"]["properties"]
    properties["words"] = {"anyOf": [one, several, _PARAM]}
    domains = {"type": "array", "items": {"type": "string"}}
    properties["domain_in"] = {"anyOf": [one, domains, _PARAM]}
    definitions["Over"]["properties"]["skip"] = one


def _known(names: Collection[str], pattern: str) -> Schema:
    """Return a schema that offers *names*, and takes whatever else *pattern* matches."""
    return {"anyOf": [{"enum": list(names)}, {"type": "string", "pattern": pattern}]}


if __name__ == "__main__":
    write_schemas(SHIPPED)
