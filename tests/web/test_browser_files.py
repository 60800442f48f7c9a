from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import psutil
import pytest

from backlinkspider.web.browser_files import BrowserFiles

if TYPE_CHECKING:
    from pathlib import Path


class Running:
    """Stands for a process with a command line."""

    def __init__(self, *words: str) -> None:
        self._words = list(words)

    def cmdline(self) -> list[str]:
        if not self._words:
            raise psutil.NoSuchProcess(1)
        return self._words


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BrowserFiles:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return BrowserFiles()


def test_profile_lock_and_downloads_go(files: BrowserFiles, tmp_path: Path) -> None:
    profile, lock, other = (tmp_path / name for name in ("profile", "lock", "other"))
    for folder in (profile, lock, other):
        folder.mkdir()
    (lock / "socket").touch()
    (profile / "SingletonSocket").symlink_to(lock / "socket")
    (files.artifacts / "download").touch()
    processes: Any = [
        Running(),
        Running("node", "driver"),
        Running("chromium", f"--user-data-dir={profile}"),
    ]
    files.note(processes)
    files.remove()
    assert list(tmp_path.iterdir()) == [other]


def test_what_is_gone_already_is_no_trouble(files: BrowserFiles, tmp_path: Path) -> None:
    files.note([cast("psutil.Process", Running("chromium", f"--user-data-dir={tmp_path / 'x'}"))])
    files.remove()
    files.remove()
    assert list(tmp_path.iterdir()) == []
