"""Reclassification in parts: every due link in one part, and the sum is that of the whole."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.audit.parts import (
    OtherRules,
    Part,
    domains_due,
    reclassify_part,
    reclassify_with,
    spans,
)
from backlinkspider.audit.reclassify import Reclassified, due, reclassify
from backlinkspider.rules.loader import load_rules
from tests.audit.test_reclassify import TODAY, pages, target
from tests.audit.test_reclassify import rules as write_rules
from tests.crawl.engine import all_of

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

TEXTS = ("cheap oak", "oak tables", "Shop", "cheap", "beech", "cheap cheap", "here")


def rules(root: Path) -> RuleSet:
    """Return rules in *root* as a worker loads them."""
    write_rules(root)
    (root / "targets").mkdir(exist_ok=True)
    described = {"target": "shop.example", "brand_terms": ["Shop"], "money_terms": ["oak tables"]}
    (root / "targets" / "shop.example.yaml").write_text(json.dumps(described))
    return load_rules(root, target(), today=TODAY)


@given(
    st.dictionaries(st.none() | st.text(max_size=3), st.integers(1, 9), max_size=20),
    st.integers(1, 12),
)
def test_spans_hold_every_domain_once_and_are_no_larger_than_asked(
    domains: dict[str | None, int], size: int
) -> None:
    found = list(spans(domains, size))
    assert sum(count for _, _, count in found) == sum(domains.values())
    for first, last, count in found:
        inside = [
            name
            for name in domains
            if (name is None and first is None)
            or (
                name is not None
                and first is not None
                and last is not None
                and first <= name <= last
            )
        ]
        assert count == sum(domains[name] for name in inside)
        assert count <= size or len(inside) == 1


def _links() -> list[Document]:
    """Return links of several domains."""
    links = pages(TEXTS)
    names = ["b.test", "a.test", "ä.test", "c.test", "a.test", "", "b.test"]
    return [
        {**link, "page": {**link["page"], "domain": name}}
        for link, name in zip(links, names, strict=True)
    ]


async def _parts(store: Store, uri: str, root: Path, ruled: RuleSet, size: int) -> list[Part]:
    return [
        Part(
            store=uri,
            target="shop.example",
            rules=str(root),
            revision=ruled.revision,
            today=TODAY,
            first=first,
            last=last,
            count=count,
        )
        for first, last, count in spans(await domains_due(store, target(), ruled), size)
    ]


def _said(links: dict[str, Document]) -> dict[str, Any]:
    return {name: (one["flags"], one["audit"], one["signals"]) for name, one in links.items()}


async def test_parts_do_what_the_whole_does(store: Store, store_uri: str, tmp_path: Path) -> None:
    ruled = rules(tmp_path)
    await store.replace("links", _links())
    whole = await reclassify(store, target(), ruled)
    expected = _said(await all_of(store, "links"))
    assert whole.due == len(TEXTS)

    await store.replace("links", _links())
    parts = await _parts(store, store_uri, tmp_path, ruled, 2)
    assert len(parts) > 3
    done = Reclassified()
    for part in reversed(parts):
        result = await asyncio.to_thread(reclassify_part, part)
        assert result.due == part.count
        done.merge(result)
    assert _said(await all_of(store, "links")) == expected
    assert (done.due, done.difference.changed) == (whole.due, whole.difference.changed)
    assert done.difference.bands == whole.difference.bands
    assert {name: rule.newly for name, rule in done.difference.rules.items()} == {
        name: rule.newly for name, rule in whole.difference.rules.items()
    }
    assert await store.count("links", due("shop.example", ruled)) == 0


async def test_a_part_done_again_finds_nothing_due(
    sqlite: Store, sqlite_uri: str, tmp_path: Path
) -> None:
    ruled = rules(tmp_path)
    await sqlite.replace("links", _links())
    (part,) = await _parts(sqlite, sqlite_uri, tmp_path, ruled, 99)
    first = await asyncio.to_thread(reclassify_with, part, target(), ruled)
    again = await asyncio.to_thread(reclassify_with, part, target(), ruled)
    assert (first.due, again.due) == (part.count, 0)


async def test_a_worker_with_other_rules_refuses(
    sqlite: Store, sqlite_uri: str, tmp_path: Path
) -> None:
    ruled = rules(tmp_path)
    await sqlite.replace("links", _links())
    (part, *_) = await _parts(sqlite, sqlite_uri, tmp_path, ruled, 99)
    with pytest.raises(OtherRules, match="give all machines the same version and rule files"):
        await asyncio.to_thread(reclassify_part, replace(part, revision="another"))
    assert await sqlite.count("links", due("shop.example", ruled)) == len(TEXTS)
