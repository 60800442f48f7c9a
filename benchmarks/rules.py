"""How fast rules are evaluated: our engine against the naive one, on the links of real pages.

    CORPUS_DIR=... python -m benchmarks.rules

CORPUS_DIR names a folder of saved pages (see ``corpus_links``). Every external link of a page is a
document, the domain it leads to its target. Both engines take turns over the same documents in one
process, with the shipped rules and with evidence; what counts is CPU time. The links of the first
fifth of the pages are told apart: our engine builds its automata while it reads. The command fails
unless the verdicts of both are equal, the ratio is ``GOAL`` over all documents and 200 rules load
within a second.
"""

from __future__ import annotations

import gc
import re
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rules
from benchmarks.made.corpus_links import corpus, corpus_links
from benchmarks.naive import NaiveEngine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet, Verdict

TODAY: Final = date(2026, 11, 22)
GOAL: Final = 100
MANY: Final = 200
_ROUNDS: Final = 8


@contextmanager
def shipped() -> Iterator[Path]:
    """Copy the shipped rules without anybody's local changes."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "rules"
        copytree(SHIPPED, root)
        for changes in (*root.glob("local/*.yaml"), *root.glob("targets/*.yaml")):
            changes.unlink()
        yield root


def multiply(root: Path, wanted: int) -> None:
    """Add copies of the rules in *root* under other ids until there are *wanted* at least."""
    files = [path for path in root.glob("*.yaml") if "\nrules:" in path.read_text("utf-8")]
    texts = {path: path.read_text("utf-8") for path in files}
    there = sum(len(re.findall(r"^  - id: ", text, re.MULTILINE)) for text in texts.values())
    for number in range(1, -(-wanted // there)):
        for path, text in texts.items():
            renamed = re.sub(r"^(  - id: \S+)", rf"\1_{number}", text, flags=re.MULTILINE)
            path.with_name(f"{path.stem}-{number}.yaml").write_text(renamed, "utf-8")


def timed(engine: NaiveEngine | RuleSet, found: Sequence[Document]) -> tuple[float, list[Verdict]]:
    """Return the CPU seconds *engine* needs for the documents, and what it says of them."""
    evaluate = engine.evaluate
    gc.collect()
    started = time.process_time()
    verdicts = [evaluate(document) for document in found]
    return time.process_time() - started, verdicts


def differences(found: Sequence[Document], *verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield the documents on which the verdicts are not the same, as text."""
    for document, ours, theirs in zip(found, *verdicts, strict=True):
        if ours != theirs:
            yield f"{document['_id']}\n  ours:  {ours}\n  naive: {theirs}"


@dataclass(slots=True)
class Race:
    """Both engines over the same documents."""

    rules: RuleSet
    naive: NaiveEngine
    wrong: list[str] = field(default_factory=list)
    flags: int = 0
    ours: float = 0.0
    theirs: float = 0.0
    count: int = 0

    @property
    def ratio(self) -> float:
        """How many times the naive engine's CPU time is ours, over all that was run."""
        return self.theirs / self.ours

    def run(self, title: str, parts: Iterable[Sequence[Document]]) -> None:
        """Print what the engines need for *parts*, taking turns."""
        ours = theirs = 0.0
        count = 0
        for part in parts:
            slow, expected = timed(self.naive, part)
            fast, verdicts = timed(self.rules, part)
            theirs, ours, count = theirs + slow, ours + fast, count + len(part)
            self.flags += sum(len(verdict.flags) for verdict in verdicts)
            self.wrong += differences(part, verdicts, expected)
        self._print(title, theirs, ours, count)
        self.ours, self.theirs, self.count = (
            self.ours + ours,
            self.theirs + theirs,
            self.count + count,
        )

    def tell(self, title: str) -> None:
        """Print what the engines needed for all parts together."""
        self._print(title, self.theirs, self.ours, self.count)

    def _print(self, title: str, theirs: float, ours: float, count: int) -> None:
        print(f"{title}: {count} documents, naive engine {theirs / ours:.0f} times slower")
        for name, seconds in (("naive", theirs), ("engine", ours)):
            each = 1e6 * seconds / count / len(self.rules.rules)
            print(f"  {name:<7} {count / seconds:>10,.0f} documents/s {each:>8.2f} us a rule")


def _compare(root: Path, found: Sequence[Document]) -> tuple[float, list[str]]:
    """Print what both engines need; return the ratio and where they differ."""
    rules = load_rules(root, today=TODAY)
    race = Race(rules, NaiveEngine(rules))
    race.naive.evaluate(found[-1])  # compiles its patterns
    gc.freeze()  # the documents are no part of either engine
    pages = {document["page"]["url"]: None for document in found}
    first = set(list(pages)[: len(pages) // 5])
    early = [document for document in found if document["page"]["url"] in first]
    late = [document for document in found if document["page"]["url"] not in first]
    size = -(-len(late) // _ROUNDS)
    print(f"{len(rules.rules)} rules on links")
    race.run("first fifth of the pages", [early])
    race.run("other pages", [late[at : at + size] for at in range(0, len(late), size)])
    race.tell("all pages")
    print(f"  {race.flags / len(found):.2f} flags a document")
    return race.ratio, race.wrong


def _loading(root: Path) -> float:
    multiply(root, MANY)
    started = time.process_time()
    rules = load_rules(root, today=TODAY)
    seconds = time.process_time() - started
    print(f"  loading {len(rules.book.rules)} rules takes {seconds:.2f} s")
    return seconds


def main() -> int:
    """Print the table; return the exit status."""
    found = corpus_links(corpus())
    with shipped() as root:
        ratio, wrong = _compare(root, found)
        seconds = _loading(root)
    for difference in wrong[:3]:
        print(difference, file=sys.stderr)
    print(f"  verdicts differ on {len(wrong)} documents")
    return 1 if wrong or ratio < GOAL or seconds > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
