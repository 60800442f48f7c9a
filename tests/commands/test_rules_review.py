"""``scrapy rules diff`` and ``reclassify``, as a user runs them over a small store."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.documents import COLLECTIONS
from tests.audit.test_reclassify import pages
from tests.commands.conftest import TARGET, TEXTS, describe, fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Run
    from tests.conftest import Scrapy


def tune(root: Path, section: str) -> None:
    (root / "local" / "local.yaml").write_text(f"version: 1\n{section}\n")


def dump(path: Path) -> list[tuple[Any, ...]]:
    """Return every row of the store at *path*."""
    with closing(sqlite3.connect(path)) as database:
        return [row for name in COLLECTIONS for row in database.execute(f"SELECT * FROM {name}")]


# What both over stored links do


@pytest.mark.parametrize("action", ["diff", "reclassify"])
def test_an_empty_store(run: Run, tmp_path: Path, action: str) -> None:
    path = tmp_path / "empty.db"
    fill(path, [])
    uri = f"sqlite:///{path}"
    said = f"{uri} holds no links yet: crawl first\n"
    assert run(action, "--format", "jsonl", store=uri) == (0, "", said)


@pytest.mark.parametrize("action", ["diff", "reclassify"])
def test_a_store_that_is_not_there_is_not_made(run: Run, tmp_path: Path, action: str) -> None:
    path = tmp_path / "none.db"
    code, out, err = run(action, store=f"sqlite:///{path}")
    assert (code, out) == (1, "")
    assert "there is no such file" in err
    assert not path.exists()
    assert run(action, store="none.db")[0] == 2


@pytest.mark.parametrize("argv", [("--target", "shp.example"), ("shop.example", "shp.example")])
@pytest.mark.parametrize("action", ["diff", "reclassify"])
def test_a_target_without_links(run: Run, file: Path, action: str, argv: tuple[str, ...]) -> None:
    """It may be misspelt: nothing is done, nor for the others named with it."""
    before = dump(file)
    code, out, err = run(action, *argv)
    assert (code, out) == (1, "")
    assert err.endswith("holds no links of shp.example (did you mean 'shop.example'?)\n")
    assert dump(file) == before


@pytest.mark.parametrize("action", ["diff", "reclassify"])
def test_what_names_no_target_is_refused(run: Run, action: str) -> None:
    with pytest.raises(UsageError, match="target 'http://'"):
        run(action, "--target", "http://")


@pytest.mark.parametrize(
    "mistake",
    [
        ("word.yaml", "version: 1\nrules: [", "word.yaml:3:1: "),
        (
            "word.yaml",
            "version: 1\nruls: []\n",
            "unknown key 'ruls' in file (did you mean 'rules'?)",
        ),
        ("local/a.yaml", "version: 1\npacks: [shop]\n", "a.yaml:2:9: there is no pack 'shop'"),
        ("local/a.yaml", "version: 1\nset: {no.rule: {score: 1, by: a, reason: b}}\n", "no.rule"),
        ("local/a.yaml", "version: 1\nversion: 1\n", "a.yaml:2:1: "),
        ("groups.yaml", "version: 1\n", "groups.yaml:1:1: "),
    ],
)
@pytest.mark.parametrize("action", ["diff", "reclassify"])
def test_rules_with_mistakes_touch_nothing(
    run: Run, root: Path, file: Path, action: str, mistake: tuple[str, str, str]
) -> None:
    path, text, said = mistake
    (root / path).write_text(text)
    before = dump(file)
    code, out, err = run(action)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err
    assert dump(file) == before


# diff


def test_diff_writes_nothing(run: Run, file: Path) -> None:
    before = dump(file)
    assert run("diff")[0] == 0
    assert dump(file) == before


def test_diff_tells_what_would_change(run: Run) -> None:
    code, out, err = run("diff")
    assert (code, err) == (0, "")
    head, *rest = out.splitlines()
    assert head == "shop.example: 4 links compared, 3 would change"
    assert [line for line in rest if not line.startswith("    ")] == [
        "  word.cheap: 2 newly flagged",
        "  word.money: 1 newly flagged",
        "  risk none -> watch: 3 links",
        "  finding + profile.cheap: 4 of 4 sites",
    ]
    money = next(line for line in rest if "oak tables" in line)
    assert money.startswith("    + ")
    assert money.endswith("  https://d2.example/p  'oak tables'  It is oak tables")


def test_diff_after_reclassify_is_empty(run: Run) -> None:
    run("reclassify")
    assert run("diff") == (0, "shop.example: 4 links compared, 0 would change\n", "")


def test_diff_as_jsonl(run: Run) -> None:
    found = json.loads(run("diff", "--format", "jsonl")[1])
    parts = {"target", "links", "changed", "rules", "bands", "findings", "idle_allow"}
    assert found.keys() == parts
    assert (found["target"], found["links"], found["changed"]) == (TARGET, 4, 3)
    assert found["bands"] == [{"from": "none", "to": "watch", "links": 3}]
    newly = ["profile.cheap: 4 of 4 sites"]
    assert found["findings"] == {"newly": newly, "no_longer": [], "altered": []}
    cheap = found["rules"]["word.cheap"]
    assert (cheap["newly"], cheap["no_longer"], cheap["altered"]) == (2, 0, 0)
    assert cheap["newly_sample"][0].keys() == {"link", "page", "text", "message"}
    assert cheap["no_longer_sample"] == cheap["altered_sample"] == []


def test_diff_of_severity_score_and_of_an_allowed_partner(run: Run, root: Path) -> None:
    run("reclassify")
    tune(
        root,
        "set:\n"
        "  word.cheap: {severity: high, score: 2.0, by: Ana, reason: Worse}\n"
        "  profile.cheap: {score: 1.5, by: Ana, reason: Less}\n"
        "allow:\n"
        "  - {domain: d1.example, rules: ['word.*'], by: Ana, reason: Contract 14,"
        " expires: '2099-12-31'}",
    )
    _, out, _ = run("diff")
    head, *rest = out.splitlines()
    assert head == "shop.example: 4 links compared, 2 would change"
    assert rest[0] == "  word.cheap: 2 flagged otherwise"
    changes = {line.split("  ")[3]: line.rpartition("  ")[2] for line in rest[1:3]}
    assert changes == {
        "https://d0.example/p": "severity low -> high, score 1.0 -> 2.0",
        "https://d1.example/p": "severity low -> high, score 1.0 -> 2.0, allowed: Contract 14",
    }
    assert "  risk watch -> none: 1 link" in rest
    assert rest[-1] == "  finding ~ profile.cheap: 4 of 4 sites (score 2.0 -> 1.5)"
    run("reclassify")
    (root / "local" / "local.yaml").unlink()
    assert "no longer allowed" in run("diff")[1]


def test_diff_names_allow_entries_that_suppress_nothing(run: Run, root: Path) -> None:
    tune(
        root,
        "allow:\n"
        '  - {domain: d1.example, rules: ["*"], by: A, reason: B, expires: "2099-01-01"}\n'
        '  - {domain: partner.example, rules: ["*"], by: A, reason: B, expires: "2099-01-01"}',
    )
    said = "  rules/local/local.yaml:4: the allow entry suppresses no flag of this target"
    assert run("diff")[1].splitlines()[-1] == said
    assert json.loads(run("diff", "--format", "jsonl")[1])["idle_allow"] == [
        "rules/local/local.yaml:4"
    ]


def test_diff_shows_some_samples_and_counts_the_rest(run: Run, file: Path) -> None:
    fill(file, pages([f"cheap {n}" for n in range(40)]))
    _, out, _ = run("diff")
    samples = [line for line in out.splitlines() if line.startswith("    + ")]
    assert samples[5] == "    + and 35 more"
    [found] = map(json.loads, run("diff", "--format", "jsonl")[1].splitlines())
    assert len(found["rules"]["word.cheap"]["newly_sample"]) == 10


def test_diff_with_a_new_brand_term(run: Run, root: Path) -> None:
    run("reclassify")
    describe(root, brand_terms=["Shop", "oak tables"])
    _, out, _ = run("diff", "--target", TARGET)
    assert out.splitlines()[1] == "  word.money: 1 no longer flagged"


# reclassify


def test_reclassify(run: Run) -> None:
    code, out, err = run("reclassify")
    assert code == 0
    assert out.splitlines() == [
        "shop.example: 4 links classified again, 3 changed",
        "  word.cheap: 2 newly flagged",
        "  word.money: 1 newly flagged",
        "  risk none -> watch: 3 links",
        "  over all live links: 1 finding",
    ]
    assert err == ""


def test_a_second_reclassify_changes_nothing(run: Run, file: Path) -> None:
    run("reclassify")
    before = dump(file)
    code, out, err = run("reclassify")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "shop.example: every link is classified by these rules already"
    assert dump(file) == before


def test_reclassify_as_jsonl(run: Run, file: Path) -> None:
    _, out, _ = run("reclassify", "--format", "jsonl")
    done = json.loads(out)
    assert done.pop("rules") == {
        "word.cheap": {"newly": 2, "no_longer": 0, "altered": 0},
        "word.money": {"newly": 1, "no_longer": 0, "altered": 0},
    }
    with closing(sqlite3.connect(file)) as database:
        [(ruleset,)] = database.execute("SELECT DISTINCT audit_ruleset FROM links")
    assert done == {"target": TARGET, "ruleset": ruleset, "links": 4, "changed": 3, "findings": 1}
    again = json.loads(run("reclassify", "--format", "jsonl")[1])
    assert (again["links"], again["changed"], again["rules"]) == (0, 0, {})


def test_each_stored_target_with_rules_of_its_own(run: Run, root: Path, file: Path) -> None:
    others = [
        {**link, "_id": f"other {n}", "target": "other.example"}
        for n, link in enumerate(pages(TEXTS))
    ]
    fill(file, others)
    change = {"word.cheap": {"status": "off", "by": "Ana", "reason": "Not here"}}
    text = json.dumps({"target": "other.example", "set": change})
    (root / "targets" / "other.example.yaml").write_text(text)
    _, out, _ = run("reclassify", "--format", "jsonl")
    done = {one["target"]: one for one in map(json.loads, out.splitlines())}
    assert done["other.example"]["rules"] == {}
    assert done[TARGET]["rules"]["word.cheap"]["newly"] == 2
    assert done[TARGET]["ruleset"] != done["other.example"]["ruleset"]


def test_a_target_named_twice_is_done_once(run: Run) -> None:
    _, out, _ = run("diff", TARGET, "--target", TARGET, "--format", "jsonl")
    assert len(out.splitlines()) == 1


def test_two_workers_leave_what_one_process_does(
    run: Run, scrapy: Scrapy, root: Path, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    copyfile(file, other)
    assert run("reclassify", "--workers", "0")[0] == 0
    words = ("rules", "reclassify", "--rules", str(root), "--workers", "2", "--format", "jsonl")
    ended = scrapy(*words, "-s", f"STORE_URI=sqlite:///{other}")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["links"] == len(TEXTS)
    assert _said(other) == _said(file)


def _said(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT doc FROM links ORDER BY id").fetchall()
    links = [json.loads(doc) for (doc,) in found]
    return [(link["flags"], link["signals"], link["audit"]) for link in links]


@pytest.mark.parametrize("words", [("--workers", "2"), ("--scheduler", "tcp://127.0.0.1:9")])
def test_workers_are_for_reclassify_alone(run: Run, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="is an option of rules reclassify, not of lint"):
        run("lint", *words)
