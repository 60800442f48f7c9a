"""The profile run over both stores: what it writes, writes once, and ends in after a crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.audit.profile import finding_id, run_profile, summary_id
from backlinkspider.documents import link_id
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.base import Change, StoreError
from tests.crawl.engine import Meddled

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
TARGET: Final = "shop.example"
RULES: Final = """
version: 1
rules:
  - id: profile.repeat
    title: One anchor on many domains
    level: profile
    status: stable
    severity: high
    score: 3
    group: words
    params: {{least: {least}}}
    over: {{group_by: [signals.anchor_text_normalised], minimum: 1}}
    when: {{aggregate: count, gte: $least}}
    flags: matching_links
    message: "{{units}} domains say {{group.signals.anchor_text_normalised}}"
  - id: profile.many
    title: Many domains
    level: profile
    status: stable
    severity: note
    score: 1
    group: words
    over: {{minimum: 2}}
    when: {{aggregate: count, gte: 2}}
    message: "{{units}} domains"
  - id: profile.back
    title: Links back
    level: profile
    status: stable
    severity: low
    score: 1
    group: words
    over: {{minimum: 1}}
    when: {{aggregate: reciprocal, gte: 1}}
    message: "back"
"""
GROUPS: Final = """
version: 1
groups: {words: {title: Words, cap: 4}, other: {title: Other, cap: 9}}
bands: [{name: none, from: 0}, {name: watch, from: 1}, {name: high, from: 4}]
"""
OWN_FLAG: Final = {
    "rule": "word.cheap", "rev": "0" * 12, "level": "link", "status": "stable", "severity": "low",
    "score": 1.5, "group": "words", "evidence": [], "clause": None, "message": "cheap",
    "suppressed": None, "finding": None,
}  # fmt: skip


def rules(root: Path, *, least: int = 2, local: str = "") -> RuleSet:
    (root / "local").mkdir(exist_ok=True)
    (root / "profile.yaml").write_text(RULES.format(least=least))
    (root / "groups.yaml").write_text(GROUPS)
    (root / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    (root / "local" / "local.yaml").write_text(f"version: 1\n{local}")
    return load_rules(root, today=NOW.date())


def link(domain: str, anchor: str, *, state: str = "live", target: str = TARGET) -> Document:
    """Return a link as a crawl stored it, with a flag of its own."""
    url = f"https://{domain}/"
    return {
        "_id": link_id(target, url, f"https://{target}/", 0),
        "v": 3,
        "by": "a worker",
        "target": target,
        "state": state,
        "page": {"url": url, "final_url": url, "host": domain, "domain": domain},
        "link": {"text": anchor},
        "signals": {"anchor_text_normalised": anchor},
        "flags": [OWN_FLAG],
        "audit": {
            "ruleset": "r",
            "engine": "1",
            "score": 1.5,
            "band": "watch",
            "not_evaluated": [],
        },
        "first_seen": NOW - timedelta(days=3),
        "history": [{"run": "x", "at": NOW, "kind": "changed", "details": []}],
    }


OAK: Final = [link(f"a{n}.example", "oak") for n in range(3)]
ASH: Final = [link(f"b{n}.example", "ash") for n in range(2)]
LONE: Final = link("c.example", "elm")
LOST: Final = link("d.example", "elm", state="lost")
OTHER: Final = link("e.example", "oak", target="other.example")
LINKS: Final = [*OAK, *ASH, LONE, LOST, OTHER]


async def fill(store: Store) -> None:
    await store.replace("links", LINKS)


async def everything(store: Store) -> dict[str, list[Document]]:
    """Return what the run may have touched, without writers and versions of links."""
    return {
        name: [
            {key: value for key, value in one.items() if key not in {"v", "by"}}
            for one in await store.find(name, {}, sort=[("_id", 1)])
        ]
        for name in ("links", "profile_flags", "events", "runs", "pages")
    }


async def stored_link(store: Store, one: Document) -> Document:
    return (await store.get("links", [one["_id"]]))[one["_id"]]


def findings_on(one: Document) -> list[str]:
    return [flag["message"] for flag in one["flags"] if flag["finding"]]


async def test_findings_stand_in_the_store_and_on_the_links(store: Store, tmp_path: Path) -> None:
    await fill(store)
    result = await run_profile(store, TARGET, rules(tmp_path), now=NOW, run="run 1")

    assert (result.links, result.domains, len(result.findings)) == (6, 6, 3)
    assert result.evaluated == ("profile.many", "profile.repeat")
    assert list(result.not_evaluated) == ["profile.back"]
    by_id = {finding_id(TARGET, one): one for one in result.findings}
    flags = {one["_id"]: one for one in await store.find("profile_flags", {"target": TARGET})}
    assert flags.keys() == {*by_id, summary_id(TARGET)}
    [oak] = [one for one in flags.values() if one.get("units") == 3]
    assert oak == {
        "_id": oak["_id"],
        "kind": "finding",
        "target": TARGET,
        "ruleset": rules(tmp_path).revision,
        "at": NOW,
        "run": "run 1",
        "rule": "profile.repeat",
        "rev": by_id[oak["_id"]].rev,
        "level": "profile",
        "status": "stable",
        "severity": "high",
        "score": 3.0,
        "group": [{"field": "signals.anchor_text_normalised", "value": "oak"}],
        "evidence": [{"aggregate": "count", "value": 3, "operator": "gte", "threshold": 2}],
        "population": {"units": 6, "links": 6},
        "units": 3,
        "links": 3,
        "sample": sorted(one["_id"] for one in OAK),
        "message": "3 domains say oak",
        "clause": None,
        "suppressed": None,
    }
    summary = flags[summary_id(TARGET)]
    assert (summary["kind"], summary["links"], summary["findings"]) == ("summary", 6, 3)
    assert [one["rule"] for one in summary["not_evaluated"]] == ["profile.back"]

    changed = await stored_link(store, OAK[0])
    own, found = changed["flags"]
    assert own == OWN_FLAG
    assert found["finding"] == oak["_id"]
    assert {**found, "finding": None}.keys() == OWN_FLAG.keys()
    # 1.5 + 3 in one group, whose cap is 4.
    assert changed["audit"] == {**OAK[0]["audit"], "score": 4.0, "band": "high"}
    untouched = {"flags", "audit", "v", "by"}
    assert {k: v for k, v in changed.items() if k not in untouched} == {
        k: v for k, v in OAK[0].items() if k not in untouched
    }
    for same in (LONE, LOST, OTHER):
        assert await stored_link(store, same) == same
    assert await store.count("events", {}) == 0


async def test_a_second_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run_profile(store, TARGET, rules(tmp_path), now=NOW)
    before = await store.find("links", {}, sort=[("_id", 1)]), await everything(store)
    meddled: Any = Meddled(store)
    again = await run_profile(meddled, TARGET, rules(tmp_path), now=NOW + timedelta(1), run="2")
    assert again.written == 0
    assert not {
        call for call in meddled.calls if call.split()[0] in {"patch", "replace", "swap", "delete"}
    }
    assert before == (await store.find("links", {}, sort=[("_id", 1)]), await everything(store))


async def test_what_no_longer_fires_is_taken_away(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run_profile(store, TARGET, rules(tmp_path), now=NOW)
    result = await run_profile(store, TARGET, rules(tmp_path, least=3), now=NOW)
    assert sorted(one.message for one in result.findings) == ["3 domains say oak", "6 domains"]
    assert await store.count("profile_flags", {"target": TARGET, "kind": "finding"}) == 2
    ash = await stored_link(store, ASH[0])
    assert (ash["flags"], ash["audit"]) == ([OWN_FLAG], ASH[0]["audit"])
    assert findings_on(await stored_link(store, OAK[0])) == ["3 domains say oak"]


async def test_a_link_that_is_lost_loses_its_findings(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run_profile(store, TARGET, rules(tmp_path), now=NOW)
    current = await stored_link(store, ASH[0])
    gone = {**current, "state": "lost", "v": current["v"] + 1, "by": "a worker"}
    await store.swap("links", [Change(current["v"], gone)])
    await run_profile(store, TARGET, rules(tmp_path), now=NOW)
    lost = await stored_link(store, ASH[0])
    assert (lost["state"], lost["flags"]) == ("lost", [OWN_FLAG])
    assert findings_on(await stored_link(store, ASH[1])) == []


async def test_allowed_links_keep_their_flags_as_suppressed(store: Store, tmp_path: Path) -> None:
    allow = (
        'allow: [{domain: a0.example, rules: [profile.repeat], by: Ana, reason: Ours,'
        ' expires: "2027-06-30"}]\n'
    )  # fmt: skip
    await fill(store)
    await run_profile(store, TARGET, rules(tmp_path, local=allow), now=NOW)
    allowed, flagged = [await stored_link(store, one) for one in OAK[:2]]
    assert allowed["flags"][1]["suppressed"]["reason"] == "Ours"
    assert allowed["audit"]["score"] == 1.5
    assert flagged["audit"]["score"] == 4.0


class Killed(Exception):
    """Stands for the end of the process."""


async def test_after_any_crash_another_run_ends_in_the_same_state(
    store: Store, tmp_path: Path
) -> None:
    """The run ends before each of its writes in turn: what then stands is completed."""

    async def prepare() -> None:
        await store.delete(
            "profile_flags", [one["_id"] for one in (await everything(store))["profile_flags"]]
        )
        await fill(store)
        await run_profile(store, TARGET, rules(tmp_path, least=2), now=NOW)

    await prepare()
    await run_profile(store, TARGET, rules(tmp_path, least=3), now=NOW)
    wanted = await everything(store)
    crashes = 0
    while True:
        await prepare()
        left = crashes

        async def kill(operation: str, _: Any) -> None:
            nonlocal left
            if operation.split(maxsplit=1)[0] in {"patch", "replace", "swap", "delete"}:
                if left == 0:
                    raise Killed
                left -= 1

        meddled: Any = Meddled(store)
        meddled.before = kill
        try:
            await run_profile(meddled, TARGET, rules(tmp_path, least=3), now=NOW)
        except Killed:
            crashes += 1
        else:
            break
        named = {f["finding"] for one in await store.find("links", {}) for f in one["flags"]}
        there = {one["_id"] for one in await store.find("profile_flags", {})}
        assert named - {None} <= there
        await run_profile(store, TARGET, rules(tmp_path, least=3), now=NOW)
        assert await everything(store) == wanted
    assert crashes == 4  # findings, links, stale findings, summary


async def test_what_a_crawl_writes_meanwhile_is_kept(store: Store, tmp_path: Path) -> None:
    await fill(store)
    meddled: Any = Meddled(store)
    done: list[str] = []

    async def crawl(operation: str, _: Any) -> None:
        if operation == "patch links" and not done:
            done.append(operation)
            changed = {**OAK[0], "v": 4, "by": "a worker", "link": {"text": "oak", "rel": ["ugc"]}}
            lost = {**OAK[1], "v": 4, "by": "a worker", "state": "lost"}
            await store.swap("links", [Change(3, changed), Change(3, lost)])

    meddled.before = crawl
    await run_profile(meddled, TARGET, rules(tmp_path), now=NOW)
    changed = await stored_link(store, OAK[0])
    assert changed["link"]["rel"] == ["ugc"]
    assert findings_on(changed) == ["3 domains say oak"]
    assert findings_on(await stored_link(store, OAK[1])) == []  # lost before it was written


async def test_links_that_always_change_are_an_error(store: Store, tmp_path: Path) -> None:
    await fill(store)
    meddled: Any = Meddled(store)

    async def restless(operation: str, _: Any) -> None:
        if operation == "patch links":
            current = await stored_link(store, OAK[0])
            again = {**current, "v": current["v"] + 1, "by": "a worker"}
            await store.swap("links", [Change(current["v"], again)])

    meddled.before = restless
    with pytest.raises(StoreError, match="1 links change too often"):
        await run_profile(meddled, TARGET, rules(tmp_path), now=NOW)


async def test_our_own_dates_count_after_four_finished_crawls(store: Store, tmp_path: Path) -> None:
    root = tmp_path
    rules(root)
    text = (root / "profile.yaml").read_text()
    (root / "profile.yaml").write_text(
        text.replace("reciprocal, gte: 1", "latest, period: 7d, gte: 1")
    )
    dated = load_rules(root, today=NOW.date())
    await fill(store)
    runs = [{"_id": f"{n}", "targets": [TARGET], "state": "finished"} for n in range(4)]
    await store.replace("runs", [*runs[:3], {"_id": "x", "targets": [TARGET], "state": "running"}])
    result = await run_profile(store, TARGET, dated, now=NOW)
    assert "first-seen date" in result.not_evaluated["profile.back"]
    await store.replace("runs", runs[3:])
    result = await run_profile(store, TARGET, dated, now=NOW)
    assert "profile.back" in {one.rule for one in result.findings}


async def test_more_links_than_a_batch_holds(store: Store, tmp_path: Path) -> None:
    await store.replace("links", [link(f"x{n}.example", "oak") for n in range(450)])
    result = await run_profile(store, TARGET, rules(tmp_path), now=NOW)
    assert result.written == 450 + 3
    assert await store.count("links", {"flags.rule": "profile.repeat"}) == 450
    [sample] = [
        one["sample"] for one in await store.find("profile_flags", {"rule": "profile.repeat"})
    ]
    assert len(sample) == 20


async def test_a_target_without_links_has_a_summary(store: Store, tmp_path: Path) -> None:
    result = await run_profile(store, TARGET, rules(tmp_path), now=NOW)
    assert (result.links, result.findings, result.evaluated) == (0, (), ())
    [summary] = await store.find("profile_flags", {})
    assert len(summary["not_evaluated"]) == 3
