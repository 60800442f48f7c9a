"""What is wrong with a crawl is said before it starts."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from shutil import copytree
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from backlinkspider.candidates import Candidate, CandidateFileError
from backlinkspider.crawl.arguments import BacklinksArguments, RecheckArguments
from backlinkspider.crawl.due import Bounds
from backlinkspider.crawl.known import Known
from backlinkspider.crawl.plan import Plan, Reach
from backlinkspider.crawl.source import Listed
from backlinkspider.target import TargetError
from backlinkspider.yamlfile.errors import FileErrors
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.txt"
    path.write_text("https://a.test/\nno candidate at all\nb.test\n", encoding="utf-8")
    return path


def plan(candidates: Path | str, target: str = "target.test", rules: Path | None = None) -> Plan:
    arguments = BacklinksArguments(target=target, candidates=str(candidates))
    return Plan.make(arguments, rules or PROJECT / "rules", TODAY)


def source(made: Plan) -> Listed:
    assert isinstance(made.source, Listed)
    return made.source


def test_shorteners_are_those_of_the_rules_with_local_changes(listed: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    copytree(PROJECT / "rules", rules)
    local = """version: 1
lists:
  lists/shorteners.txt: {add: [kurz.example], remove: [bit.ly], by: Ann, reason: ours}
"""
    (rules / "local" / "ours.yaml").write_text(local, encoding="utf-8")
    shipped, changed = plan(listed).shorteners(), plan(listed, rules=rules).shorteners()
    assert changed - shipped == {"kurz.example"}
    assert shipped - changed == {"bit.ly"}


def test_a_plan_has_targets_rules_and_rows(listed: Path) -> None:
    made = plan(listed, "target.test,host:www.two.test")
    assert [target.name for target in made.targets] == ["target.test", "host:www.two.test"]
    assert made.rules.keys() == {"target.test", "host:www.two.test"}
    (rows,) = source(made).rows
    first, bad, second = rows
    assert isinstance(first, Candidate)
    assert isinstance(second, Candidate)
    assert [first.url, second.url] == ["https://a.test/", "https://b.test/"]
    assert not isinstance(bad, Candidate)
    assert (bad.file, bad.line) == (str(listed), 2)
    assert not made.source.spooled


def test_standard_input_is_spooled(listed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(b"https://c.test/\n")))
    made = plan(f"{listed},-")
    assert made.source.spooled
    last = next(source(made).rows[1])
    assert isinstance(last, Candidate)
    assert (last.url, last.file) == ("https://c.test/", "<stdin>")


def test_files_are_opened_when_their_turn_comes(listed: Path) -> None:
    made = plan(listed)
    listed.unlink()
    with pytest.raises(CandidateFileError, match="No such file"):
        next(source(made).rows[0])


@pytest.mark.parametrize(
    ("target", "says"), [("co.uk", "public suffix"), ("hots:a.test", "did you mean 'host'")]
)
def test_a_wrong_target(listed: Path, target: str, says: str) -> None:
    with pytest.raises(TargetError, match=says):
        plan(listed, target)


def test_no_such_candidates(tmp_path: Path) -> None:
    with pytest.raises(CandidateFileError, match="no such file"):
        plan(tmp_path / "missing.csv")
    (tmp_path / "list.gz").write_bytes(b"\x1f\x8b\x08")
    with pytest.raises(CandidateFileError, match="compressed"):
        plan(tmp_path / "list.gz")


def test_a_recheck_has_the_targets_named_and_chooses_in_the_store() -> None:
    arguments = RecheckArguments(target="all", max_pages=7)
    names = ["target.test", "host:www.two.test"]
    made = Plan.recheck(arguments, names, PROJECT / "rules", TODAY)
    assert made.spider == "recheck"
    assert made.rules.keys() == set(names)
    bounds = Bounds(timedelta(hours=24), timedelta(days=30))
    assert made.source == Known(("target.test", "host:www.two.test"), bounds, 7)
    assert made.source.spooled
    assert (made.reach, made.archive) == (Reach(), None)


def test_rules_that_cannot_be_read(listed: Path, tmp_path: Path) -> None:
    copytree(PROJECT / "rules", tmp_path / "rules")
    (tmp_path / "rules" / "broken.yaml").write_text("rules: [", encoding="utf-8")
    with pytest.raises(FileErrors, match=r"broken\.yaml"):
        plan(listed, rules=tmp_path / "rules")
