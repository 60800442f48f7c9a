"""The file: whole in itself, hostile text in it stays text, what is missing is said."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from backlinkspider.report import html as report_html
from benchmarks.made.target import NOW, TARGET, Made, Maker
from benchmarks.made.words import HOSTILE
from tests.report.shown import Shown, report_of

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet

ROOM = report_html._HERE
SINCE = NOW - timedelta(days=7)


def elements(shown: Shown) -> list[tuple[str, dict[str, str | None]]]:
    return [(str(node.tag), node.attributes) for node in shown.tree.css("*")]


async def test_nothing_is_asked_of_a_network(tmp_path: Path, rules: RuleSet) -> None:
    shown = await report_of(Maker(1, hostile=True).make(), tmp_path, rules, since=SINCE)
    for tag, attributes in elements(shown):
        for name in ("src", "srcset", "poster", "data", "action", "background", "style"):
            value = attributes.get(name)
            assert value is None or value.startswith("data:image/"), (tag, name, value)
        if tag == "a":
            assert re.match(r"#|https?://", attributes["href"] or ""), attributes
            if not (attributes["href"] or "").startswith("#"):
                assert {"noreferrer", "noopener"} <= set((attributes["rel"] or "").split())
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in shown.tree.css_first("style").text()  # type: ignore[union-attr]


async def test_the_policy_lets_run_just_what_is_in_the_file(tmp_path: Path, rules: RuleSet) -> None:
    shown = await report_of(Maker(1).make(), tmp_path, rules)
    policy = shown.tree.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    said = policy.attributes["content"] or ""
    running = [
        (node.tag, node.text(strip=False))
        for node in shown.tree.css("script, style")
        if node.attributes.get("type") is None
    ]
    assert [tag for tag, _ in running] == ["style", "script", "script"]
    for _, text in running:
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in said
    kinds = {node.attributes["type"] for node in shown.tree.css("script[type]")}
    assert kinds == {"application/json", "application/octet-stream"}


async def test_hostile_text_stays_text(tmp_path: Path, rules: RuleSet) -> None:
    calm = await report_of(Maker(7, links=40).make(), tmp_path, rules, since=SINCE)
    hostile = Maker(7, links=40, hostile=True).make()
    (tmp_path / "hostile").mkdir()
    shown = await report_of(hostile, tmp_path / "hostile", rules, since=SINCE, title=HOSTILE[0])
    assert len(shown.tree.css("script")) == len(calm.tree.css("script"))
    assert not shown.tree.css("img[onerror], img[src=x]")
    assert shown.text("h1") == HOSTILE[0]
    assert HOSTILE[0] not in shown.html
    texts = shown.tables()["links"]["texts"]
    assert [one for one in HOSTILE if one not in texts and one != HOSTILE[2]] == []
    for node in shown.tree.css(".site h4, .reason, .title, .context, .says, .url"):
        assert node.css_first("bdi") is not None, node.html


async def test_what_was_not_done_yet_is_said_and_not_made_up(
    tmp_path: Path, rules: RuleSet
) -> None:
    made = Maker(2).make()
    bare = Made({"links": made["links"], "pages": made["pages"]})
    shown = await report_of(bare, tmp_path, rules)
    said = [" ".join(node.text().split()) for node in shown.tree.css("p.missing:not([hidden])")]
    commands = [
        f"scrapy domains --refresh --target {TARGET}",
        f"scrapy profile --refresh --target {TARGET}",
        f"scrapy crawl ownsite -a target={TARGET}",
    ]
    for command in commands:
        assert any(command in text for text in said), command
    assert shown.tables()["domains"]["rows"] == []
    assert "This is the first report" in shown.text("#changes")
    assert shown.tree.css_first("#table-domains") is None
    assert shown.tree.css_first('[data-chart="worth"]') is None


async def test_a_target_without_any_link_has_a_report(tmp_path: Path, rules: RuleSet) -> None:
    page = {**Maker(1).make()["pages"][-1], "outcome": "no_link"}
    shown = await report_of(Made({"pages": [page]}), tmp_path, rules)
    assert shown.figure("live") == 0
    assert "No live link" in shown.text(".lead")
    assert "–" in shown.text('[data-figure="followed"]')


async def test_what_changed_is_told_with_reasons_and_both_values(
    tmp_path: Path, rules: RuleSet
) -> None:
    made = Maker(3, links=80).make()
    shown = await report_of(made, tmp_path, rules, since=SINCE)
    changes = shown.text("#changes")
    assert "Since 21 November 2026." in changes
    assert "the page no longer has it" in changes
    assert "rel: none → nofollow" in changes


async def test_numbers_of_the_last_report_stand_beside_those_of_now(
    tmp_path: Path, rules: RuleSet
) -> None:
    made = Maker(3).make()
    before = {"_id": "r", "target": TARGET, "run": "earlier", "at": SINCE}
    made["reports"].append({**before, "numbers": [{"name": "live", "value": 4321}]})
    shown = await report_of(made, tmp_path, rules)
    assert "Since the last report, made on 21 November 2026" in shown.text("#changes")
    assert "4,321 in the last report" in shown.text("#picture .figures")


async def test_each_flag_is_told_with_rule_clause_and_what_speaks_against_it(
    tmp_path: Path, rules: RuleSet
) -> None:
    shown = await report_of(Maker(3).make(), tmp_path, rules)
    rule = shown.text('[id="rule-anchor.money_exact"]')
    written = rules.book.rules["anchor.money_exact"].rule
    for text in (
        written.title,
        written.remediation,
        *written.false_positives,
        "unmeasured",
        "Spam policies for Google web search",
        "score 3",
    ):
        assert " ".join(text.split()) in rule
    assert "no longer among the rule files" in shown.text('[id="rule-gone.rule"]')
    references = {node.attributes["href"] for node in shown.tree.css(".grounds a")}
    assert references
    for reference in references:
        assert shown.tree.css_first(f'[id="{(reference or "")[1:]}"]') is not None


async def test_precision_is_measured_by_the_verdicts_of_people(
    tmp_path: Path, rules: RuleSet
) -> None:
    made = Maker(3, links=50).make()
    links = made["links"]
    flag = (
        {**links[0]["flags"][0]}
        if links[0]["flags"]
        else Maker(3)._flag(("page.thin", "medium", 1.5, "quality"))
    )
    flag |= {"rule": "page.thin", "suppressed": None}
    for link in links:
        link["flags"] = [flag]
    made.documents["marks"] = [
        {
            "_id": link["_id"],
            "kind": "link",
            "target": TARGET,
            "verdict": "bad" if number < 30 else "ok",
        }
        for number, link in enumerate(links[:40])
    ]
    shown = await report_of(made, tmp_path, rules)
    assert "0.75 (95% interval 0.6 to 0.86), on 40 links" in shown.text('[id="rule-page.thin"]')


async def test_folders_of_this_machine_stay_here(tmp_path: Path, rules: RuleSet) -> None:
    shown = await report_of(Maker(3).make(), tmp_path, rules)
    assert "candidates=links.csv" in shown.text("#facts")
    assert "/home/someone" not in shown.html
    assert str(tmp_path) not in shown.html


@pytest.mark.parametrize("folder", ["backlinkspider/report/assets/vendor", "tests/report/vendor"])
def test_other_peoples_code_is_as_they_published_it(folder: str) -> None:
    vendor = ROOM.parents[1] / folder
    told = (vendor / "README.md").read_text("utf-8")
    files = sorted(path for path in vendor.iterdir() if path.suffix == ".js")
    assert files
    for path in files:
        digest = sha256(path.read_bytes()).hexdigest()
        assert f"`{path.name}`" in told
        assert digest in told


def test_the_chart_library_is_in_the_file_with_its_licence() -> None:
    library = report_html._library()
    assert "Chart.js v4" in library
    assert library.count("Permission is hereby granted, free of charge") == 2
    assert "sourceMappingURL" not in library


def test_an_asset_that_would_end_its_element_is_refused() -> None:
    with pytest.raises(ValueError, match="would end its element"):
        report_html._whole("var a = '</SCRIPT>'")


async def test_the_head_leads_to_all_that_it_counts(tmp_path: Path, rules: RuleSet) -> None:
    shown = await report_of(Maker(3).make(), tmp_path, rules)
    tasks = {
        key.removeprefix("action_"): value
        for (key, _), value in shown.figures().items()
        if key.startswith("action_")
    }
    assert tasks
    assert f"{sum(tasks.values())} sites want a decision" in shown.text(".lead")
    badges = {
        str(link.attributes["href"]): int(link.text().split()[0])
        for link in shown.tree.css(".jump a")
    }
    own = badges.pop("#reclaim", 0)
    assert badges == {f"#task-{do}": count for do, count in tasks.items()}
    assert not own or "reclaim" not in tasks


async def test_a_report_explains_its_words(tmp_path: Path, rules: RuleSet) -> None:
    shown = await report_of(Maker(3).make(), tmp_path, rules)
    assert len(shown.tree.css("#words dt")) == len(shown.tree.css("#words dd")) >= 10
    assert "watch from 0.5, elevated from 2.5, high from 5." in shown.text("#words")
