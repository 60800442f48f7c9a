"""How a crawl's cost grows with its candidates: CPU and memory a page at several sizes.

    python -m benchmarks.scale 1000 10000 100000

A sixth as many hosts as candidates, 40 % of them with names that don't resolve, at the shipped
settings but for the addresses. One line a size, in one run: what it cost, and after how many
seconds the first link was stored, the last live domain was looked at for the first time, and the
first domain for the third time. The last two must not cross, else the command fails.
"""

from __future__ import annotations

import itertools
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.made.web import DEAD, LIVE, TARGET, is_linking, serving

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


def is_enough(count: int) -> bool:
    """Tell whether a link is found among *count* candidates, and a domain looked at three times."""
    live = [one for url in candidates(count) if (one := urlsplit(url)).netloc.endswith(LIVE)]
    looks = Counter(one.netloc for one in live)
    return max(looks.values(), default=0) > 2 and any(is_linking(one.path) for one in live)


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
    """Return what the store holds, and the seconds from the run's start to three moments in it."""
    with sqlite3.connect(store) as database:
        (run,) = database.execute("SELECT doc FROM runs").fetchone()
        links = [json.loads(doc) for (doc,) in database.execute("SELECT doc FROM links")]
        looks: dict[str, list[datetime]] = defaultdict(list)
        read = "SELECT doc FROM pages WHERE outcome IN ('linked', 'no_link')"
        for (doc,) in database.execute(read):
            page = json.loads(doc)["page"]
            looks[page["domain"]].append(datetime.fromisoformat(page["fetched_at"]))
    started = datetime.fromisoformat(json.loads(run)["started_at"])
    ordered = [sorted(times) for times in looks.values()]
    moments = {
        "link": min(datetime.fromisoformat(link["first_seen"]) for link in links),
        "domains": max(times[0] for times in ordered),
        "third": min(times[2] for times in ordered if len(times) > 2),
    }
    since = {name: (moment - started).total_seconds() for name, moment in moments.items()}
    return {"links": len(links), "pages": sum(len(times) for times in ordered), **since}


def main() -> None:
    """Print the table."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [1_000, 10_000]
    for count in sizes:
        if not is_enough(count):
            more = next(filter(is_enough, itertools.count(count)))
            print(
                f"{count} candidates are too few to find a link and to look at a domain three"
                f" times: give {more}",
                file=sys.stderr,
            )
            sys.exit(2)
    settings = [word for word in sys.argv[1:] if "=" in word]
    print(
        f"{'candidates':>10} {'pages':>7} {'links':>6} {'s':>6} {'CPU ms/page':>12} {'peak MB':>8}"
        f" {'first link s':>13} {'all domains s':>14} {'third page s':>13}"
    )
    crossed = False
    with serving() as connect_to, tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            got = crawl(count, connect_to, Path(folder), settings)
            each = got["cpu"] * 1000 / max(1, got["pages"])
            print(
                f"{count:>10} {got['pages']:>7.0f} {got['links']:>6.0f} {got['seconds']:>6.0f}"
                f" {each:>12.2f} {got['mb']:>8.0f}"
                f" {got['link']:>13.1f} {got['domains']:>14.1f} {got['third']:>13.1f}",
                flush=True,
            )
            crossed |= got["domains"] > got["third"]
    if crossed:
        sys.exit("a domain was looked at for the third time before another one for the first time")


if __name__ == "__main__":
    main()
