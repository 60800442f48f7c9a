"""Word list files: one term a line.

``# source:`` and ``# date:`` head a list, ``# language:`` the terms that follow; every other
line that begins with ``# `` is a comment, as is the rest of a line after `` # ``. A ``*`` may end
a term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from backlinkspider.rules.words import folded_term
from backlinkspider.yamlfile.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_TERM: Final = 100
MIN_STEM: Final = 3

_HEADER = re.compile(r"#\s*(source|date|language):\s*(.+)", re.IGNORECASE)
_COMMENT = re.compile(r"(^|\s)#(\s.*)?$")


@dataclass(frozen=True, slots=True)
class Term:
    """One term as written, and ``file:line`` of where it was."""

    text: str
    language: str
    origin: str


@dataclass(slots=True)
class WordList:
    """A list by its name in rules, such as ``lists/loans.txt``."""

    name: str
    file: str
    source: str = ""
    date: str = ""
    terms: dict[str, Term] = field(default_factory=dict)
    """Terms by their folded text and ``*``."""


def key_of(term: str) -> str:
    """Return what makes *term* the same as another."""
    return folded_term(term) + "*" * term.endswith("*")


def unknown_list(name: str, known: Iterable[str]) -> str:
    """Return that there is no list *name*, and which of *known* comes nearest to it."""
    names = get_close_matches(_bare(name), list(map(_bare, known)), n=1)
    hint = f" (did you mean 'lists/{names[0]}.txt'?)" if names else ""
    return f"there is no list {name!r}{hint}"


def _bare(name: str) -> str:
    """Return *name* without what all have in common, which would make any two look alike."""
    return name.removeprefix("lists/").removesuffix(".txt")


def term_fault(term: str) -> str:
    """Return why *term* can't stand in a list, or nothing."""
    stem = folded_term(term)
    if not stem or len(term) > MAX_TERM:
        return f"a term has 1 to {MAX_TERM} characters"
    if "*" in stem:
        return "'*' may only end a term"
    if term.endswith("*") and len(stem) < MIN_STEM and stem.isascii():
        return f"'*' needs at least {MIN_STEM} letters before it"
    return ""


def parse_list(text: str, name: str, file: str) -> tuple[WordList, list[Problem]]:
    """Return the list *name* read from *file*'s *text*, and what is wrong in it."""
    words = WordList(name, file)
    problems = []
    language = ""
    for number, raw in enumerate(text.splitlines(), 1):
        header = _HEADER.match(raw.strip())
        if header and header[1].lower() == "language":
            language = header[2].strip()
        elif header:
            setattr(words, header[1].lower(), header[2].strip())
        else:
            term = _COMMENT.sub("", raw.strip()).strip()
            fault = _add(words, Term(term, language, f"{file}:{number}")) if term else ""
            if fault:
                problems.append(Problem(file, number, 1, f"{term[:60]!r}: {fault}"))
    return words, problems


def _add(words: WordList, term: Term) -> str:
    fault = term_fault(term.text)
    if fault:
        return fault
    earlier = words.terms.setdefault(key_of(term.text), term)
    return "" if earlier is term else f"already there at {earlier.origin}"
