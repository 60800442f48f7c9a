"""What word lists should still do better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.rules.resolved import lists_read
from backlinkspider.rules.words import folded_term
from backlinkspider.yamlfile.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.rules.lists import Term, WordList
    from backlinkspider.rules.resolved import Rulebook


def lint_lists(book: Rulebook) -> Iterator[Problem]:
    """Yield what is amiss in *book*'s lists: unused, undated, without source, needless terms."""
    used = {name for rule in book.rules.values() for name in lists_read(rule)}
    for name, words in book.lists.items():
        if name not in used:
            yield Problem(words.file, 1, 1, "no rule uses this list", "warning")
        yield from _head(words)
        yield from _needless(words)


def _head(words: WordList) -> Iterator[Problem]:
    if not words.terms:
        yield Problem(words.file, 1, 1, "the list has no terms")
    for name in ("source", "date"):
        if not getattr(words, name):
            yield Problem(words.file, 1, 1, f"lacks its {name}: begin with '# {name}: ...'")


def _needless(words: WordList) -> Iterator[Problem]:
    """Yield the terms that another of the list, with ``*``, matches too."""
    stems = {folded_term(t.text): t for t in words.terms.values() if t.text.endswith("*")}
    for term in words.terms.values():
        stem = _covering(folded_term(term.text), term, stems)
        if stem is not None:
            file, _, line = term.origin.rpartition(":")
            message = f"{term.text!r} is needless: {stem.text!r} at {stem.origin} matches it too"
            yield Problem(file, int(line), 1, message, "warning")


def _covering(folded: str, term: Term, stems: dict[str, Term]) -> Term | None:
    """Return the stem that covers *term*: it ends inside the term's last word."""
    first = folded.rfind(" ") + 1
    for length in range(len(folded), first, -1):
        stem = stems.get(folded[:length])
        if stem is not None and stem is not term:
            return stem
    return None
