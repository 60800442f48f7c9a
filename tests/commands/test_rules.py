from __future__ import annotations

import json
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.rules.files import SHIPPED
from tests.commands.conftest import run_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], sound: Path) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs ``scrapy rules`` as Scrapy does: exit status, output, errors."""

    def run(*argv: str) -> tuple[int, str, str]:
        return run_rules(capsys, {"RULES_FOLDER": str(sound)}, *argv)

    return run


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Return a copy of the shipped rules without anybody's local changes."""
    root = tmp_path / "sound" / "rules"
    copytree(SHIPPED, root, ignore=ignore_patterns("local", "targets"))
    return root


@pytest.fixture
def broken(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of the shipped rules in which one severity is misspelt."""
    root = tmp_path / "broken" / "rules"
    copytree(sound, root)
    (root / "targets").mkdir()
    file = root / "anchor.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("severity: high", "severity: hihg", 1), encoding="utf-8")
    return root


@pytest.fixture
def place(broken: Path) -> str:
    """Return ``rules/anchor.yaml:line:column`` of the misspelt severity."""
    lines = (broken / "anchor.yaml").read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if "hihg" in line)
    return f"rules/anchor.yaml:{number}:{lines[number - 1].index('hihg') + 1}"


def test_lint_and_test_pass_on_the_shipped_rules(run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("lint")[0] == 0
    code, out, _ = run("test")
    assert code == 0
    assert " 0 failed\n" in out
    assert out.endswith(" 0 thresholds without an example on them\n")


def test_lint_tells_the_place_in_each_format(
    run: Callable[..., tuple[int, str, str]], broken: Path, place: str
) -> None:
    code, out, _ = run("lint", "--rules", str(broken))
    assert code == 1
    first, last = out.splitlines()
    assert first.startswith(f"{place}: error: rules.0.severity: 'hihg' is not 'note'")
    assert last == "1 error, 0 warnings"

    line = int(place.split(":")[1])
    code, out, _ = run("--rules", str(broken), "--format", "jsonl", "lint")
    assert json.loads(out)["line"] == line
    assert code == 1
    _, out, _ = run("--rules", str(broken), "--format", "json", "lint")
    assert [one["line"] for one in json.loads(out)] == [line]

    _, out, _ = run("lint", "--rules", str(broken), "--format", "github")
    assert out.startswith(f"::error file=rules/anchor.yaml,line={line},col=15::rules.0.severity")


def test_lint_reads_target_files_too(
    run: Callable[..., tuple[int, str, str]], broken: Path
) -> None:
    (broken / "anchor.yaml").write_bytes((SHIPPED / "anchor.yaml").read_bytes())
    changes = "set: {no.rule: {score: 1, by: a, reason: b}}\nbrand: [x]\n"
    file = broken / "targets" / "example.com.yaml"
    file.write_text(f"target: example.com\n{changes}", encoding="utf-8")
    code, out, _ = run("lint", "--rules", str(broken))
    assert code == 1
    label = "rules/targets/example.com.yaml"
    assert [line for line in out.splitlines() if "targets" in line] == [
        f"{label}:2:7: error: there is no rule 'no.rule'",
        f"{label}:3:1: error: unknown key 'brand' (did you mean 'brand_terms'?)",
    ]
    assert out.splitlines()[-1].startswith("2 errors, ")


@pytest.mark.parametrize("action", [("test",), ("list",), ("explain", "anchor.money_exact")])
def test_rules_that_do_not_load_end_the_others_with_1(
    run: Callable[..., tuple[int, str, str]], broken: Path, place: str, action: tuple[str, ...]
) -> None:
    code, out, err = run(*action, "--rules", str(broken))
    assert (code, out) == (1, "")
    assert place in err


def test_a_failing_example_ends_with_1(
    run: Callable[..., tuple[int, str, str]], broken: Path
) -> None:
    text = (SHIPPED / "anchor.yaml").read_text(encoding="utf-8")
    changed = text.replace(
        "{field: signals.anchor_chars, eq: 1}", "{field: signals.anchor_chars, eq: 2}"
    )
    assert changed != text
    (broken / "anchor.yaml").write_text(changed, encoding="utf-8")
    code, out, _ = run("test", "anchor.one_char", "--rules", str(broken))
    assert code == 1
    assert (
        "anchor.one_char: match fields example does not match: signals.anchor_chars not eq 2" in out
    )
    assert "anchor.one_char: match html example does not match: " in out
    assert out.splitlines()[-2].startswith("1 rules, ")


def test_list(run: Callable[..., tuple[int, str, str]]) -> None:
    _, text, _ = run("list")
    _, lines, _ = run("list", "--format", "jsonl")
    rows = {row["rule"]: row for row in map(json.loads, lines.splitlines())}
    assert text.splitlines()[0].split() == list(rows["anchor.money_exact"])
    assert len(text.splitlines()) == len(rows) + 1
    assert rows["anchor.money_exact"]["severity"] == "high"


def test_list_filters(run: Callable[..., tuple[int, str, str]]) -> None:
    argv = ("list", "--format", "json", "--severity", "critical", "--severity", "high")
    rows = json.loads(run(*argv, "--group", "hidden", "--level", "link")[1])
    assert {row["severity"] for row in rows} == {"critical", "high"}
    assert {(row["group"], row["level"]) for row in rows} == {("hidden", "link")}
    assert run("list", "--status", "off")[1] == "no rule is like that\n"


def test_explain(run: Callable[..., tuple[int, str, str]]) -> None:
    _, text, _ = run("explain", "place.link_list")
    assert "page.outlinks.external is at least 30 (param external)" in text
    _, line, _ = run("explain", "place.link_list", "--format", "jsonl")
    assert json.loads(line)["values"]["params.external"]["value"] == 30


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "an action is missing"),
        (["lnt"], "unknown action 'lnt'"),
        (["lint", "--nope"], "unknown option --nope"),
        (["--nope", "lint"], "unknown option --nope"),
        (["lint", "anchor.money_exact"], "lint takes no 'anchor.money_exact'"),
        (["test", "--format", "github"], "test has the formats text, json, jsonl"),
        (["list", "--threshold", "0.5"], "--threshold is an option of rules test, not of list"),
        (["list", "--group", "ancor"], "there is no group 'ancor': give anchor"),
        (["explain"], "explain takes one rule's id"),
        (["explain", "anchor.mony_exact"], "did you mean 'anchor.money_exact'?"),
        (["test", "anchor.mony_exact"], "did you mean 'anchor.money_exact'?"),
        (["lint", "--rules", "/no/such"], "there is no rules directory /no/such"),
        (["list", "--target", "a.example,b.example"], "--target takes one target"),
        (["list", "--target", "http://"], "target 'http://'"),
    ],
)
def test_wrong_use_is_refused(
    run: Callable[..., tuple[int, str, str]], argv: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        run(*argv)


def test_settings_may_stand_before_and_after_the_action(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    assert run("-s", "A=1", "lint", "-s", "B=2")[0] == 0
    with pytest.raises(UsageError, match="Invalid -s value"):
        run("lint", "-s", "B")
