"""The appraisal over both stores: what it writes, writes once, and ends in after a crash."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.audit.appraise import appraise, facts_id
from backlinkspider.audit.profile import run_profile
from backlinkspider.domains.document import domain_id
from backlinkspider.ranks.model import Rank, Ranks
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.base import Change
from backlinkspider.target import Target, parse_matcher
from tests.crawl.engine import Meddled
from tests.domains.links import NOW, TARGET, flag, flagged, link, lost

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from backlinkspider.audit.appraise import Appraised
    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

RULES: Final = """
version: 1
rules:
  - id: domain.many
    title: Many links of one domain
    level: domain
    status: stable
    severity: high
    score: 6
    group: other
    over: {group_by: [page.domain], minimum: 1}
    when: {aggregate: pages_per_domain, gte: 4}
    message: "{links} links"
"""
GROUPS: Final = """
version: 1
groups: {anchor: {title: A, cap: 4}, hidden: {title: H, cap: 6}, other: {title: O, cap: 9}}
bands: [{name: none, from: 0}, {name: watch, from: 1}, {name: high, from: 5}]
"""
SCHEME: Final = (flag("anchor.money", 3.0), flag("hidden.money", 3.0, group="hidden"))
LINKS: Final = [
    *(link(f"a.example/{n}", link__region="footer") for n in range(4)),
    flagged("b.example/1", *SCHEME),
    link("b.example/2", signals__topic_likeness=0.3),
    link("b.example/3"),
    lost("c.example/"),
]
OTHER: Final = link("d.example/") | {"_id": "other", "target": "other.example"}


def rules(root: Path) -> RuleSet:
    (root / "local").mkdir(exist_ok=True)
    (root / "rules.yaml").write_text(RULES)
    (root / "groups.yaml").write_text(GROUPS)
    (root / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    return load_rules(root, today=NOW.date())


def target() -> Target:
    return Target(name=TARGET, matchers=(parse_matcher(TARGET),), languages=("en",))


async def fill(store: Store) -> None:
    await store.replace("links", [*LINKS, OTHER])


async def run(store: Any, root: Path, **more: Any) -> Appraised:
    return await appraise(store, target(), rules(root), now=NOW, **more)


async def domain(store: Store, name: str) -> Document:
    return (await store.get("domains", [domain_id(TARGET, name)]))[domain_id(TARGET, name)]


async def stored_link(store: Store, one: Document) -> Document:
    return (await store.get("links", [one["_id"]]))[one["_id"]]


async def everything(store: Store) -> dict[str, list[Document]]:
    """Return what may have been touched, without versions, writers and runs."""
    left_out = {"v", "by", "run", "at"}
    return {
        name: [
            {key: value for key, value in one.items() if key not in left_out}
            for one in await store.find(name, {}, sort=[("_id", 1)])
        ]
        for name in ("links", "domains", "profile_flags", "events", "marks")
    }


async def test_links_domains_and_the_profile(store: Store, tmp_path: Path) -> None:
    await fill(store)
    done = await run(store, tmp_path, run="run 1")
    assert (done.links, done.domains, done.written) == (8, 3, 8 + 3 + 1)

    scheme = await stored_link(store, LINKS[4])
    assert scheme["action"]["do"] == "remove"
    assert scheme["action"]["reason"].startswith("ask for its removal: risk 6 (high): ")
    assert scheme["worth"].keys() == {"authority", "relevance", "placement"}
    assert scheme["v"] == 2
    kept = {"worth", "action", "v", "by"}
    assert {k: v for k, v in scheme.items() if k not in kept} == {
        k: v for k, v in LINKS[4].items() if k not in kept
    }
    assert (await stored_link(store, LINKS[7]))["action"]["do"] == "reclaim"
    assert await store.get("links", ["other"]) == {"other": OTHER}

    found = await store.find("domains", {"target": TARGET}, sort=[("domain", 1)])
    assert [one["domain"] for one in found] == ["a.example", "b.example", "c.example"]
    assert [one["links"]["total"] for one in found] == [4, 3, 1]
    assert [one["links"]["folded"] for one in found] == [1, 3, 0]
    assert [one["action"]["do"] for one in found] == ["keep", "remove", "reclaim"]
    assert {(one["run"], one["at"], one["v"]) for one in found} == {("run 1", NOW, 1)}

    [facts] = await store.find("profile_flags", {})
    assert (facts["_id"], facts["kind"]) == (facts_id(TARGET), "profile")
    assert facts["diversity"]["domains"] == {"number": 2, "effective": 1.75}
    assert done.facts == facts
    assert await store.count("events", {}) == 0


async def test_a_second_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run(store, tmp_path)
    before = await store.find("links", {}, sort=[("_id", 1)])
    meddled: Any = Meddled(store)
    again = await appraise(meddled, target(), rules(tmp_path), now=NOW + timedelta(1), run="2")
    assert again.written == 0
    assert not {
        call for call in meddled.calls if call.split()[0] in {"patch", "replace", "swap", "delete"}
    }
    assert before == await store.find("links", {}, sort=[("_id", 1)])


async def test_only_what_differs_is_written(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run(store, tmp_path)
    current = await stored_link(store, LINKS[6])
    moved = {**current, "link": {**current["link"], "region": "sidebar"}, "v": current["v"] + 1}
    await store.swap("links", [Change(current["v"], moved)])
    done = await run(store, tmp_path)
    assert done.written == 3  # the link, its domain, the profile's regions
    assert (await domain(store, "b.example"))["v"] == 2
    assert (await domain(store, "a.example"))["v"] == 1


async def test_domains_without_links_go(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run(store, tmp_path)
    foreign = {"_id": domain_id("other.example", "c.example"), "target": "other.example"}
    await store.replace("domains", [{**foreign, "domain": "c.example"}])
    await store.delete("links", [LINKS[7]["_id"]])
    assert (await run(store, tmp_path)).domains == 2
    assert {one["domain"] for one in await store.find("domains", {"target": TARGET})} == {
        "a.example",
        "b.example",
    }
    assert await store.count("domains", {"target": "other.example"}) == 1


async def test_some_domains_alone(store: Store, tmp_path: Path) -> None:
    """As after a verdict: nothing else is read or written, but how many domains call for what."""
    await fill(store)
    await run(store, tmp_path)
    mark = {"_id": LINKS[4]["_id"], "kind": "link", "target": TARGET, "v": 1, "verdict": "ok"}
    await store.replace("marks", [mark])
    await store.delete("links", [LINKS[7]["_id"]])
    done = await run(store, tmp_path, only={"b.example"})
    assert (done.links, done.domains, done.written) == (3, 1, 3)
    assert done.facts is not None
    assert done.facts["actions"] == {"keep": 2, "reclaim": 1}
    assert (await stored_link(store, LINKS[4]))["action"] == {"do": "keep", "reason": "judged ok"}
    assert (await domain(store, "b.example"))["risk"]["open"] == 0
    assert await store.count("domains", {"domain": "c.example"}) == 1
    done = await run(store, tmp_path, only={"c.example"})
    assert (done.domains, done.written) == (0, 2)
    assert done.facts is not None
    assert done.facts["actions"] == {"keep": 2}
    assert await store.count("domains", {"domain": "c.example"}) == 0


async def test_outreach_and_the_disavow_list(store: Store, tmp_path: Path) -> None:
    await fill(store)
    mark = {"_id": LINKS[4]["_id"], "kind": "link", "target": TARGET, "v": 1, "verdict": "bad"}
    await store.replace("marks", [{**mark, "outreach": {"state": "refused", "note": "no"}}])
    await run(store, tmp_path)
    assert (await stored_link(store, LINKS[4]))["action"]["do"] == "disavow"
    used = {"_id": "used", "kind": "disavow", "target": TARGET, "v": 1, "entry": "domain:b.example"}
    await store.replace("marks", [used])
    await run(store, tmp_path)
    assert (await stored_link(store, LINKS[4]))["action"]["do"] == "ignore"
    found = await domain(store, "b.example")
    assert (found["disavowed"], found["risk"]["open"]) == ("domain:b.example", 0)


def ranked(place: int, date: str) -> Ranks:
    return Ranks({"b.example": (Rank("tranco", date, "rank", place),)}, frozenset({"tranco"}))


async def authority(store: Store) -> float | None:
    value: float | None = (await domain(store, "b.example"))["worth"]["authority"]["value"]
    assert value == (await stored_link(store, LINKS[4]))["worth"]["authority"]["value"]
    return value


async def test_what_a_rank_list_said_stands_until_the_next(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await run(store, tmp_path, ranks=ranked(1000, "2026-10-01"))
    assert await authority(store) == 62.5
    assert (await run(store, tmp_path)).written == 0
    assert await authority(store) == 62.5
    other = Ranks(
        {"b.example": (Rank("commoncrawl", None, "pagerank", 10),)}, frozenset({"commoncrawl"})
    )
    await run(store, tmp_path, ranks=other)
    assert await authority(store) == 75.0
    [first, _] = (await domain(store, "b.example"))["worth"]["authority"]["inputs"]
    assert (first["source"], first["date"]) == ("commoncrawl", None)
    await run(store, tmp_path, ranks=Ranks({}, frozenset({"tranco", "commoncrawl"})))
    assert await authority(store) is None


async def test_a_score_in_one_row_speaks_for_all_links_of_its_domain(
    store: Store, tmp_path: Path
) -> None:
    scores = {"domain_rating": 40, "url_rating": 10}
    claim = {"tool": "ahrefs", "file": "a.csv", "row": 2, "scores": scores}
    named = link("b.example/9", claims=[claim])
    await store.replace("links", [*LINKS, named])
    await run(store, tmp_path)
    assert await authority(store) == 40.0
    assert (await stored_link(store, named))["worth"]["authority"]["value"] == 25.0
    assert (await domain(store, "b.example"))["sources"] == ["ahrefs"]


async def test_findings_about_a_domain_that_no_link_carries(store: Store, tmp_path: Path) -> None:
    await fill(store)
    ruled = rules(tmp_path)
    await run_profile(store, TARGET, ruled, now=NOW)
    await appraise(store, target(), ruled, now=NOW)
    found = await domain(store, "a.example")
    assert found["rules"] == [
        {
            "rule": "domain.many",
            "level": "domain",
            "severity": "high",
            "links": 4,
            "message": "4 links",
        }
    ]
    assert found["risk"] == {"score": 6.0, "band": "high", "open": 6.0}
    assert (await domain(store, "c.example"))["rules"] == []
    # The profile run after it takes nothing away but its own.
    await run_profile(store, TARGET, ruled, now=NOW)
    assert (await appraise(store, target(), ruled, now=NOW)).written == 0


async def test_large_domains_end_in_the_same_documents(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links beyond those held are read again; with another size of the hold all is the same."""
    many = [flagged(f"b.example/{n}", *SCHEME[n % 2 :]) for n in range(40)]
    await store.replace("links", [*LINKS, *many])
    told: list[int] = []
    await run(store, tmp_path, advance=lambda count, _=None: told.append(count))
    assert sum(told) == len({one["_id"] for one in (*LINKS, *many)})
    wanted = await everything(store)
    await store.replace("links", [*LINKS, *many])
    await store.delete("domains", [one["_id"] for one in wanted["domains"]])
    monkeypatch.setattr("backlinkspider.audit.appraise._HELD", 3)
    monkeypatch.setattr("backlinkspider.audit.appraise._WRITTEN_AT_ONCE", 4)
    await run(store, tmp_path)
    assert await everything(store) == wanted


