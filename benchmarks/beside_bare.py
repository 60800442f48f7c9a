"""What a page costs, beside Scrapy with its defaults that throws the page away.

``python -m benchmarks.beside_bare [PAGES [HOSTS [RUNS]]]`` (2000, a tenth, 3): alternated runs, the
web on one core and the crawl on another where there are two; all functions on, the full rule set.
CPU is counted from the first request to the end of the process's work, so without its start. Real
pages where CORPUS_DIR names them. ``plain``: no page links to the target; ``linked``: every one
does; ``https``: none does, one page a host, over TLS. The crawl must have stored the links that
extraction (``scrapy extract``) finds in the pages served, and no other, or the command fails before
it prints.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from backlinkspider.links.record import links_to
from backlinkspider.target import Target, parse_matcher
from benchmarks.extraction import read_body
from benchmarks.figure import Figure
from benchmarks.made.real_web import TARGET, pages, served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Cost = dict[str, float]

PEERS: Final = {
    "bare": "benchmarks.spiders.bare",
    "LinkExtractor": "benchmarks.spiders.link_extractor",
}
SIZES: Final = (500, 1000, 2000)
GOALS: Final = {"plain": 0.9, "linked": 1.4, "https": 1.0}
"""Multiples of what bare Scrapy spends on the same pages."""

_A_HOST: Final = 10
_RUNS: Final = 3


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
        f"CONNECT_TO=*.test:80=127.0.0.1:{port},*.test:443=127.0.0.1:{port}",
        "EGRESS_ALLOW=127.0.0.1/32",
        f"STORE_URI=sqlite:///{store}",
    ):
        command += ["-s", setting]
    return command, store


def expected_links(kind: str, urls: Sequence[str]) -> Counter[tuple[str, str]]:
    """Return the page and the URL of each link to the target that extraction finds on *urls*."""
    target = Target(name=TARGET, matchers=(parse_matcher(TARGET),))
    known: dict[int, list[str]] = {}
    found = pages()
    expected: Counter[tuple[str, str]] = Counter()
    for url in urls:
        number = int(url.rpartition("/")[2].partition("-")[0])
        if number not in known:
            body, content_type = served(kind, found[number]), found[number][0]
            reading = read_body(body, url, content_type)
            known[number] = [link["link"]["url"] for link in links_to(target, reading)]
        expected.update((url, link) for link in known[number])
    return expected


def wrong_links(store: Path, expected: Counter[tuple[str, str]]) -> list[str]:
    """Return the pages whose stored links are not those *expected*."""
    with sqlite3.connect(store) as database:
        read = "SELECT json_extract(doc, '$.page.url'), json_extract(doc, '$.link.url') FROM links"
        found = Counter(database.execute(read).fetchall())
    return sorted({url for url, _ in (found - expected) + (expected - found)})


@dataclass(slots=True)
class Costs:
    """What each run of one crawler cost: CPU ms a page, pages a second of CPU, peak MB."""

    ms: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)

    def add(self, cost: Cost, count: int) -> None:
        """Add a run over *count* pages."""
        self.ms.append(cost["cpu"] * 1000 / count)
        self.mb.append(cost["mb"])


def compare(kind: str, urls: Sequence[str], port: int, runs: int, folder: Path) -> dict[str, Costs]:
    """Run ours and bare Scrapy over *urls* in turns, other peers once.

    Ends the program if a stored link is wrong.
    """
    listed = folder / f"{kind}-{len(urls)}.txt"
    listed.write_text("\n".join(urls) + "\n", encoding="ascii")
    cpu = 1 if (os.cpu_count() or 1) > 1 else None
    costs = {name: Costs() for name in (*PEERS, "ours")}
    expected = expected_links(kind, urls)
    for number in range(runs):
        for name, module in PEERS.items():
            if name == "bare" or number == 0:
                costs[name].add(run([module, str(listed), str(port)], cpu, folder), len(urls))
        command, store = ours(listed, port, folder, number)
        costs["ours"].add(run(command, cpu, folder), len(urls))
        if wrong := wrong_links(store, expected):
            sys.exit(f"{kind}: wrong links on {len(wrong)} pages, such as {wrong[:3]}")
    return costs


def figures(
    sizes: Sequence[int] = SIZES, *, hosts: int | None = None, runs: int = _RUNS
) -> Iterator[Figure]:
    """Yield what all kinds of pages cost each crawler, and ours as a multiple of bare Scrapy.

    Without *hosts* there are ten pages to a host.
    """
    cpu = 0 if (os.cpu_count() or 1) > 1 else None
    with serving(cpu) as (port, secure, count), tempfile.TemporaryDirectory() as name:
        for size in sizes:
            number = hosts or max(1, size // _A_HOST)
            for kind in ("plain", "linked"):
                urls = [f"http://h{n % number}.test/{kind}/{n % count}-{n}" for n in range(size)]
                yield from _told(kind, size, compare(kind, urls, port, runs, Path(name)))
            urls = [f"https://h{n}.test/plain/{n % count}-{n}" for n in range(size)]
            yield from _told("https", size, compare("https", urls, secure, runs, Path(name)))


def _told(kind: str, size: int, costs: dict[str, Costs]) -> Iterator[Figure]:
    for name, cost in costs.items():
        ms = median(cost.ms)
        yield Figure(
            "crawl", f"{kind}: {name}", size, ms, "CPU ms a page", min(cost.ms), max(cost.ms)
        )
        yield Figure("crawl", f"{kind}: {name}", size, 1000 / ms, "pages/s a core")
        yield Figure("crawl", f"{kind}: {name}", size, median(cost.mb), "MB at most")
    ratios = [own / bare for own, bare in zip(costs["ours"].ms, costs["bare"].ms, strict=True)]
    yield Figure(
        *("crawl", f"{kind}: ours to bare", size, median(ratios), "times"),
        *(min(ratios), max(ratios), GOALS[kind]),
    )


def main() -> None:
    """Compare all kinds of pages."""
    given = dict(zip(("size", "hosts", "runs"), map(int, sys.argv[1:]), strict=False))
    size, runs = given.get("size", 2000), given.get("runs", _RUNS)
    for figure in figures((size,), hosts=given.get("hosts"), runs=runs):
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
