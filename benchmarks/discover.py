"""How fast archives are read, against warcio's plain iteration over the same files.

    CORPUS_DIR=... python -m benchmarks.discover [REPEAT [PARTS]]

Writes two WARC files and one WAT file of the real pages, each page REPEAT times (4 unless told
otherwise) on hosts of its own. Then, in one run: warcio reads every block of a file and does no
more; ``discover`` reads it in this process, for a target that no page links to and for one that
more than half of them do (such a page is described as a crawl describes it); all three files are
read by 0, 1 and 2 Dask workers. A page's links must be those that ``links_to`` finds on the saved
page, and the same by any number of workers, else the command fails. Last, one WARC file that is
read in PARTS parts (4 unless told otherwise, 0 leaves it out) by warcio, by this process and by 1
and 2 Dask workers, who must find the same in the same order. MB are those of pages (or of JSON),
unpacked; MB/s those a second of CPU, of all processes of a command.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from warcio.archiveiterator import ArchiveIterator

from backlinkspider.cli.saved import read_page
from backlinkspider.discover.cut import PART_BYTES, cut
from backlinkspider.discover.read import Task, read_file
from backlinkspider.links.record import links_to
from backlinkspider.target import target_from
from backlinkspider.urls import normalize, without_fragment
from benchmarks.made.archives import write_warc, write_wat
from benchmarks.made.corpus_links import corpus, saved_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.discover.model import Kind
    from backlinkspider.target import Target

_REPEAT: Final = 4
_PARTS: Final = 4
_RARE: Final = target_from({"target": "nowhere.example"})
_COMMON: Final = target_from({"target": "facebook.com"})
_SOME: Final = target_from({"target": "creativecommons.org"})
"""Linked to by one real page in thirty, more than most targets are."""

_WORKERS: Final = (0, 1, 2)

Link = tuple[str, str, str, str]
"""Page, URL, anchor text and rel."""


def plain(path: Path) -> None:
    """Read every block of *path*."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, no_record_parse=True):
            while record.raw_stream.read(65536):
                pass


def expected(folder: Path, target: Target) -> Counter[Link]:
    """Return the links to *target* that the crawl's code finds on the saved pages."""
    found: Counter[Link] = Counter()
    for page in saved_pages(folder):
        url = without_fragment(normalize(page.url) or page.url)
        for document in links_to(target, read_page(page)):
            link = document["link"]
            found[url, link["url"], link["text"], " ".join(link["rel"])] += 1
    return found


def read(path: Path, kind: Kind, target: Target) -> list[dict[str, Any]]:
    """Return the lines of *path*. Ends the program where it can't be read."""
    done = read_file(Task(address=str(path), kind=kind, targets=(target,)))
    if done.failure or done.counts.broken:
        sys.exit(f"{path}: {done.failure or done.problems}")
    return [json.loads(line) for line in done.lines.splitlines()]


def as_links(lines: list[dict[str, Any]]) -> Counter[Link]:
    """Return *lines* as links."""
    return Counter(
        (line["source_url"], line["target_url"], line["anchor"], line["rel"]) for line in lines
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """How the command went with *workers*: its cost, and the lines it found."""

    workers: int
    seconds: float
    cpu: float
    lines: str


def command(files: list[str], target: Target, workers: int, folder: Path) -> Ran:
    """Run the command itself."""
    output = folder / f"{workers}.jsonl"
    words = [sys.executable, "-m", "scrapy", "discover", *files, "--target", target.name]
    words += ["--workers", str(workers), "--output", str(output)]
    before, started = _cpu_of_children(), time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, cpu = time.perf_counter() - started, _cpu_of_children() - before
    return Ran(workers, seconds, cpu, output.read_text("utf-8"))


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return CPU seconds of this process, and what *work* returns."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def main() -> None:
    """Print the tables."""
    repeat = int(sys.argv[1]) if len(sys.argv) > 1 else _REPEAT
    parts = int(sys.argv[2]) if len(sys.argv) > 2 else _PARTS
    with tempfile.TemporaryDirectory() as place:
        _several_files(Path(place), repeat)
    if parts:
        with tempfile.TemporaryDirectory() as place:
            _one_file(Path(place), parts)


def _several_files(folder: Path, repeat: int) -> None:
    pages = corpus()
    warcs = [folder / "0.warc.gz", folder / "1.warc.gz"]
    size = [write_warc(path, pages, repeat, n * repeat) for n, path in enumerate(warcs)]
    wat = folder / "0.warc.wat.gz"
    wat_size = write_wat(wat, pages, repeat)
    print(f"{'file':<6} {'MB':>6} {'warcio MB/s':>12} {'discover MB/s':>14} {'links':>7}")
    for target in (_RARE, _COMMON):
        _compare(warcs[0], "warc", size[0], target)
        _compare(wat, "wat", wat_size, target)
    _check(as_links(read(warcs[0], "warc", _COMMON)), expected(pages, _COMMON))
    _by_workers(["--warc", *map(str, warcs), "--wat", str(wat)], _COMMON, sum(size) + wat_size)


def _one_file(folder: Path, parts: int) -> None:
    path = folder / "large.warc.gz"
    write_warc(path, corpus(), 1)
    size = write_warc(path, corpus(), math.ceil(parts * PART_BYTES / path.stat().st_size))
    number = len(cut([Task(address=str(path), kind="warc", targets=(_SOME,))], PART_BYTES))
    packed = path.stat().st_size / 1e6
    print(f"one WARC file of {packed:.0f} MB, {size / 1e6:.0f} MB of pages, in {number} parts")
    alone, _ = timed(lambda: plain(path))
    print(f"warcio alone: {size / 1e6 / alone:.1f} MB/s", flush=True)
    _by_workers(["--warc", str(path)], _SOME, size)


def _by_workers(files: list[str], target: Target, size: int) -> None:
    """Print how the command does by each number of workers, who must find the same."""
    print(f"{'workers':>7} {'s':>6} {'CPU s':>6} {'MB/s':>6} {'links':>7}")
    found = set()
    with tempfile.TemporaryDirectory() as place:
        for workers in _WORKERS:
            ran = command(files, target, workers, Path(place))
            found.add(ran.lines)
            print(
                f"{workers:>7} {ran.seconds:>6.1f} {ran.cpu:>6.1f} {size / 1e6 / ran.cpu:>6.1f}"
                f" {ran.lines.count(chr(10)):>7}",
                flush=True,
            )
    if len(found) > 1:
        sys.exit("the numbers of workers found different links")


def _compare(path: Path, kind: Kind, size: int, target: Target) -> None:
    alone, _ = timed(lambda: plain(path))
    whole, lines = timed(lambda: read(path, kind, target))
    megabytes = size / 1e6
    print(
        f"{kind:<6} {megabytes:>6.1f} {megabytes / alone:>12.1f} {megabytes / whole:>14.1f}"
        f" {len(lines):>7}",
        flush=True,
    )


def _check(found: Counter[Link], wanted: Counter[Link]) -> None:
    """End the program where pages on their own hosts have other links than they should."""
    pages = {link[0] for link in wanted}
    own = Counter({link: count for link, count in found.items() if link[0] in pages})
    if own != wanted:
        sys.exit(f"other links than the crawl's: {list((own - wanted) + (wanted - own))[:5]}")


if __name__ == "__main__":
    main()
