"""What a target must not do, noted once for each place in the code where it does."""

from __future__ import annotations

import hashlib
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SLOW: Final = 5.0
"""Seconds of processor time that one input of at most ``LONGEST`` bytes may take."""

LONGEST: Final = 1 << 16


@dataclass(slots=True)
class Findings:
    """Runs a target and writes each new kind of failure, with its input, into *folder*."""

    run: Callable[[bytes], None]
    folder: Path
    slow: float = SLOW
    _known: set[str] = field(default_factory=set)

    def __call__(self, data: bytes) -> None:
        """Run *data*; what it raises is a finding and ends nothing."""
        started = time.process_time()
        try:
            self.run(data)
        except Exception as error:  # noqa: BLE001 - any exception is what is looked for
            self._note(_place(error), "".join(traceback.format_exception(error)), data)
        spent = time.process_time() - started
        if spent > self.slow:
            self._note("slow", f"{spent:.1f} s of processor time\n", data)

    def _note(self, place: str, text: str, data: bytes) -> None:
        if place in self._known:
            return
        self._known.add(place)
        name = hashlib.sha256(place.encode()).hexdigest()[:12]
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.input").write_bytes(data)
        (self.folder / f"{name}.txt").write_text(
            f"{place}\n\n{text}", encoding="utf-8", errors="replace"
        )


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno} in {frame.name}"
