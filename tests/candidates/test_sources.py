"""The candidates argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.candidates import CandidateFileError, Source, expand

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.csv", "x,y.txt"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ("a.txt", ["a.txt"]),
        ("a.txt, b.csv,,a.txt", ["a.txt", "b.csv"]),
        ("-,a.txt", ["<stdin>", "a.txt"]),
        ("x,y.txt", ["x,y.txt"]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_expand(spec: str, names: list[str]) -> None:
    assert [source.name for source in expand(spec)] == names


def test_standard_input_has_no_path() -> None:
    assert expand("-") == (Source("<stdin>", None),)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("", "no candidates: give files"),
        (" , ", "no candidates: give files"),
        ("a.txt,missing.txt", r"missing\.txt: no such file"),
        (".", r"\.: a directory"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read(spec: str, reason: str) -> None:
    with pytest.raises(CandidateFileError, match=reason):
        expand(spec)