class Killed(Exception):
    """Stands for the end of the process."""


async def test_after_any_crash_another_run_ends_in_the_same_state(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlinkspider.audit.appraise._HELD", 3)
    monkeypatch.setattr("backlinkspider.audit.appraise._WRITTEN_AT_ONCE", 2)
    gone = {"_id": domain_id(TARGET, "gone.example"), "target": TARGET, "domain": "gone.example"}

    async def prepare() -> None:
        for name in ("domains", "profile_flags"):
            await store.delete(name, [one["_id"] for one in await store.find(name, {})])
        await fill(store)
        await store.replace("domains", [gone])

    await prepare()
    await run(store, tmp_path)
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
            await run(meddled, tmp_path)
        except Killed:
            crashes += 1
        else:
            break
        await run(store, tmp_path)
        assert await everything(store) == wanted
    assert crashes > 5


async def test_what_a_crawl_writes_meanwhile_is_kept(store: Store, tmp_path: Path) -> None:
    await fill(store)
    meddled: Any = Meddled(store)
    done: list[str] = []

    async def crawl(operation: str, _: Any) -> None:
        if operation == "patch links" and not done:
            done.append(operation)
            part = {**LINKS[5]["link"], "region": "footer"}
            changed = {**LINKS[5], "v": 2, "by": "a worker", "link": part}
            await store.swap("links", [Change(1, changed)])

    meddled.before = crawl
    await run(meddled, tmp_path)
    assert done
    now = await stored_link(store, LINKS[5])
    assert (now["v"], now["link"]["region"]) == (3, "footer")
    assert now["worth"]["placement"]["value"] == 0.2  # of what the crawl saw, not of what was read


async def test_a_target_without_links(store: Store, tmp_path: Path) -> None:
    done = await run(store, tmp_path)
    assert (done.links, done.domains, done.written) == (0, 0, 1)
    assert (await run(store, tmp_path)).written == 0


async def test_some_domains_of_a_target_that_was_never_appraised(
    store: Store, tmp_path: Path
) -> None:
    await fill(store)
    done = await run(store, tmp_path, only={"b.example"})
    assert (done.domains, done.facts) == (1, None)
    assert await store.count("profile_flags", {}) == 0


async def test_one_band_alone_calls_nothing_a_clear_scheme(store: Store, tmp_path: Path) -> None:
    await fill(store)
    rules(tmp_path)
    (tmp_path / "groups.yaml").write_text(
        GROUPS.partition("bands:")[0] + "bands: [{name: any, from: 0}]\n"
    )
    only = load_rules(tmp_path, today=NOW.date())
    await appraise(store, target(), only, now=NOW)
    assert (await domain(store, "a.example"))["action"]["do"] == "keep"
