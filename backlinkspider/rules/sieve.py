"""Patterns of rules: sieved by RE2 in one pass over a text, confirmed by ``regex``.

``regex`` knows Unicode but may backtrack for ever; RE2 is linear but knows ASCII words only. So all
patterns of a field are one ``re2.Set`` in a wider form (see ``widening``), and the few that it
finds are confirmed within a time limit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2
import regex

from backlinkspider.rules.widening import PatternError, widen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TIMEOUT: Final = 0.05
"""Seconds after which a pattern is given up on one text."""

_FAR: Final = 5
_COUNT: Final = regex.compile(r"(?<!\\x)\{(\d+)")

_MEMORY: Final = 256 << 20
"""Bytes that RE2 may use for one set; by default it has 8 MB and gives up on large ones."""


class Sieve:
    """Some patterns of a field as one automaton; ``numbers`` are theirs among all."""

    def __init__(self, patterns: Mapping[int, str]) -> None:
        """Take widened patterns by number."""
        self.numbers = list(patterns)
        self._set = re2.Set.SearchSet(_options())
        for pattern in patterns.values():
            self._set.Add(pattern)
        self._set.Compile()

    def candidates(self, text: str) -> Sequence[int]:
        """Return the numbers of the patterns that may match *text*; no others of these do."""
        try:
            encoded = text.encode()
        except UnicodeEncodeError:  # half a surrogate pair: RE2 reads UTF-8
            return self.numbers
        return [self.numbers[place] for place in self._set.Match(encoded) or ()]


def sieves(patterns: Sequence[str]) -> Iterator[Sieve]:
    """Yield the sieves of the *patterns* of one field.

    Patterns are searched as one, but for those that count far: the states of an automaton that
    counts multiply with those of all others.
    """
    together = {}
    for number, pattern in enumerate(map(widen, patterns)):
        if any(int(count) >= _FAR for count in _COUNT.findall(pattern)):
            yield Sieve({number: pattern})
        else:
            together[number] = pattern
    if together:
        yield Sieve(together)


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """Return *pattern* ready for searching. Raises ``PatternError`` if rules can't use it."""
    widened = widen(pattern)
    try:
        compiled: regex.Pattern[str] = regex.compile(pattern)
        re2.compile(widened, options=_options())
    except regex.error as error:
        raise PatternError(f"is no regular expression: {error}") from None
    except re2.error as error:
        reason = error.args[0]
        said = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise PatternError(f"is too large for a linear-time search: {said}") from None
    return compiled


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options
