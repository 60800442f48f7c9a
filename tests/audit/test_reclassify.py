"""Stored links under changed rules: what is due, what changes, what another writer changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.advance import unheard
from backlinkspider.audit.preview import preview
from backlinkspider.audit.reclassify import due, keep_texts, reclassify
from backlinkspider.links.record import links_to
from backlinkspider.rules.loader import load_rules
from backlinkspider.rules.model import PageExample
from backlinkspider.store.base import Change
from backlinkspider.target import Target, parse_matcher
from backlinkspider.trial.reading import read_page
from tests.crawl.engine import Meddled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

TODAY: Final = date(2026, 11, 22)
NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)

RULES: Final = """
version: 1
rules:
  - id: word.cheap
    title: A rule
    level: link
    status: stable
    severity: low
    score: {score}
    group: all
    when: {{field: link.text, contains: {word}}}
    message: "It says {word}"
  - id: word.money
    title: A rule about the target's terms
    level: link
    status: stable
    severity: high
    score: 2.0
    group: all
    when: {{field: signals.anchor_class, eq: exact}}
    message: "It is {{signals.money_term}}"
"""


def target(**terms: Any) -> Target:
    matcher = parse_matcher("shop.example")
    given: dict[str, Any] = {"brand_terms": ("Shop",), "money_terms": ("oak tables",), **terms}
    return Target(name="shop.example", matchers=(matcher,), **given)


def rules(root: Path, *, word: str = "cheap", score: float = 1.0) -> RuleSet:
    (root / "word.yaml").write_text(RULES.format(word=word, score=score))
    (root / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    (root / "groups.yaml").write_text(
        "version: 1\ngroups: {all: {title: All, cap: 9.0}}\n"
        "bands: [{name: none, from: 0}, {name: watch, from: 1}, {name: high, from: 3}]\n"
    )
    return load_rules(root, today=TODAY)


def pages(texts: Sequence[str]) -> list[Document]:
    """Return the links of one page for each text, as a crawl stores them, not yet classified."""
    documents = []
    for number, text in enumerate(texts):
        html = f'<html lang=en><title>t</title><p>See <a href="https://shop.example/">{text}</a>.'
        page = PageExample(html=html, url=f"https://d{number}.example/p")
        [link] = links_to(target(), read_page(page, TODAY))
        state = {"state": "live", "flags": [], "audit": {"ruleset": "", "band": "none"}}
        documents.append({**link, **state, "v": 1, "history": []})
    return documents


async def stored(store: Store) -> dict[str, Document]:
    return {link["link"]["text"]: link async for link in store.iterate("links", {})}


def flagged(link: Document) -> list[str]:
    return [flag["rule"] for flag in link["flags"]]


async def test_due_links_are_classified(store: Store, tmp_path: Path) -> None:
    await store.replace("links", pages(["cheap oak", "oak tables", "Shop"]))
    done = await reclassify(store, target(), rules(tmp_path), unheard)
    links = await stored(store)
    assert flagged(links["cheap oak"]) == ["word.cheap"]
    assert flagged(links["oak tables"]) == ["word.money"]
    assert flagged(links["Shop"]) == []
    assert links["oak tables"]["audit"]["score"] == 2.0
    assert links["oak tables"]["audit"]["band"] == "watch"
    assert (done.due, done.difference.changed) == (3, 2)


async def test_a_second_run_changes_nothing(store: Store, tmp_path: Path) -> None:
    await store.replace("links", pages(["cheap oak", "Shop"]))
    current = rules(tmp_path)
    await reclassify(store, target(), current, unheard)
    before = await stored(store)
    assert await store.count("links", due("shop.example", current)) == 0
    done = await reclassify(store, target(), current, unheard)
    assert done.due == 0
    assert await stored(store) == before


async def test_what_another_engine_classified_is_due(store: Store, tmp_path: Path) -> None:
    await store.replace("links", pages(["cheap oak", "Shop"]))
    current = rules(tmp_path)
    await reclassify(store, target(), current, unheard)
    link = (await stored(store))["Shop"]
    await store.replace("links", [{**link, "audit": {**link["audit"], "engine": "0"}}])
    done = await reclassify(store, target(), current, unheard)
    assert (done.due, done.difference.changed) == (1, 0)
    assert (await stored(store))["Shop"]["audit"] == link["audit"]


async def test_it_goes_on_where_it_was_stopped(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlinkspider.audit.reclassify._BATCH", 2)
    await store.replace("links", pages([f"cheap {n}" for n in range(7)]))
    batches: list[int] = []

    def stop(count: int, outcomes: Mapping[str, int] | None = None, /) -> None:
        assert outcomes == {"changed": count}
        batches.append(count)
        if len(batches) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await reclassify(store, target(), rules(tmp_path), stop)
    done = await reclassify(store, target(), rules(tmp_path), unheard)
    assert done.due == 7 - sum(batches)
    assert all(flagged(link) == ["word.cheap"] for link in (await stored(store)).values())


async def test_a_link_that_a_crawl_changes_meanwhile(store: Store, tmp_path: Path) -> None:
    """The crawl's state and the new flags both stand in the end."""
    [link] = pages(["cheap oak"])
    await store.replace("links", [link])
    current = rules(tmp_path)
    meddled = Meddled(store)

    async def crawl(operation: str, _: Any) -> None:
        if operation == "patch links" and meddled.calls[operation] == 1:
            await store.swap("links", [Change(1, {**link, "v": 2, "state": "lost"})])

    meddled.before = crawl
    await reclassify(meddled.as_store(), target(), current, unheard)
    [after] = (await stored(store)).values()
    assert (after["v"], after["state"], flagged(after)) == (3, "lost", ["word.cheap"])


