"""The JSON Schemas for editors: as generated, and of one mind with the reader."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.model import TargetFile
from backlinkspider.rules.schema import FILES, schema_files
from backlinkspider.target.file import LISTS, RULE_SECTIONS, TEXTS
from backlinkspider.yamlfile.reader import read

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
SHIPPED_FILES = [
    path
    for path in sorted(SHIPPED.rglob("*.yaml"))
    if path.parent.name != "local"
] + [SHIPPED / "local" / "example.yaml.txt"]  # fmt: skip


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (SHIPPED / "schema" / f"{name}-1.json").read_text(encoding="utf-8")
    )
    return loaded


def valid(name: str, value: Any) -> bool:
    return bool(Draft7Validator(schema(name)).is_valid(value))


def test_the_files_are_as_generated() -> None:
    """If not: ``python -m backlinkspider.rules.schema``."""
    there = {path.name: path.read_text("utf-8") for path in (SHIPPED / "schema").iterdir()}
    assert there == schema_files(SHIPPED)


@pytest.mark.parametrize("name", FILES)
def test_they_are_draft_7(name: str) -> None:
    Draft7Validator.check_schema(schema(name))
    text = json.dumps(schema(name))
    assert "$defs" not in text
    assert "prefixItems" not in text


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda path: str(path.relative_to(SHIPPED)))
def test_every_shipped_file_names_its_schema_and_keeps_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    line = LINE.match(text)
    assert line
    rules = json.loads((path.parent / line[1]).read_text(encoding="utf-8"))
    errors = Draft7Validator(rules).iter_errors(read(text, path.name).value)
    assert [(list(one.absolute_path), one.message[:200]) for one in errors] == []


RULE = {
    "id": "anchor.x",
    "title": "X",
    "level": "link",
    "status": "stable",
    "severity": "high",
    "score": 1,
    "group": "anchor",
    "when": {"field": "link.text", "words": "lists/loans.txt"},
    "message": "x",
}


def rule_file(**changes: Any) -> dict[str, Any]:
    return {"version": 1, "rules": [RULE | changes]}


def test_a_sound_rule() -> None:
    assert valid("rules", rule_file())
    assert valid("rules", rule_file(when={"not": {"all": [{"field": "link.text", "eq": "a"}]}}))
    assert valid("rules", rule_file(when={"field": "link.text", "words": "$lists"}))
    assert valid("rules", rule_file(when={"field": "link.text", "words": "lists/mine.txt"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "hihg"},
        {"severty": "high"},
        {"score": "high"},
        {"id": "Money"},
        {"when": {"field": "link.txt", "eq": "a"}},
        {"when": {"field": "link.text"}},
        {"when": {"field": "link.text", "eq": "a", "in": ["b"]}},
        {"when": {"field": "link.text", "equals": "a"}},
        {"when": {"field": "link.text", "words": "loans"}},
        {"when": {"all": []}},
        {"when": {"aggregate": "sum", "gte": 1}},
        {"over": {"group_by": ["link.text"]}},
        {"over": {"minimum": 1, "group_by": ["link.txt"]}},
        {"needs": ["link.txt"]},
    ],
)
def test_a_broken_rule(changes: dict[str, Any]) -> None:
    assert not valid("rules", rule_file(**changes))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("local", {"version": 1, "set": {"anchor.x": {"score": 1, "by": "a"}}}),
        ("local", {"version": 1, "allow": [{"rules": ["a.*"], "by": "a", "reason": "b"}]}),
        ("local", {"version": 1, "lists": {"loans.txt": {"add": ["a"], "by": "a", "reason": "b"}}}),
        ("pack", {"version": 1}),
        ("target", {"name": "Shop"}),
        ("target", {"target": "a.example", "brand": ["x"]}),
        ("target", {"target": "a.example", "languages": "en"}),
        ("groups", {"version": 1, "groups": {"a": {"title": "A"}}, "bands": []}),
        ("clauses", {"version": 2, "clauses": {}}),
        ("examples", {"version": 1, "target": {"target": "a.example"}}),
    ],
)
def test_other_broken_files(name: str, value: dict[str, Any]) -> None:
    assert not valid(name, value)


def test_editors_learn_what_fields_mean() -> None:
    field = schema("rules")["definitions"]["Field"]
    assert field["enum"] == list(FIELDS)
    assert len(field["enumDescriptions"]) == len(FIELDS)


def test_a_target_file_has_the_keys_that_are_read() -> None:
    assert set(TargetFile.model_fields) == {*TEXTS, *LISTS, *RULE_SECTIONS}
