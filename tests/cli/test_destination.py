"""Files of answers: whole or as they were before."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from backlinkspider.cli.destination import file_to, text_to


def test_a_file_is_replaced_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with text_to(path) as out:
        out.write("né\udcff\n")
        out.flush()
        assert path.read_text() == "old"
    assert path.read_bytes() == "né\\udcff\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), text_to(path) as out:
        out.write(str(1 / 0))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_is_written_to() -> None:
    with text_to(Path("/dev/null")) as out:
        out.write("x")
    assert not Path("/dev/null").is_file()


def test_a_workbook_goes_to_a_pipe_when_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=pipe))
    with file_to(None) as path:
        path.write_bytes(b"PK")
        assert pipe.getvalue() == b""
    assert pipe.getvalue() == b"PK"
