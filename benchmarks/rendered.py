"""What rendering costs: CPU of the whole process tree a page, memory over a run, a lost browser.

    python -m benchmarks.rendered [PAGES]

Crawls PAGES (500 unless told otherwise) generated pages of as many hosts on loopback, in one run of
this command: plain, then each in Chromium, then the script-rendered ones with ``render=auto`` while
one browser is killed halfway. The CPU seconds are those of Scrapy, Playwright's driver and all
processes of Chromium. The command fails where a page is not ``linked`` though it has a link, where
a process is left behind, or where the rendering crawl ends with more than a quarter above the
memory it had after its first third.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from benchmarks.made.web import LIVE, TARGET, serving

_PAGES: Final = 500
_PLAIN: Final = 10
"""Plain pages for each rendered one: the start of Scrapy weighs less then."""

_EVERY: Final = 0.5
_SUBREAPER: Final = 36
"""PR_SET_CHILD_SUBREAPER: what a killed browser leaves becomes our child, so its CPU is counted."""

_GROWTH: Final = 1.25


@dataclass(slots=True)
class Ran:
    """A crawl: its cost, the outcomes of its pages, memory (MB) of the tree as it went on."""

    seconds: float
    cpu: float
    outcomes: dict[str, int]
    memory: list[float] = field(default_factory=list)
    left: int = 0

    @property
    def growth(self) -> float:
        """The memory of the last third as a multiple of that of the second."""
        third = len(self.memory) // 3
        return median(self.memory[-third:]) / median(self.memory[third : 2 * third])


def crawl(urls: list[str], render: str, connect_to: str, *, kill: bool = False) -> Ran:
    """Crawl *urls*; *kill*: kill the browser when half of them are done."""
    with tempfile.TemporaryDirectory() as name:
        listed, store = Path(name, "urls.txt"), Path(name, "links.db")
        listed.write_text("\n".join(urls) + "\n", encoding="ascii")
        command = [sys.executable, "-m", "scrapy", "crawl", "backlinks"]
        command += [
            "-a",
            f"target={TARGET}",
            "-a",
            f"candidates={listed}",
            "-a",
            f"render={render}",
        ]
        for setting in (
            f"CONNECT_TO={connect_to}",
            "EGRESS_ALLOW=127.0.0.1/32",
            f"STORE_URI=sqlite:///{store}",
            f"RENDER_MAX_PAGES={len(urls)}",
        ):
            command += ["-s", setting]
        before = _used()
        started = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            memory = _watch(process, store, len(urls) // 2 if kill else None)
        left = _reap()
        cpu = _used() - before
        with sqlite3.connect(store) as database:
            outcomes = dict(database.execute("SELECT outcome, count(*) FROM pages GROUP BY 1"))
        return Ran(time.monotonic() - started, cpu, outcomes, memory, left)


def _watch(process: subprocess.Popen[bytes], store: Path, kill_at: int | None) -> list[float]:
    """Return the memory of the tree, MB, twice a second until *process* ends."""
    memory = []
    root = psutil.Process(process.pid)
    while process.poll() is None:
        tree = [root, *root.children(recursive=True)]
        memory.append(sum(map(_megabytes, tree)))
        if kill_at is not None and _done(store) >= kill_at:
            kill_at = None
            _kill_browser(tree)
        time.sleep(_EVERY)
    return memory


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 2**20
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


def _done(store: Path) -> int:
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
            query = "SELECT count(*) FROM pages WHERE outcome != 'pending'"
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _kill_browser(tree: list[psutil.Process]) -> None:
    for process in tree:
        command = process.cmdline()
        if "chrom" in process.name() and not any(word.startswith("--type=") for word in command):
            process.kill()
            return
    sys.exit("there was no browser to kill")


def _reap() -> int:
    """Wait for what became ours; return how many processes still ran."""
    left = psutil.Process().children(recursive=True)
    left = [process for process in left if process.name() not in {"python", "python3"}]
    running = 0
    for process in left:
        if process.status() != psutil.STATUS_ZOMBIE:
            running += 1
            process.kill()
        process.wait()
    return running


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Print the table; return the exit status."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _PAGES
    if ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0):
        sys.exit(os.strerror(ctypes.get_errno()))
    static = [f"http://h{n}.{LIVE}/p/{n}" for n in range(count * _PLAIN)]
    apps = [f"http://h{n}.{LIVE}/app/{n}" for n in range(count)]
    with serving() as connect_to:
        plain = crawl(static, "never", connect_to)
        rendered = crawl(static[:count], "always", connect_to)
        killed = crawl(apps, "auto", connect_to, kill=True)
    each = [
        ("plain", plain, len(static)),
        ("rendered", rendered, count),
        ("script-rendered, killed", killed, count),
    ]
    print(f"{'':<24} {'pages':>6} {'s':>6} {'CPU ms/page':>12} {'MB':>6} {'growth':>7}  outcomes")
    for name, ran, pages in each:
        print(
            f"{name:<24} {pages:>6} {ran.seconds:>6.0f} {1000 * ran.cpu / pages:>12.1f}"
            f" {max(ran.memory):>6.0f} {ran.growth:>7.2f}  {ran.outcomes}"
        )
    ratio = rendered.cpu / count / (plain.cpu / len(static))
    print(f"a rendered page costs {ratio:.1f} times the CPU of a plain one")
    faults = [f"{name}: {ran.left} processes left behind" for name, ran, _ in each if ran.left]
    if killed.outcomes != {"linked": count}:
        faults.append(f"not every script-rendered page was linked: {killed.outcomes}")
    if rendered.growth > _GROWTH:
        faults.append(f"memory grew to {rendered.growth:.2f} times")
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
