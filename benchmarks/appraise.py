"""How long a target's links take to be rolled up into referring domains, and what memory it takes.

    CORPUS_DIR=... python -m benchmarks.appraise [LINKS]

Fills a SQLite store with link documents (100,000 unless told otherwise) made from the links of real
pages: ten to a domain, but a tenth of all on one domain, in its footer; every third with the scores
of an import. Then, each in a process of its own, ``scrapy domains --refresh`` over the store as the
crawl left it, which writes every link once, and again, when nothing is left to write. The second
must leave the store as it was: else the command fails.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.made.corpus_links import corpus, corpus_links
from benchmarks.reclassify import TARGET, documents, fill, stored_hash
from benchmarks.rules import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.documents import Document

_LINKS: Final = 100_000
_BIG: Final = "big.example"


def links(found: Sequence[Document], count: int) -> Iterator[Document]:
    """Yield *count* stored links: those of ``benchmarks.reclassify``, changed as told above."""
    for number, link in enumerate(documents(found, count)):
        changed = link
        if number % 10 == 0:
            page = {**link["page"], "host": _BIG, "domain": _BIG}
            changed = {**changed, "page": page, "link": {**link["link"], "region": "footer"}}
        if number % 3 == 0:
            scores = {"domain_rating": number % 100, "url_rating": number % 40}
            claim = {"tool": "ahrefs", "file": "export.csv", "row": number, "scores": scores}
            changed = {**changed, "claims": [claim]}
        yield changed


def refresh(uri: str, rules: Path) -> tuple[float, float, float]:
    """Run ``scrapy domains --refresh``; return seconds, seconds of CPU and peak MiB."""
    command = [sys.executable, "-m", "scrapy", "domains", "--refresh", "--target", TARGET]
    command += [
        "--limit",
        "1",
        "--format",
        "jsonl",
        "--rules",
        str(rules),
        "-s",
        f"STORE_URI={uri}",
    ]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"scrapy domains --refresh ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return time.monotonic() - started, cpu, usage.ru_maxrss / 1024


def main() -> int:
    """Print the table; return the exit status."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _LINKS
    print(f"{count:,} links\n{'':<16} {'s':>7} {'CPU s':>7} {'peak MB':>8}")
    with TemporaryDirectory() as folder, shipped() as rules:
        path = Path(folder) / "store.db"
        uri = f"sqlite:///{path}"
        asyncio.run(fill(path, links(corpus_links(corpus()), count)))
        hashes = []
        for name in ("every link", "nothing to write"):
            seconds, cpu, peak = refresh(uri, rules)
            print(f"{name:<16} {seconds:>7.1f} {cpu:>7.1f} {peak:>8.0f}", flush=True)
            hashes.append(stored_hash(path))
    print("the second run", "wrote nothing" if len(set(hashes)) == 1 else "CHANGED THE STORE")
    return int(len(set(hashes)) != 1)


if __name__ == "__main__":
    sys.exit(main())