async def test_terms_added_to_the_target(store: Store, tmp_path: Path) -> None:
    """A new brand term makes links due, and their anchors another class."""
    await store.replace("links", pages(["oak tables"]))
    await reclassify(store, target(), load(tmp_path, target()), unheard)
    branded = target(brand_terms=("Shop", "Oak Tables"))
    done = await reclassify(store, branded, load(tmp_path, branded), unheard)
    [link] = (await stored(store)).values()
    assert done.due == 1
    assert link["signals"]["anchor_class"] == "brand"
    assert flagged(link) == []


def load(root: Path, target: Target) -> RuleSet:
    rules(root)
    return load_rules(root, target, today=TODAY)


async def test_flags_of_findings_stay(store: Store, tmp_path: Path) -> None:
    [link] = pages(["cheap oak"])
    finding = {
        "rule": "profile.x", "rev": "1", "level": "profile", "status": "stable",
        "severity": "high", "score": 2.0, "group": "all", "evidence": [], "clause": None,
        "message": "m", "suppressed": None, "finding": "f",
    }  # fmt: skip
    await store.replace("links", [{**link, "flags": [finding]}])
    await reclassify(store, target(), rules(tmp_path), unheard)
    [after] = (await stored(store)).values()
    assert flagged(after) == ["word.cheap", "profile.x"]
    assert (after["audit"]["score"], after["audit"]["band"]) == (3.0, "high")


async def test_preview_writes_nothing(store: Store, tmp_path: Path) -> None:
    await store.replace("links", pages(["cheap oak", "dear oak"]))
    await reclassify(store, target(), rules(tmp_path), unheard)
    before = await stored(store)
    found = await preview(store, target(), rules(tmp_path, word="dear", score=3.0), now=NOW)
    assert await stored(store) == before
    difference = found.links.rules["word.cheap"]
    assert (difference.newly, difference.no_longer) == (1, 1)
    assert difference.newly_sample[0].text == "dear oak"
    assert found.links.bands == {("watch", "none"): 1, ("none", "high"): 1}


async def test_rule_texts_are_kept_by_revision(store: Store, tmp_path: Path) -> None:
    first, second = rules(tmp_path), rules(tmp_path, score=2.0)
    await keep_texts(store, first)
    await keep_texts(store, second)
    kept = {one["_id"]: one async for one in store.iterate("rule_revisions", {})}
    texts = {name: one for name, one in kept.items() if "kind" not in one}
    assert texts.keys() == first.texts.keys() | second.texts.keys()
    assert {one["score"] for one in texts.values() if one["id"] == "word.cheap"} == {1.0, 2.0}
    assert kept.keys() - texts.keys() == {first.revision, second.revision}
    assert kept[first.revision]["rules"] == sorted(rule.rev for rule in first.rules)


async def classified_by(store: Store, ruled: RuleSet, given: Sequence[Document]) -> None:
    """Fill *store* with the links *given* as *ruled* classifies them."""
    await store.replace("links", given)
    await keep_texts(store, ruled)
    await reclassify(store, target(), ruled, unheard)


@pytest.mark.parametrize("known", [True, False])
async def test_only_rules_that_changed_are_asked(store: Store, tmp_path: Path, known: bool) -> None:
    """A flag of a rule that stayed the same stands, if the store knows what the rules were."""
    await classified_by(store, rules(tmp_path), pages(["cheap oak", "oak tables"]))
    for link in (await stored(store)).values():  # as if what was read then were not there any more
        signals = {**link["signals"], "anchor_class": "other"}
        await store.replace("links", [{**link, "signals": signals}])
    if not known:
        await store.delete("rule_revisions", [one["_id"] for one in await all_texts(store)])
    done = await reclassify(store, target(), rules(tmp_path, word="oak"), unheard)
    links = await stored(store)
    assert flagged(links["cheap oak"]) == ["word.cheap"]
    assert links["cheap oak"]["flags"][0]["message"] == "It says oak"
    assert flagged(links["oak tables"]) == ["word.cheap", "word.money"]
    assert links["oak tables"]["audit"]["score"] == 3.0
    assert (links["oak tables"]["signals"]["anchor_class"] == "other") is known
    assert (done.due, done.difference.changed) == (2, 1)


async def test_links_that_a_slow_rule_left_out_are_looked_at_whole(
    store: Store, tmp_path: Path
) -> None:
    await classified_by(store, rules(tmp_path), pages(["cheap oak"]))
    [link] = (await stored(store)).values()
    late = {"not_evaluated": ["word.money"], "slow": ["word.money"]}
    await store.replace("links", [{**link, "audit": {**link["audit"], **late}}])
    await reclassify(store, target(), rules(tmp_path, score=2.0), unheard)
    [link] = (await stored(store)).values()
    assert (link["audit"]["not_evaluated"], link["audit"]["score"]) == ([], 2.0)
    assert "slow" not in link["audit"]


async def test_a_preview_asks_only_rules_that_changed(store: Store, tmp_path: Path) -> None:
    await classified_by(store, rules(tmp_path), pages(["cheap oak", "oak tables"]))
    found = await preview(store, target(), rules(tmp_path, word="tables"), now=NOW)
    difference = found.links.rules["word.cheap"]
    assert (difference.newly, difference.no_longer) == (1, 1)
    assert "word.money" not in found.links.rules


async def all_texts(store: Store) -> list[Document]:
    return await store.find("rule_revisions", {})
