"""What a page costs, beside Scrapy with its defaults that throws the page away.

``python -m benchmarks.beside_bare [PAGES [HOSTS [RUNS]]]`` (2000, 200, 3): alternated runs, the web
on one core and the crawl on another where there are two; all functions on, the full rule set. Real
pages where CORPUS_DIR names them. ``plain``: no page links to the target; ``linked``: every one
does, and the crawl must have stored a link of each, or the command fails.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.real_web import TARGET, serving

Cost = dict[str, float]


def run(command: list[str], cpu: int | None, folder: Path) -> Cost:
    """Run a metered crawl on core *cpu*; return what its meter printed."""
    pin = ["taskset", "-c", str(cpu)] if cpu is not None else []
    ended = subprocess.run(
        [*pin, sys.executable, "-m", *command],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PROOF_FOLDER": str(folder / "proof")},
    )
    lines = [line for line in ended.stdout.splitlines() if line.startswith('{"cpu"')]
    if ended.returncode or not lines:
        sys.exit(f"{command[:2]} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    cost: Cost = json.loads(lines[-1])
    return cost


def ours(listed: Path, port: int, folder: Path, number: int) -> tuple[list[str], Path]:
    """Return the command of our crawl, and its store."""
    store = folder / f"{listed.stem}-{number}.db"
    command = ["benchmarks.meter", "crawl", "backlinks", "-a", f"target={TARGET}"]
    command += ["-a", f"candidates={listed}", "-a", "max_per_domain=1000000", "-a", "render=never"]
    for setting in (
        f"CONNECT_TO=*.test:80=127.0.0.1:{port}",
        "EGRESS_ALLOW=127.0.0.1/32",
        f"STORE_URI=sqlite:///{store}",
    ):
        command += ["-s", setting]
    return command, store


def links_in(store: Path) -> int:
    """Return how many pages of *store* have a link to the target."""
    with sqlite3.connect(store) as database:
        row = database.execute("SELECT count(*) FROM pages WHERE outcome = 'linked'").fetchone()
    return int(row[0])


def compare(kind: str, urls: list[str], port: int, runs: int, folder: Path) -> None:
    """Print the costs of both, alternated, and their ratio."""
    listed = folder / f"{kind}.txt"
    listed.write_text("\n".join(urls) + "\n", encoding="ascii")
    cpu = 1 if (os.cpu_count() or 1) > 1 else None
    ratios, costs = [], []
    for number in range(runs):
        bare = run(["benchmarks.bare_spider", str(listed), str(port)], cpu, folder)
        command, store = ours(listed, port, folder, number)
        own = run(command, cpu, folder)
        wanted = len(urls) if kind == "linked" else 0
        if links_in(store) != wanted:
            sys.exit(f"{kind}: {links_in(store)} pages with links instead of {wanted}")
        each = [cost["cpu"] * 1000 / len(urls) for cost in (bare, own)]
        ratios.append(each[1] / each[0])
        costs.append((*each, bare["mb"], own["mb"]))
    bare_ms, own_ms, bare_mb, own_mb = (median(column) for column in zip(*costs, strict=True))
    print(
        f"{kind:8} bare Scrapy {bare_ms:6.2f} CPU ms a page, {bare_mb:4.0f} MB;"
        f" ours {own_ms:6.2f}, {own_mb:4.0f} MB;"
        f" ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
        flush=True,
    )


def main() -> None:
    """Compare both kinds of pages."""
    given = [int(word) for word in sys.argv[1:]]
    pages, hosts, runs = (*given, *(2000, 200, 3)[len(given) :])
    cpu = 0 if (os.cpu_count() or 1) > 1 else None
    with serving(cpu) as (port, count), tempfile.TemporaryDirectory() as name:
        for kind in ("plain", "linked"):
            urls = [f"http://h{n % hosts}.test/{kind}/{n % count}-{n}" for n in range(pages)]
            compare(kind, urls, port, runs, Path(name))


if __name__ == "__main__":
    main()
