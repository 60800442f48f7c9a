"""Regular expressions that would be slow, told from their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_LITERAL: Final = 3
MAX_REPEAT: Final = 100

_TOKEN = re.compile(
    r"\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]"
    r"|\(\?[a-zA-Z-]*[:)]|\(\?P?<\w+>|\{\d+(?:,\d*)?\}|.",
    re.DOTALL,
)
_COUNT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_SPECIAL: Final = frozenset(".^$*+?()|")


def pattern_faults(pattern: str) -> Iterator[tuple[Literal["error", "warning"], str]]:
    """Yield what makes *pattern*, which compiles, slow to search for: level and sentence."""
    tokens = _TOKEN.findall(pattern)
    if _nested(tokens):
        yield (
            "error",
            (
                "the pattern repeats what repeats, as in (a+)+: in the worst case its time grows "
                "without bound; write it without the inner or the outer repetition"
            ),
        )
    if any(_bound(token) > MAX_REPEAT for token in tokens):
        yield "error", f"the pattern repeats something more than {MAX_REPEAT} times"
    if pattern.removeprefix("(?i)").removeprefix("(?s)").startswith((".*", ".+")):
        yield "warning", "the pattern begins with .*: leave it out, a pattern may match anywhere"
    if _longest_literal(tokens) < MIN_LITERAL:
        yield "warning", f"the pattern has no {MIN_LITERAL} plain characters in a row to search for"


def _is_unbounded(token: str) -> bool:
    count = _COUNT.fullmatch(token)
    return token in {"*", "+"} or (count is not None and bool(count[2]) and not count[3])


def _bound(token: str) -> int:
    count = _COUNT.fullmatch(token)
    return int(count[3] or count[1]) if count else 0


def _nested(tokens: list[str]) -> bool:
    """Whether a group that holds an unbounded repetition is repeated without bound itself."""
    open_groups: list[bool] = [False]
    closed = False
    for part in tokens:
        if _is_unbounded(part):
            if closed:
                return True
            open_groups[-1] = True
        if part.startswith("(") and not (part.startswith("(?") and part.endswith(")")):
            open_groups.append(False)
        closed = False
        if part == ")" and len(open_groups) > 1:
            closed = open_groups.pop()
            open_groups[-1] = open_groups[-1] or closed
    return False


def _longest_literal(tokens: list[str]) -> int:
    """Return the length of the longest run of characters that stand for themselves."""
    longest = run = 0
    for token in tokens:
        plain = (len(token) == 1 and token not in _SPECIAL) or (
            len(token) == 2 and token[0] == "\\" and not token[1].isalnum()
        )
        run = run + 1 if plain else 0
        longest = max(longest, run)
    return longest
