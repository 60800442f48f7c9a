"""The benchmarks run, on tiny input; what they measure is nobody's concern here."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks import extraction, frontier, peers, profile_rules, reclassify, scale, store
from benchmarks.__main__ import PARTS, main
from benchmarks.beside_bare import expected_links, wrong_links
from benchmarks.figure import Figure
from benchmarks.reclassify import TARGET

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document


@pytest.fixture(autouse=True)
def _generated_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORPUS_DIR", raising=False)


def test_the_store_is_measured_at_each_size() -> None:
    found = list(store.figures((3, 5)))
    assert [(one.name, one.size) for one in found] == [
        (name, size) for size in (3, 5) for name in ("insert", "swap", "get", "iterate")
    ]
    assert all(one.value > 0 for one in found)


def test_every_stage_of_a_page_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "ROUNDS", 1)
    names = [one.name for one in extraction.figures((1,))]
    assert names == [
        *("decode", "tree", "anchors", "whether to render", "redirectors", "walls"),
        *("describe", "signals", "rules", "all anchors, described"),
    ]


def test_the_frontier_is_measured_in_a_process_of_its_own() -> None:
    names = [(one.name, one.value > 0) for one in frontier.figures((20,))]
    assert names == [
        ("candidate read in", True),
        ("visit handed out", True),
        ("first visit after", True),
        ("peak memory", True),
    ]


def test_peers_that_are_not_installed_are_said_to_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "PEERS", {"no_such_crawler": "crawlee_peer.py"})
    assert list(peers.figures((1,))) == []
    assert capsys.readouterr().out == "no_such_crawler: left out: not installed\n"
    assert peers.is_installed("scrapy", sys.executable)


def test_rules_over_a_profile_are_measured_alone_and_with_the_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(profile_rules, "corpus", lambda: None)
    monkeypatch.setattr(profile_rules, "corpus_links", lambda _: [])
    monkeypatch.setattr(profile_rules, "documents", lambda _, count: map(made_link, range(count)))
    found = [(one.name, one.value > 0) for one in profile_rules.figures((3,))]
    assert found == [("rules alone", True), ("with the store", True)]


def made_link(number: int) -> Document:
    """Return a live link document of the benchmark's target."""
    page = {"domain": f"d{number}.example", "url": f"https://d{number}.example/"}
    link = {"_id": str(number), "v": 1, "target": TARGET, "state": "live", "page": page}
    return {**link, "link": {"text": "x"}, "signals": {}, "flags": []}


def test_figures_are_written_with_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(
        main.__globals__["_MEASURED"], "store", (lambda sizes: iter([MISSED] * len(sizes)), (1, 2))
    )
    output = tmp_path / "figures.json"
    assert main(["store", "rules", "profile-rules", "--quick", "--output", str(output)]) == 0
    written = json.loads(output.read_text())
    assert written["machine"]["packages"]["scrapy"]
    assert [one["value"] for one in written["figures"]] == [30.0]
    said = capsys.readouterr().out
    assert "30.00 us (29.00 to 31.00)  goal at most 20: missed" in said
    assert "\nrules: left out, CORPUS_DIR is not set" in said
    assert "profile-rules: left out, CORPUS_DIR is not set" in said


def test_a_crawl_too_small_for_its_moments_says_which_is_large_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["scale", "1000", "60"])
    with pytest.raises(SystemExit) as ended:
        scale.main()
    assert ended.value.code == 2
    assert "60 candidates are too few" in (said := capsys.readouterr().err)
    assert scale.is_enough(int(said.split()[-1]))


def test_links_that_are_done_before_a_run_is_halfway_are_too_few(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    links = iter((3000, 0, 0))  # the whole run's, the killed one's, the rest

    async def fill(*_: object) -> None:
        """Write no links."""

    for name in ("corpus", "corpus_links", "said_hash", "copyfile"):
        monkeypatch.setattr(reclassify, name, lambda *_, **__: None)
    monkeypatch.setattr(reclassify, "fill", fill)
    monkeypatch.setattr(
        reclassify, "run", lambda *_, **__: reclassify.Ran({"links": next(links)}, 20.0, 9.0, 200.0)
    )
    monkeypatch.setattr("sys.argv", ["reclassify", "3000"])
    assert reclassify.main() == 2
    assert capsys.readouterr().err.endswith("says that it is halfway: give 20000 or more\n")


MISSED = Figure("store", "insert", 1, 30.0, "us", 29.0, 31.0, 20.0)


@pytest.mark.parametrize(
    ("value", "more", "met"), [(20, False, True), (21, False, False), (21, True, True)]
)
def test_a_goal_is_a_bound(value: float, *, more: bool, met: bool) -> None:
    assert Figure("p", "n", 1, value, "u", goal=20, more_is_better=more).is_met is met


def test_a_part_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["stores"])
    assert f"known are {', '.join(PARTS)}" in capsys.readouterr().err


def test_wrong_links_are_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE links (doc TEXT)")
        for url, link in (("a", "x"), ("b", "x"), ("b", "x"), ("c", "other")):
            doc = json.dumps({"page": {"url": url}, "link": {"url": link}})
            database.execute("INSERT INTO links VALUES (?)", (doc,))
    expected = Counter((url, "x") for url in "abcd")
    assert wrong_links(path, expected) == ["b", "c", "d"]


def test_extraction_says_which_links_are_expected() -> None:
    urls = ["http://h0.test/linked/3-0", "http://h1.test/linked/3-1"]
    link = "https://target.example/shop"
    assert expected_links("linked", urls) == Counter((url, link) for url in urls)
    assert not expected_links("plain", ["http://h0.test/plain/3-0"])
