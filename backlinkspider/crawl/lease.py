"""Who owns a lease: a process, named so that others on its machine can tell whether it lives."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.documents import Document

_ENDED: Final = frozenset("ZX")
"""States of a process that has ended, though its parent has not taken notice (zombie, dead)."""

STALE_AFTER: Final = 60.0
"""Seconds an owner's beat must stand still, on our own clock, before its host may be taken."""


def this_owner() -> str:
    """Return the name of this process: machine, boot, process id and its start."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Tell whether *owner* was a process of this machine that lives no more."""
    process, _, started = owner.rpartition("/")
    machine, _, pid = process.rpartition("/")
    return machine == _machine() and pid.isdigit() and _started(int(pid)) != started


@cache
def _machine() -> str:
    """Name the machine until its next boot, and the container: only there is a process id one's."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    boot_id = boot.read_text(encoding="ascii").strip() if boot.exists() else "unknown-boot"
    namespace = Path("/proc/self/ns/pid")
    pids = namespace.readlink().name if namespace.is_symlink() else "unknown-pids"
    return f"{socket.gethostname()}/{boot_id}/{pids}"


def _started(pid: int) -> str:
    """Return when process *pid* started (clock ticks since boot); ``""`` if there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The second field is the command in parentheses and may hold anything, spaces too. See proc(5).
    state, *others = stat.rpartition(")")[2].split()
    return "" if state in _ENDED else others[18]


@dataclass(slots=True)
class Watch:
    """Remembers when the beats of other owners were last seen to change, on our own clock."""

    monotonic: Callable[[], float]
    _seen: dict[str, tuple[tuple[str, int], float]] = field(default_factory=dict)

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
