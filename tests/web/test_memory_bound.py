from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import suppress

import psutil

from backlinkspider.web.memory_bound import MemoryBound

MIB = 1 << 20
HOLDS = "import sys; held = b'x' * (int(sys.argv[1]) << 20); print('ready', flush=True); input()"


def holding(mebibytes: int) -> subprocess.Popen[str]:
    """Start a process that holds so much, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(mebibytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


async def test_what_takes_too_much_is_killed_and_told_once() -> None:
    with holding(150) as large, holding(1) as small:
        bound = MemoryBound(lambda: [psutil.Process(p.pid) for p in (large, small)], most=100)
        keeping = asyncio.create_task(bound.keep())
        await asyncio.to_thread(large.wait, 60)
        while not bound.was_broken():  # noqa: ASYNC110 (told after the kill)
            await asyncio.sleep(0.01)
        assert not bound.was_broken()
        assert small.poll() is None
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        small.kill()


async def test_a_process_that_has_ended_is_no_trouble() -> None:
    with holding(1) as process:
        ended = psutil.Process(process.pid)
        process.kill()
    looks = []

    def processes() -> list[psutil.Process]:
        looks.append(1)
        return [ended]

    bound = MemoryBound(processes, most=0)
    keeping = asyncio.create_task(bound.keep())
    while len(looks) < 2:  # noqa: ASYNC110 (it has no event)
        await asyncio.sleep(0.01)
    assert not keeping.done()
    assert not bound.was_broken()
    keeping.cancel()
