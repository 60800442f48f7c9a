"""How fast rules are evaluated: our engine against the naive one, on the links of real pages.

    CORPUS_DIR=... python -m benchmarks.rules

CORPUS_DIR names a folder of saved pages: index.jsonl of ``{id, url, content_type}`` and
``pages/ID.html``. Every external link of a page is a document, the domain it leads to its target.
Both engines take turns over the same documents in one process, with the shipped rules and with
evidence, each from cold caches; what counts is CPU time. Their verdicts must be equal, else the
command fails with 1; without pages it fails with 2.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from backlinkspider.cli.saved import SavedPage, read_page
from backlinkspider.links.record import links_to
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import Target, TargetError, parse_matcher
from backlinkspider.urls import host_of, is_http, registrable_domain
from benchmarks.many_rules import write_rules
from benchmarks.naive import NaiveEngine

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading
    from backlinkspider.rules.evaluate import RuleSet

TODAY: Final = date(2026, 11, 22)
GOAL: Final = 100
MANY: Final = 200
TRADE_TERMS: Final = (
    "shop", "online shop", "hotel", "software", "insurance", "web design", "news", "casino",
    "loans", "photo", "video", "travel", "jobs", "blog", "download", "buy",
)  # fmt: skip
_ROUNDS: Final = 5


def documents(corpus: Path) -> list[Document]:
    """Return a link document for each external link of the pages in *corpus*."""
    found: list[Document] = []
    with (corpus / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            entry = json.loads(line)
            name = f"{entry['id']}.html"
            page = SavedPage(
                path=corpus / "pages" / name,
                file=name,
                url=entry["url"],
                content_type=entry["content_type"],
            )
            found += _links(read_page(page))
    return found


def _links(reading: Reading) -> Iterator[Document]:
    """Yield the links of one page to other domains, each with its domain as the target."""
    own = registrable_domain(host_of(reading.fetch.final_url))
    urls = [anchor.url for anchor in reading.raw.anchors() if anchor.url and is_http(anchor.url)]
    for domain in dict.fromkeys(registrable_domain(host_of(url)) for url in urls):
        if domain and domain != own and (target := _target(domain)):
            yield from links_to(target, reading)


def _target(domain: str) -> Target | None:
    try:
        matcher = parse_matcher(domain)
    except TargetError:  # an address, or a suffix of many owners
        return None
    return Target(
        name=domain,
        matchers=(matcher,),
        brand_terms=(domain.partition(".")[0].replace("-", " "), domain),
        money_terms=TRADE_TERMS,
        description=f"{domain} sells " + ", ".join(TRADE_TERMS),
        languages=("en",),
    )


@contextmanager
def _shipped() -> Iterator[Path]:
    """Copy the shipped rules without anybody's local changes."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "rules"
        copytree(SHIPPED, root)
        for changes in (*root.glob("local/*.yaml"), *root.glob("targets/*.yaml")):
            changes.unlink()
        yield root


def cpu_of(engine: NaiveEngine | RuleSet, found: Sequence[Document]) -> float:
    """Return the CPU seconds *engine* needs for the documents."""
    evaluate = engine.evaluate
    started = time.process_time()
    for document in found:
        evaluate(document)
    return time.process_time() - started


def differences(rules: RuleSet, naive: NaiveEngine, found: Sequence[Document]) -> Iterator[str]:
    """Yield the documents whose verdicts differ, as text."""
    for document in found:
        ours, theirs = rules.evaluate(document), naive.evaluate(document)
        if ours != theirs:
            yield f"{document['_id']}\n  ours:  {ours}\n  naive: {theirs}"


def _compare(root: Path, found: Sequence[Document]) -> float:
    """Print what both engines need; return the ratio."""
    ours, theirs = [], []
    for number in range(_ROUNDS):
        rules = load_rules(root, today=TODAY)  # new each round: nothing is remembered
        naive = NaiveEngine(rules)
        part = found[number::_ROUNDS]
        naive.evaluate(found[number - 1])
        theirs.append(cpu_of(naive, part))
        ours.append(cpu_of(load_rules(root, today=TODAY), found))
    count = len(found)
    slow, fast = sum(theirs) / count, min(ours) / count
    flags = sum(len(rules.evaluate(document).flags) for document in found)
    print(f"{count} documents, {len(rules.rules)} rules, {flags / count:.2f} flags a document")
    for name, seconds in (("naive", slow), ("engine", fast)):
        each = 1e6 * seconds / len(rules.rules)
        print(f"  {name:<7} {1 / seconds:>10,.0f} documents/s  {each:>8.2f} us a rule")
    print(f"  ratio   {slow / fast:>10.0f}   (rounds: {', '.join(f'{count / s:,.0f}/s' for s in ours)})")
    return slow / fast


def main() -> int:
    """Print the table; return the exit status."""
    given = os.environ.get("CORPUS_DIR")
    if not given or not (Path(given) / "index.jsonl").is_file():
        print(f"no pages: CORPUS_DIR is {given!r}, which holds no index.jsonl", file=sys.stderr)
        return 2
    found = documents(Path(given))
    with _shipped() as root:
        rules = load_rules(root, today=TODAY)
        wrong = list(differences(rules, NaiveEngine(rules), found))
        ratio = _compare(root, found)
    for difference in wrong[:3]:
        print(difference, file=sys.stderr)
    print(f"  verdicts differ on {len(wrong)} documents")
    return 1 if wrong or ratio < GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
