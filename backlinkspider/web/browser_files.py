"""What a browser keeps on disk: it goes when the browser goes, in whichever way."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROFILE: Final = "--user-data-dir="


class BrowserFiles:
    """The folders of one browser; a driver that is killed leaves those it has made.

    ``artifacts`` is the launch option ``artifacts_dir``: downloads would be there.
    """

    def __init__(self) -> None:
        self.artifacts = Path(tempfile.mkdtemp(prefix="backlinkspider-"))
        self._folders = [self.artifacts]

    def note(self, processes: Iterable[psutil.Process]) -> None:
        """Note the profile that one of *processes* was started with, and where its lock is."""
        words = [word for process in processes for word in _command(process)]
        found = (word.removeprefix(_PROFILE) for word in words if word.startswith(_PROFILE))
        for profile in map(Path, dict.fromkeys(found)):
            self._folders.append(profile)
            # Chromium's lock leads to a folder of its own, where paths are short enough for one.
            lock = profile / "SingletonSocket"
            if lock.is_symlink():
                self._folders.append(lock.readlink().parent)

    def remove(self) -> None:
        """Remove all of them, when nothing uses them any more."""
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []
