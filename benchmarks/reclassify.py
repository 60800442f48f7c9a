"""How long stored links take to be classified again, and whether a run may be killed.

    CORPUS_DIR=... python -m benchmarks.reclassify [LINKS]

Fills a SQLite store with link documents that no rules have seen (100,000 unless told otherwise, of
10,000 distinct anchor texts), made from the links of real pages. Then, each in a process of its
own: ``scrapy rules reclassify`` from beginning to end; on a copy of the store the same, killed
halfway (SIGKILL) and started again; once more over the finished store; ``scrapy rules diff`` over
it; one rule's score changed, and the same in a store that does not know what the rules were before.
The killed run must end in the same flags as the whole one, the next two must change nothing, and
the last two end in the same flags: else the command fails. With so few links that a run is over
before it says that it is halfway, it ends with status 2 and says how many are enough.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import link_id, page_id
from backlinkspider.store.open import open_store
from benchmarks.made.corpus_links import TRADE_TERMS, corpus, corpus_links
from benchmarks.rules import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.documents import Document

TARGET: Final = "shop.example"
_LINKS: Final = 100_000
_TEXTS: Final = 10_000
_PAGES: Final = 10
"""Pages of a referring domain; each has one link."""

_TABLES: Final = (
    "links", "domains", "profile_flags", "rule_revisions", "events", "pages", "runs",
)  # fmt: skip
TUNED: Final = "set:\n  anchor.empty: {score: 1.7, by: benchmark, reason: to see what changes}\n"
_BATCH: Final = 1000
_NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command went: its JSON answer (empty if killed), its cost."""

    answer: dict[str, Any]
    seconds: float
    cpu: float
    megabytes: float


class TooFewError(Exception):
    """There was nothing left to do after a run of *count* links that was killed halfway."""

    def __init__(self, count: int, cpu: float) -> None:
        # Progress is told every ten seconds: in a minute's run well before its end.
        enough = math.ceil(count * 60 / cpu / 1000) * 1000
        told = f"{count:,} links are done before a run says that it is halfway"
        super().__init__(f"{told}: give {enough} or more")


def texts(found: Sequence[Document], distinct: int) -> list[str]:
    """Return *distinct* anchor texts: those of *found*, then with a trade term behind."""
    real = list(dict.fromkeys(document["link"]["text"] for document in found))
    longer = (f"{text} {term}".strip() for term in TRADE_TERMS for text in real)
    each_once = dict.fromkeys(itertools.chain(real, longer))
    return list(itertools.islice(each_once, distinct))


def documents(found: Sequence[Document], count: int, distinct: int = _TEXTS) -> Iterator[Document]:
    """Yield *count* stored links: those of *found* over and over, on pages of their own.

    Anchor, URLs, domain and first words of the page differ, so that no page is remembered; and what
    tells sites of one owner, so that copies are not taken for a network.
    """
    anchors = texts(found, distinct)
    for number in range(count):
        source, site = found[number % len(found)], number // _PAGES
        host = f"{source['page']['domain'].replace('.', '-')}-{site}.example"
        url = f"https://{host}/{number}"
        link = {**source["link"], "text": anchors[number * 7919 % len(anchors)]}
        yield {
            "_id": link_id(TARGET, url, link["url"], link["ordinal"]),
            "target": TARGET,
            "page_id": page_id(TARGET, url),
            "page": _page(source["page"], host, number),
            "link": link,
            "signals": _signals(source["signals"], site),
            "flags": [],
            "audit": {"ruleset": "", "engine": "", "score": 0.0, "band": "none"},
            "state": "live",
            "first_seen": _NOW - timedelta(days=number % 700),
            "last_seen": _NOW,
            "last_checked": _NOW,
            "history": [],
            "v": 1,
        }


def _page(page: Document, host: str, number: int) -> Document:
    url, site = f"https://{host}/{number}", number // _PAGES
    own = {name: [f"{site}-{one}" for one in page[name]] for name in ("ids", "external_domains")}
    about = {"excerpt": f"{number} {page['excerpt']}", **own}
    return {**page, "url": url, "final_url": url, "host": host, "domain": host, **about}


def _signals(signals: Document, site: int) -> Document:
    own: Document = {
        name: f"{signals[name]}{site}" for name in ("skeleton", "block_hash") if name in signals
    }
    bands = [f"{one}{site}" for one in signals.get("text_bands") or ()]
    return {**signals, **own, "text_bands": bands}


async def fill(path: Path, made: Iterator[Document]) -> None:
    """Write the links *made* into a new store at *path*."""
    store = open_store(f"sqlite:///{path}")
    await store.open()
    while batch := list(itertools.islice(made, _BATCH)):
        await store.replace("links", batch)
    await store.close()


