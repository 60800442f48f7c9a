"""The doors that are fuzzed hold against their seeds, and against these cut, doubled and mixed."""

from __future__ import annotations

from importlib import import_module
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest

from benchmarks.fuzz.__main__ import TARGETS, plant
from benchmarks.fuzz.findings import Findings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_against_its_seeds(name: str) -> None:
    target = import_module(TARGETS[name])
    seeds = list(islice(target.seeds(None), 8))
    for seed in seeds:
        target.run(seed)
        target.run(seed[: len(seed) // 2])
    for one, other in pairwise(seeds):
        target.run(one[: len(one) // 2] + other[len(other) // 3 :])
        target.run(one.replace(b"e", b"\0\xff\xed\xa0\x80") + other)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_words_lie_where_the_fuzzer_looks(name: str, tmp_path: Path) -> None:
    target = import_module(TARGETS[name])
    plant(target, tmp_path)
    assert any((tmp_path / "inputs").iterdir())
    words = (tmp_path / "words").read_text().splitlines()
    assert len(words) == len(target.WORDS)
    assert all(word.startswith('"\\x') and word.endswith('"') for word in words)


def _fails(data: bytes) -> None:
    if data == b"other":
        raise KeyError(data)
    assert data == b"good"


def test_each_kind_of_failure_is_noted_once(tmp_path: Path) -> None:
    findings = Findings(_fails, tmp_path)
    for data in (b"good", b"one", b"two", b"other", b"other"):
        findings(data)
    assert {path.read_bytes() for path in tmp_path.glob("*.input")} == {b"one", b"other"}
    texts = sorted(path.read_text() for path in tmp_path.glob("*.txt"))
    assert [text.partition(" at ")[0] for text in texts] == ["AssertionError", "KeyError"]
    assert all("test_fuzz.py" in text for text in texts)


def test_what_takes_long_is_noted(tmp_path: Path) -> None:
    findings = Findings(lambda _: None, tmp_path, slow=-1.0)
    findings(b"slow")
    [told] = tmp_path.glob("*.txt")
    assert told.read_text().startswith("slow")
