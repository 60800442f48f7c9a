"""Leases: which process may visit which host. An owner is a process, named so that others can
tell on the same machine whether it still lives."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.documents import Document

STALE_AFTER: Final = 60.0
"""Seconds an owner's beat must stand still, on our own clock, before its host may be taken."""


def this_owner() -> str:
    """Return the name of this process: machine, boot, process id and its start."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Tell whether *owner* was a process of this machine that lives no more."""
    machine, _, rest = owner.rpartition("/")[0].rpartition("/")
    started = owner.rpartition("/")[2]
    return machine == _machine() and rest.isdigit() and _started(int(rest)) != started


def _machine() -> str:
    """Name the machine until its next boot: process ids mean nothing beyond that."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    boot_id = boot.read_text(encoding="ascii").strip() if boot.exists() else "unknown-boot"
    return f"{socket.gethostname()}/{boot_id}"


def _started(pid: int) -> str:
    """Return when process *pid* started (clock ticks since boot); ``""`` if there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The second field is the command in parentheses and may hold anything, spaces too.
    return stat.rpartition(")")[2].split()[19]


@dataclass(slots=True)
class Watch:
    """Remembers when the beats of other owners were last seen to change, on our own clock."""

    monotonic: Callable[[], float]
    _seen: dict[str, tuple[tuple[str, int], float]]

    def is_stale(self, host: Document) -> bool:
        """Tell whether the owner of *host* is gone: dead here, or silent for ``STALE_AFTER``."""
        if is_dead(host["owner"]):
            return True
        sign, now = (host["owner"], host["beat"]), self.monotonic()
        known = self._seen.get(host["_id"])
        if known is None or known[0] != sign:
            self._seen[host["_id"]] = (sign, now)
            return False
        return now - known[1] >= STALE_AFTER

    def forget(self, key: str) -> None:
        """Drop what is remembered of a host that is no longer of interest."""
        self._seen.pop(key, None)
