"""``scrapy rules stats``: the table over a small labelled file, in both formats."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.cli.output import json_line
from backlinkspider.marks.mark import Word
from backlinkspider.marks.stored import mark_links
from backlinkspider.store.open import open_store
from backlinkspider.trial.stats import MEASURED_FROM, wilson
from tests.audit.test_reclassify import pages
from tests.commands.conftest import TARGET, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Run

SAVED: Final = '{"document": {"link": {"text": "x\u2028y"}}, "label": "ok"}'


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Return a file of 41 labelled links: 32 bad, 8 ok, 1 unsure."""
    texts = {
        "cheap": "bad",
        "oak tables": "bad",
        "cheap nails": "ok",
        "x": "ok",
        "cheap?": "unsure",
    }
    counts = {"cheap": 30, "oak tables": 2, "cheap nails": 2, "x": 6, "cheap?": 1}
    found = {link["link"]["text"]: link for link in pages(list(texts))}
    rows = [
        {**found[text], "label": texts[text]}
        for text, count in counts.items()
        for _ in range(count)
    ]
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json_line(row) + "\n" for row in rows))
    return path


def test_stats(run: Run, labelled: Path) -> None:
    code, out, err = run("stats", str(labelled))
    assert (code, err) == (0, "")
    head, also, *_ = out.splitlines()
    assert head == "41 labelled links: 32 bad, 8 ok, 1 unsure"
    assert also == "2 rules on single links (1 over many links can't be measured so)"
    names, cheap, money = (line.split() for line in out.splitlines()[-3:])
    assert names[-1] == "RULE"
    low, high = wilson(30, 32)
    assert cheap[:6] == ["33", "93.75", "25.00", "0.789", "0.94", f"[{low:.2f}-{high:.2f}]"]
    assert (cheap[6:8], cheap[-3:]) == (["33", "0"], ["1.0", "low", "word.cheap"])
    assert money[:7] == ["2", "6.25", "0.00", "1.000", "unmeasured", "2", "0"]


def test_the_table_is_aligned(run: Run, labelled: Path) -> None:
    lines = run("stats", str(labelled))[1].splitlines()[-3:]
    assert {line.index(line.split()[-1]) for line in lines} == {lines[0].index("RULE")}
    assert all(line.isascii() and line == line.rstrip() for line in lines)


def test_stats_as_jsonl(run: Run, labelled: Path) -> None:
    code, out, _ = run("stats", str(labelled), "--format", "jsonl")
    assert code == 0
    cheap, money = map(json.loads, out.splitlines())
    assert (cheap["rule"], cheap["hits"], cheap["bad"], cheap["ok"], cheap["unsure"]) == (
        "word.cheap", 33, 30, 2, 1,
    )  # fmt: skip
    assert cheap["precision"] == 30 / 32
    assert (cheap["domains"], cheap["only"], cheap["overlap"]) == (3, 33, {})
    assert money["hits"] < MEASURED_FROM
    assert (money["precision"], money["low"], money["high"]) == (None, None, None)
    assert money["s_o"] == 1.0


def test_stats_with_the_changes_of_a_target(run: Run, root: Path, labelled: Path) -> None:
    change = {"word.cheap": {"status": "off", "by": "Ana", "reason": "Not here"}}
    text = json.dumps({"target": TARGET, "set": change})
    (root / "targets" / f"{TARGET}.yaml").write_text(text)
    _, out, _ = run("stats", str(labelled), "--target", TARGET, "--format", "jsonl")
    assert [json.loads(line)["rule"] for line in out.splitlines()] == ["word.money"]
    with pytest.raises(UsageError, match="takes one target"):
        run("stats", str(labelled), "--target", "a.example,b.example")


def test_bad_lines_are_told_and_the_rest_is_measured(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    bad = ['{"a": ', '{"link": {}, "label": "bda"}', '{"link": {}, "page": 1, "label": "ok"}']
    path.write_text("\n".join([SAVED, *bad, "", SAVED]), encoding="utf-8")
    code, out, err = run("stats", str(path))
    assert code == 1
    assert out.startswith("2 labelled links: 0 bad, 2 ok, 0 unsure\n")
    assert err.splitlines() == [
        f"{path}:2:7: not JSON: Expecting value",
        f"{path}:3:1: the label is 'bda', not one of bad, ok, unsure (did you mean 'bad'?)",
        f"{path}:4:1: not a link document: 'page' is no JSON object",
    ]


def test_files_without_labelled_links(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text("\n")
    assert run("stats", str(path)) == (1, "", f"error: no labelled link in {path}\n")


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"\xff\xfe", "not UTF-8"), (b"", "at least one")]
)
def test_files_that_cannot_be_read_are_refused(
    run: Run, tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "labelled.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        run("stats", *([str(path)] if content != b"" else []))


def test_nobody_reads_the_answer_any_more(
    run: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: str) -> int:
        raise BrokenPipeError

    ended: list[bool] = []
    monkeypatch.setattr("backlinkspider.cli.actions.close_output", lambda: ended.append(True))
    monkeypatch.setattr(sys.stdout, "write", closed)
    assert run("stats", str(labelled))[0] == 0
    assert ended


def test_verdicts_are_labels(run: Run, file: Path, labelled: Path) -> None:
    """A link that the file names too counts once, as the file says."""
    texts = {link["link"]["text"]: link for link in pages(TEXTS)}
    verdicts = {"cheap oak": "bad", "cheap beech": "bad", "Shop": "ok"}
    mark(file, {texts[text]["_id"]: verdict for text, verdict in verdicts.items()})
    code, out, err = run("stats", "--verdicts")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "3 labelled links: 2 bad, 1 ok, 0 unsure"
    known = labelled.parent / "known.jsonl"
    known.write_text(json_line({**texts["Shop"], "label": "bad"}) + "\n")
    _, out, _ = run("stats", str(known), "--verdicts")
    assert out.splitlines()[0] == "3 labelled links: 3 bad, 0 ok, 0 unsure"
    _, out, _ = run("stats", "--verdicts", "--target", TARGET)
    assert out.splitlines()[0] == "3 labelled links: 2 bad, 1 ok, 0 unsure"
    code, _, err = run("stats", "--verdicts", "--target", "other.example")
    assert (code, err) == (1, "error: no labelled link in the stored verdicts\n")


def test_a_store_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, _, err = run("stats", "--verdicts", store=f"sqlite:///{tmp_path / 'none.db'}")
    assert code == 1
    assert "there is no such file" in err


def mark(file: Path, verdicts: dict[str, str]) -> None:
    async def write() -> None:
        store = open_store(f"sqlite:///{file}")
        await store.open()
        for name, verdict in verdicts.items():
            word = Word("verdict", verdict, "seen", "ann", datetime(2026, 11, 22, tzinfo=UTC))  # type: ignore[arg-type]
            await mark_links(store, [{"_id": name, "target": TARGET}], (word,))
        await store.close()

    asyncio.run(write())
