"""How a crawl's cost grows with its candidates: CPU and memory a page at several sizes.

    python -m benchmarks.scale 1000 10000 100000

A sixth as many hosts as candidates, 40 % of them with names that don't resolve, at the shipped
settings but for the addresses. One line a size, in one run.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.web import DEAD, LIVE, TARGET, serving

_SEED = 20261122
_PER_HOST = 20 / 3


def candidates(count: int) -> list[str]:
    """Return *count* URLs in random order, shared unevenly by their hosts."""
    choose = random.Random(_SEED)  # the same web every time
    hosts = max(1, round(count / _PER_HOST))
    names = [f"h{n}.{DEAD if n % 5 < 2 else LIVE}" for n in range(hosts)]
    picked = names + [choose.choice(names) for _ in range(count - hosts)]
    choose.shuffle(picked)
    return [f"http://{name}/p/{n}" for n, name in enumerate(picked)]


def crawl(count: int, connect_to: str, folder: Path, settings: list[str]) -> dict[str, float]:
    """Crawl *count* candidates; return seconds, CPU seconds, peak MB and what was stored when."""
    listed = folder / f"{count}.txt"
    listed.write_text("\n".join(candidates(count)) + "\n", encoding="ascii")
    store = folder / f"{count}.db"
    command = [sys.executable, "-m", "scrapy", "crawl", "backlinks"]
    command += ["-a", f"target={TARGET}", "-a", f"candidates={listed}", "-a", "render=never"]
    for setting in (
        f"CONNECT_TO={connect_to}",
        "EGRESS_ALLOW=127.0.0.1/32",
        f"STORE_URI=sqlite:///{store}",
        *settings,
    ):
        command += ["-s", setting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        sys.exit(f"the crawl of {count} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu": cpu, "mb": after.ru_maxrss / 1024, **_stored(store)}


def _stored(store: Path) -> dict[str, float]:
    with sqlite3.connect(store) as database:
        (links,) = database.execute("SELECT count(*) FROM links").fetchone()
        (pages,) = database.execute(
            "SELECT count(*) FROM pages WHERE outcome IN ('linked', 'no_link')"
        ).fetchone()
    return {"links": links, "pages": pages}


def main() -> None:
    """Print the table."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [1_000, 10_000]
    settings = [word for word in sys.argv[1:] if "=" in word]
    print(
        f"{'candidates':>10} {'pages':>8} {'links':>7} {'s':>7} {'CPU ms/page':>12} {'peak MB':>8}"
    )
    with serving() as connect_to, tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            got = crawl(count, connect_to, Path(folder), settings)
            each = got["cpu"] * 1000 / max(1, got["pages"])
            print(
                f"{count:>10} {got['pages']:>8.0f} {got['links']:>7.0f} {got['seconds']:>7.0f}"
                f" {each:>12.2f} {got['mb']:>8.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
