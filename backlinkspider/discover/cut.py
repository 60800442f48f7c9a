"""Large archives cut into parts, so that several workers read one file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from backlinkspider.discover.opening import is_remote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.discover.read import Task

PART_BYTES: Final = 64 * 1024 * 1024
"""The least bytes of a part; a file of fewer than twice as many stays one part."""

_MOST_ASKED: Final = 1000
"""Addresses asked for their size; more of them are enough for any number of workers, uncut."""

_AT_ONCE: Final = 16


def cut(tasks: Sequence[Task], part_bytes: int) -> list[Task]:
    """Return the parts of *tasks*, whole files, in their order: each of *part_bytes* or more.

    A file stays whole where its size is not known, or where it can't be read from anywhere.
    """
    asks = sum(is_remote(task.address) for task in tasks) <= _MOST_ASKED

    def parts(task: Task) -> list[Task]:
        remote = is_remote(task.address)
        if remote and not asks:
            return [task]
        size = task.file.size()
        return [replace(task, streamed=remote)] if size is None else _parts(task, size, part_bytes)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(chain.from_iterable(pool.map(parts, tasks)))


def _parts(task: Task, size: int, part_bytes: int) -> list[Task]:
    count = max(1, size // part_bytes)
    bounds = [size * number // count for number in range(1, count)]
    # What a file that grows has behind its size belongs to the last part.
    spans = zip([0, *bounds], [*bounds, None], strict=True)
    return [replace(task, first=first, end=end) for first, end in spans]
