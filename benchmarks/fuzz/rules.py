"""Target ``rules``: any text as a rule file, a word list and local changes, and the rules at work.

The input is four parts with a line of ``=`` between them: rules, word list, local changes, a link
document in JSON. Loading may raise ``FileErrors``. Rules that load never raise, whatever the document,
and what they say is fit for both stores.
"""

from __future__ import annotations

import atexit
import json
import re
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import utc
from backlinkspider.rules.evaluate import RuleSet
from backlinkspider.rules.explain_link import explain_link
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.lint import lint
from backlinkspider.rules.loader import load_rulebook
from backlinkspider.rules.population import Population
from backlinkspider.store.values import clean
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TODAY: Final = date(2026, 11, 22)
_SEPARATOR: Final = b"\n====\n"
_PARTS: Final = ("fuzzed.yaml", "lists/words.txt", "local/local.yaml")

_GROUPS: Final = """\
version: 1
groups:
  anchor: {title: What the link says, cap: 4}
  page: {title: What kind of page links, cap: 2}
bands:
  - {name: none, from: 0}
  - {name: high, from: 4}
"""
_CLAUSES: Final = """\
version: 1
clauses:
  google.links: {source: Google, section: Spam, paraphrase: No schemes., url: "https://g.example/"}
"""
_WORDS: Final = "# source: a test\n# date: 2026-11-22\nloan*\ncheap hotels\nStraße\n"
_LOCAL: Final = "version: 1\nset:\n  anchor.one: {severity: low, by: Ana, reason: Usual here}\n"
_LINK: Final = {
    "_id": "one",
    "target": "shop.example",
    "page": {"url": "https://a.example/", "host": "a.example", "domain": "a.example", "words": 90},
    "link": {"url": "https://shop.example/", "text": "cheap loans", "rel": [], "follow": True},
    "signals": {"anchor_words": 2},
    "first_seen": "2026-11-01T00:00:00.000Z",
}
_DOCUMENTS: Final[tuple[Mapping[str, Any], ...]] = (
    _LINK,
    {"_id": "two", "target": "shop.example"},
    {"_id": "three", "link": {"text": "a" * 2000 + "!", "rel": ["ugc"]}, "page": {"title": "ß" * 500}},
    {"_id": "four", "link": None, "page": [], "signals": {"anchor_words": "2"}, "claims": [{}]},
)  # fmt: skip

WORDS: Final = (
    "version: 1\n", "rules:\n", "  - id: ", "title: ", "level: ", "link", "page", "domain", "profile", "status: ",
    "stable", "test", "severity: ", "high", "score: ", "group: anchor", "params: {", "when:\n", "all:", "any:", "not:",
    "k_of: ", "{field: link.text, ", "regex: ", "words: lists/words.txt", "has_any: [", "eq: ", "lte: ", "gte: ",
    "exists: ", "domain_in: ", "matches: ", "over: {", "group_by: ", "min: ", "window: ", "share: ", "count: ",
    "message: ", "{link.text!r}", "{match.term}", "{params.", "rationale: ", "references: [google.links]", "tests:\n",
    "given: {", "match:\n", "no_match:\n", "html:", "set:\n", "lists:\n", "allow:\n", "packs: [", "by: ", "reason: ",
    "expires: ", "&a ", "*a", "!!python/object", "<<: ", "(a+)+", ".*", "\\p{L}", "(?i)", "[", "]", "}", "\n    ",
)  # fmt: skip


def _folder() -> Path:
    root = Path(mkdtemp(prefix="fuzz-rules-"))
    atexit.register(rmtree, root, ignore_errors=True)
    for path, text in (("groups.yaml", _GROUPS), ("clauses.yaml", _CLAUSES)):
        (root / path).write_text(text, encoding="utf-8")
    for path in _PARTS:
        (root / path).parent.mkdir(exist_ok=True)
    return root


_ROOT: Final = _folder()


def seeds(_: Path | None) -> Iterator[bytes]:
    """Yield each shipped rule by itself, with the small word list and group there is here."""
    document = json.dumps(_LINK)
    for path in sorted(SHIPPED.glob("*.yaml")):
        head, *rules = re.split(r"(?m)^(?=  - id: )", path.read_text(encoding="utf-8"))
        if "rules:" not in head:
            continue
        for rule in rules:
            text = re.sub(r"lists/[\w-]+\.txt", "lists/words.txt", rule)
            text = re.sub(r"references: \[[^\]]*\]", "references: [google.links]", text)
            text = re.sub(r"(?m)^    group: .*$", "    group: anchor", text)
            parts = ("version: 1\nrules:\n" + text, _WORDS, "", document)
            yield _SEPARATOR.join(part.encode() for part in parts)
    yield _SEPARATOR.join(
        part.encode() for part in ("version: 1\nrules: []\n", _WORDS, _LOCAL, "{}")
    )


def run(data: bytes) -> None:
    """Load *data* as rules and evaluate what loads."""
    parts = [*data.split(_SEPARATOR, 3), b"", b"", b""]
    for path, content in zip(_PARTS, parts[:3], strict=True):
        (_ROOT / path).write_bytes(content)
    try:
        book = load_rulebook(_ROOT)
    except FileErrors:
        return
    for problem in lint(book, TODAY):
        assert problem.line > 0, problem
    rules = RuleSet(book, TODAY, monotonic)
    population = Population(rules, today=TODAY, finished_crawls=3)
    for document in (*_DOCUMENTS, *_documents(parts[3])):
        _judge(rules, document)
        population.feed(document)
    for rule in rules.rules:
        explain_link(rules, rule.id, _LINK)
    for finding in population.finish().findings:
        clean({"_id": "one", "evidence": list(finding.evidence)}, utc)


def _documents(text: bytes) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict):
        yield {**document, "_id": "five"}


def _judge(rules: RuleSet, document: Mapping[str, Any]) -> None:
    verdict = rules.evaluate(document)
    clean(
        {"_id": "one", "flags": [f.document() for f in verdict.flags], "audit": verdict.audit()},
        utc,
    )