def run(action: str, path: Path, rules: Path, *, kill_at: float = 1.0) -> Ran:
    """Run ``scrapy rules`` *action*; kill it when it says that it is at *kill_at* of its links."""
    command = [sys.executable, "-m", "scrapy", "rules", action, "--format", "jsonl"]
    command += ["--rules", str(rules), "-s", f"STORE_URI=sqlite:///{path}"]
    started = time.monotonic()
    with (
        (path.parent / "answer").open("w+") as answer,
        subprocess.Popen(command, stdout=answer, stderr=subprocess.PIPE, text=True) as process,
    ):
        said = _listen(process, kill_at)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        # One that is to be killed may be done before it says that it is halfway.
        if process.returncode not in ({0, -signal.SIGKILL} if kill_at < 1 else {0}):
            sys.exit(f"rules {action} ended with {process.returncode}:\n{said[-2000:]}")
        answer.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        return Ran(json.loads(answer.read() or "{}"), seconds, cpu, usage.ru_maxrss / 1024)


def _listen(process: subprocess.Popen[str], kill_at: float) -> str:
    """Read the lines ``TARGET: N of M links`` to their end, or kill at *kill_at*."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        words = line.replace(",", "").split()
        if kill_at < 1 and words[2:3] == ["of"] and int(words[1]) >= kill_at * int(words[3]):
            process.kill()
            break
    return said


def stored_hash(path: Path) -> str:
    """Return the hash of every document in the store."""
    total = sha256()
    with closing(sqlite3.connect(path)) as database:
        for table in _TABLES:
            for name, text in database.execute(f"SELECT id, doc FROM {table} ORDER BY id"):
                total.update(f"{name} {text}\n".encode())
    return total.hexdigest()


def said_hash(path: Path) -> str:
    """Return the hash of what classification says of each link."""
    total = sha256()
    with closing(sqlite3.connect(path)) as database:
        sql = "SELECT id, json_extract(doc, '$.signals', '$.flags', '$.audit') FROM links"
        for name, said in database.execute(f"{sql} ORDER BY id"):
            total.update(f"{name} {said}\n".encode())
    return total.hexdigest()


def _measure(folder: Path, rules: Path, count: int) -> Iterator[tuple[str, Ran | float, bool]]:
    """Yield each step's name, its cost and whether it did what it must."""
    whole, killed, unknown = (folder / f"{name}.db" for name in ("whole", "killed", "unknown"))
    found = corpus_links(corpus())
    started = time.monotonic()
    asyncio.run(fill(whole, documents(found, count)))
    yield "fill the store", time.monotonic() - started, True
    copyfile(whole, killed)
    ran = run("reclassify", whole, rules)
    yield "reclassify", ran, ran.answer["links"] == count
    cpu = ran.cpu
    yield "reclassify, killed", run("reclassify", killed, rules, kill_at=0.5), True
    ran = run("reclassify", killed, rules)
    same = said_hash(whole) == said_hash(killed)
    if same and not ran.answer["links"]:
        raise TooFewError(count, cpu)
    yield "  and the rest", ran, 0 < ran.answer["links"] < count and same
    before = stored_hash(whole)
    ran = run("reclassify", whole, rules)
    yield "reclassify again", ran, ran.answer["links"] == 0 and stored_hash(whole) == before
    ran = run("diff", whole, rules)
    yield "diff", ran, ran.answer["changed"] == 0 and stored_hash(whole) == before
    copyfile(whole, unknown)
    with closing(sqlite3.connect(unknown)) as database:
        database.execute("DELETE FROM rule_revisions")
        database.commit()
    (rules / "targets" / f"{TARGET}.yaml").write_text(target_file() + TUNED, encoding="utf-8")
    ran = run("reclassify", whole, rules)
    yield "one rule changed", ran, ran.answer["links"] == count and ran.answer["changed"] > 0
    ran = run("reclassify", unknown, rules)
    same = said_hash(whole) == said_hash(unknown)
    yield "  all rules asked", ran, ran.answer["links"] == count and same


def main() -> int:
    """Print the table; return the exit status."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _LINKS
    failed = False
    print(f"{count:,} links of {min(count, _TEXTS):,} anchor texts")
    print(f"{'':<20} {'s':>7} {'CPU s':>7} {'peak MB':>8} {'links':>8}  as it must be")
    with TemporaryDirectory() as folder, shipped() as rules:
        (rules / "targets" / f"{TARGET}.yaml").write_text(target_file(), encoding="utf-8")
        try:
            for name, cost, right in _measure(Path(folder), rules, count):
                print(f"{name:<20} {_row(cost)}  {'yes' if right else 'NO'}", flush=True)
                failed |= not right
        except TooFewError as error:
            print(error, file=sys.stderr)
            return 2
    return 1 if failed else 0


def target_file() -> str:
    """Return what the target's file says."""
    return (
        f"target: {TARGET}\nname: Shop\nbrand_terms: [shop, {TARGET}]\nlanguages: [en]\n"
        f"description: Shop sells {', '.join(TRADE_TERMS[:20])}\n"
        f"money_terms: {json.dumps(TRADE_TERMS)}\n"
    )


def _row(cost: Ran | float) -> str:
    if isinstance(cost, float):
        return f"{cost:>7.1f} {'':>7} {'':>8} {'':>8}"
    links = f"{cost.answer['links']:,}" if cost.answer else ""
    return f"{cost.seconds:>7.1f} {cost.cpu:>7.1f} {cost.megabytes:>8.0f} {links:>8}"


if __name__ == "__main__":
    sys.exit(main())
