"""Descriptions of stored fields against what is stored, and what is made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft4Validator

from backlinkspider.candidates.claim import Claim
from backlinkspider.cli.columns import DOMAINS, EVENTS, FINDINGS, LINKS, PAGES, RUNS
from backlinkspider.cli.readers import FieldAt
from backlinkspider.fields.described import ABOUT, DESCRIBED, is_known, unknown_fields
from backlinkspider.fields.faults import faults
from backlinkspider.fields.glossary import glossary
from backlinkspider.fields.json_schema import json_schema
from backlinkspider.rules.fields import FIELDS
from backlinkspider.store.schema import INDEXES
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from backlinkspider.cli.form import Columns
    from backlinkspider.documents import Collection


@pytest.mark.parametrize("collection", DESCRIBED)
def test_a_field_is_described_once_and_said_well(collection: Collection) -> None:
    paths = [one.path for one in DESCRIBED[collection]]
    assert len(paths) == len(set(paths))
    assert {one.path for one in DESCRIBED[collection] if not one.meaning.strip()} == set()
    assert {index for group in INDEXES[collection] for index in group} - {"target"} <= set(paths)
    assert collection in ABOUT


def test_what_rules_read_is_described() -> None:
    stored = {path for path, one in FIELDS.items() if not one.virtual}
    assert {path for path in stored if not is_known("links", path)} == set()


@pytest.mark.parametrize(
    ("collection", "columns"),
    [
        ("links", LINKS),
        ("pages", PAGES),
        ("domains", DOMAINS),
        ("runs", RUNS),
        ("profile_flags", FINDINGS),
        ("events", EVENTS),
    ],
)
def test_columns_are_fields_that_there_are(collection: Collection, columns: Columns) -> None:
    paths = [read.path for read in columns.values() if isinstance(read, FieldAt)]
    assert paths
    assert [path for path in paths if not is_known(collection, path)] == []


def test_all_that_a_claim_says_is_described() -> None:
    names = Claim.__dataclass_fields__
    assert [name for name in names if not is_known("links", f"claims.{name}")] == []


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("link.rel", True),
        ("link", True),
        ("flags.evidence.term", True),
        ("claims.scores.dr", True),
        ("link.folow", False),
        ("link.rel.x", False),
        ("x", False),
    ],
)
def test_known_fields(path: str, known: bool) -> None:
    assert is_known("links", path) is known


def test_unknown_fields_are_found_in_lists_too() -> None:
    document = {"_id": "x", "flags": [{"rule": "r"}, {"rul": "r"}], "link": {"rel": ["a"]}, "y": []}
    assert unknown_fields("links", document) == {"flags.rul", "y"}


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ({"flags": [{"rule": "r", "evidence": [{"value": 1}, {"value": ["x"]}]}]}, []),
        ({"link": {"url": "u", "rel": ["a", 1]}}, ["link.rel[] is number, not text or null"]),
        ({"link": {"url": "u", "rel": "nofollow"}}, ["link.rel is text, not array or null"]),
        ({"link": 1}, ["link is number, not object"]),
        ({"first_seen": "2026-05-31"}, ["first_seen is text, not date or null"]),
        ({"state": None}, ["state is null, not text"]),
        ({"state": "gone"}, ["state is 'gone', not live or lost or unknown"]),
        ({"flags": [{"severity": None}, {"severity": "high"}]}, []),
        ({"first_seen": b"2026"}, ["first_seen is bytes, not date or null"]),
        ({"audit": {"score": 1}, "lost_at": None}, []),
        ({"flags": [{"score": "1"}]}, ["flags[].score is text, not number or null"]),
        ({"anything": {"else": 1}}, []),
    ],
)
def test_the_schema_tells_right_from_wrong(document: dict[str, Any], wrong: list[str]) -> None:
    given: dict[str, Any] = {"_id": "x", "target": "t", "page_id": "p", "state": "live"}
    page = {"url": "u", "host": "h", "domain": "d"}
    given |= {"page": page, "link": {"url": "u"}}
    assert list(faults("links", {**given, **document})) == wrong


def test_what_is_missing_is_told() -> None:
    run = {"_id": "x", "spider": "s", "state": "finished"}
    assert list(faults("runs", run)) == ["targets is missing"]


def test_counts_are_numbers_under_any_name() -> None:
    run = {"_id": "x", "spider": "s", "targets": [], "state": "finished"}
    assert list(faults("runs", {**run, "outcomes": {"linked": 1, "later": 2}})) == []
    assert list(faults("runs", {**run, "outcomes": {"linked": "1"}})) == [
        "outcomes.linked is text, not number"
    ]
    assert list(faults("runs", {**run, "started_at": datetime.now(UTC)})) == []


def test_the_glossary_is_current() -> None:
    written = (PROJECT / "docs" / "fields.md").read_text(encoding="utf-8")
    assert written == glossary(), "run python -m backlinkspider.fields"


def _draft_4(schema: Any) -> Any:
    """Return *schema* with the types of JSON Schema for those of BSON."""
    names = {"int": "integer", "long": "integer", "double": "number", "bool": "boolean"}
    if isinstance(schema, list):
        return [_draft_4(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _draft_4(value) for name, value in schema.items() if name != "bsonType"}
    if types := schema.get("bsonType"):
        listed = [types] if isinstance(types, str) else types
        named = ("string" if one == "date" else names.get(one, one) for one in listed)
        plain["type"] = sorted(set(named))
    return plain


@pytest.mark.parametrize("collection", DESCRIBED)
def test_the_schema_is_one(collection: Collection) -> None:
    """MongoDB's is JSON Schema draft 4 with ``bsonType`` beside, or instead of, ``type``."""
    Draft4Validator.check_schema(_draft_4(json_schema(collection)))
