"""The indexes as data."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.documents import COLLECTIONS
from backlinkspider.store.base import DocumentRefused, StoreError
from backlinkspider.store.schema import INDEXES, MULTIKEY, scalar_fields, scalars


def test_every_collection_has_its_indexes_named() -> None:
    assert set(INDEXES) == set(COLLECTIONS)
    assert {field for index in INDEXES["links"] for field in index} >= MULTIKEY


def test_scalar_fields_are_the_indexed_ones_once() -> None:
    assert scalar_fields("links") == (
        "target",
        "state",
        "last_seen",
        "page_id",
        "page.domain",
        "audit.ruleset",
    )


@pytest.mark.parametrize("page", [None, "text", {}, {"domain": None}])
def test_a_missing_scalar_is_none(page: Any) -> None:
    assert scalars("links", {"target": "t", "page": page}) == ["t", None, None, None, None, None]


@pytest.mark.parametrize("page", [[], [{"domain": "a.test"}], {"domain": []}, {"domain": {}}])
def test_an_array_or_object_is_no_scalar(page: Any) -> None:
    with pytest.raises(StoreError, match=r"document 'x': the indexed field 'page\.domain'"):
        scalars("links", {"_id": "x", "page": page})


@pytest.mark.parametrize("version", ["1", 1.0, True, {"$gt": 0}, [1]])
def test_a_version_is_a_whole_number(version: object) -> None:
    with pytest.raises(DocumentRefused, match="'v' must be a whole number"):
        scalars("links", {"_id": "x", "v": version})
