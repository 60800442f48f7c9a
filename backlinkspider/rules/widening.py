r"""Patterns widened for RE2: it finds every text that the pattern matches, and maybe others.

What the pattern means is what ``regex`` reads in it, with Unicode's words and cases. RE2 knows
ASCII words only and an older Unicode. So word boundaries are dropped, and a class that depends on
Unicode (``\w``, ``\pL``, ``[^a]``) keeps its ASCII characters and takes all others, and a
repetition has no upper limit.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUANTIFIER: Final = regex.compile(r"(?:[*+?]|\{(?=[\d,]*\d)(?P<min>\d*)(?P<more>,?)\d*\})\??(\+?)")
_FLAGS: Final = regex.compile(r"\(\?([ims]+)\)")
_GROUP: Final = regex.compile(r"\((?:\?(?::|P?<[A-Za-z_]\w*>|([ims]*(?:-[ims]+)?):))?(?![?*])")
_ESCAPE: Final = regex.compile(
    r"\\(?:(?P<property>[pP](?:[A-Z]|\{[^}]+\}))|(?P<class>[dDsSwW])|(?P<anchor>[bBAZ])"
    r"|x(?P<hex>[\dA-Fa-f]{2})|u(?P<hex>[\dA-Fa-f]{4})|U(?P<hex>[\dA-Fa-f]{8})"
    r"|(?P<control>[tnrfva])|(?P<literal>[^A-Za-z\d]))"
)
_ANCHORS: Final = {"b": "(?:)", "B": "(?:)", "A": r"\A", "Z": r"\z"}
_CONTROLS: Final = dict(zip("tnrfva", "\t\n\r\f\v\a", strict=True))
_PLAIN: Final = {"$": "(?m:$)", "^": "^", ".": ".", "|": "|"}
"""``$`` also holds before a line break at the end, as in ``regex``."""

_ASCII: Final = "".join(map(chr, range(128)))
_BEYOND: Final = r"\x80-\x{10FFFF}"
_DOTTED: Final = "İı"
"""Equal to i and I where ``regex`` ignores case, not so in RE2."""
_NEW_LETTERS: Final = (
    ("\u1c89", "\u1c8a"),
    ("\ua7cb", "\ua7e2"),
    ("\uab6c", "\uab6d"),
    ("\U00010d50", "\U00010d85"),
    ("\U00016ea0", "\U00016ed3"),
    ("\U0001df40", "\U0001df95"),
)
"""Ranges with letters whose cases RE2 does not know yet; some are cases of older letters."""

Range = tuple[str, str]


class PatternError(ValueError):
    """A pattern can't be used in a rule; the message says why."""


def widen(pattern: str) -> str:
    """Return a pattern for RE2 that matches every text *pattern* does. Raises ``PatternError``."""
    return "".join(_Widening(pattern).parts())


class _Widening:
    """One pass over a pattern; ``_folds`` has for each open group whether case is ignored."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._folds = [False]

    def parts(self) -> Iterator[str]:
        """Yield the widened pattern piece by piece."""
        readers = {"\\": self._escape, "[": self._class, "(": self._open, ")": self._close}
        readers |= dict.fromkeys("*+?{", self._quantifier)
        yield self._global_flags()
        while self._at < len(self._pattern):
            character = self._pattern[self._at]
            if character in readers:
                yield readers[character]()
            else:
                self._at += 1
                yield _PLAIN.get(character) or self._literal(character)

    def _take(self, wanted: regex.Pattern[str], reason: str) -> regex.Match[str]:
        found = wanted.match(self._pattern, self._at)
        if found is None:
            raise self._fault(reason)
        self._at = found.end()
        return found

    def _fault(self, reason: str) -> PatternError:
        shown = self._pattern[self._at : self._at + 3]
        return PatternError(f"has {shown!r} at character {self._at + 1}: {reason}")

    def _global_flags(self) -> str:
        flags = ""
        while found := _FLAGS.match(self._pattern, self._at):
            flags += found[1]
            self._at = found.end()
        self._folds = ["i" in flags]
        return f"(?{flags})" if flags else ""

    def _open(self) -> str:
        group = self._take(
            _GROUP, "the groups are (...), (?:...), (?P<name>...), (?i:...), and flags at the start"
        )
        on, _, off = (group[1] or "").partition("-")
        self._folds.append((self._folds[-1] or "i" in on) and "i" not in off)
        return f"(?{group[1] or ''}:"

    def _close(self) -> str:
        self._at += 1
        if len(self._folds) > 1:
            self._folds.pop()
        return ")"

    def _quantifier(self) -> str:
        start = self._at
        found = self._take(_QUANTIFIER, "a brace that counts nothing is written \\{")
        if found[3]:
            self._at = start
            raise self._fault("possessive quantifiers are not known")
        if self._pattern[start] != "{":
            return self._pattern[start]
        return f"{{{found['min'] or 0}{found['more']}}}"  # counting up to a limit costs states

    def _literal(self, character: str) -> str:
        if self._folds[-1] and (character in "iI" or character > "\x7f"):
            return self._ranges([(character, character)])
        return _escaped(character)

    def _escape(self) -> str:
        escape = self._escape_at()
        if escape["anchor"]:
            return _ANCHORS[escape["anchor"]]
        character = _character(escape)
        return self._widened(escape[0]) if character is None else self._literal(character)

    def _escape_at(self) -> regex.Match[str]:
        return self._take(_ESCAPE, "this escape is not known, and there are no back references")

    def _class(self) -> str:
        start = self._at
        self._at += 1
        negated = self._pattern.startswith("^", self._at)
        self._at += negated
        first, items = self._at, []
        while self._at == first or not self._pattern.startswith("]", self._at):
            items.append(self._item())
        self._at += 1
        ranges = [item for item in items if item is not None]
        if negated or len(ranges) < len(items):
            return self._widened(self._pattern[start : self._at])
        return self._ranges(ranges)

    def _item(self) -> Range | None:
        """Step over a character or range of a class; ``None`` stands for a class in it."""
        low = self._class_character()
        follows = self._pattern[self._at : self._at + 2]
        if low is None or follows[:1] != "-" or follows == "-]":
            return None if low is None else (low, low)
        self._at += 1
        high = self._class_character()
        if high is None or high < low:
            raise self._fault("the range before ends where it should not")
        return low, high

    def _class_character(self) -> str | None:
        here = self._pattern[self._at : self._at + 2]
        if not here:
            raise self._fault("the class lacks its closing bracket")
        if here[0] == "[":
            raise self._fault("inside a class it is written \\[")
        if here in {"--", "&&", "~~", "||"}:
            raise self._fault("classes can't be combined")
        if here == "\\b":
            raise self._fault("a class has no word boundaries")
        if here[0] == "\\":
            return _character(self._escape_at())
        self._at += 1
        return here[0]

    def _ranges(self, ranges: list[Range]) -> str:
        """Return a class with *ranges* and all that ``regex`` takes for equal to these."""
        written = "".join(f"{_escaped(low)}-{_escaped(high)}" for low, high in ranges)
        if not self._folds[-1]:
            return f"[{written}]"
        if any(low <= one <= high for low, high in ranges for one in f"iI{_DOTTED}"):
            written += f"iI{_DOTTED}"
        if any(high > "\x7f" for _, high in ranges):
            new = [one for one in _NEW_LETTERS if any(_overlap(one, two) for two in ranges)]
            written += _BEYOND if new else "".join(f"{low}-{high}" for low, high in _NEW_LETTERS)
        return f"[{written}]"

    def _widened(self, written: str) -> str:
        try:
            return _widened_class(written, folds=self._folds[-1])
        except regex.error as error:
            raise PatternError(f"has {written!r}: {error}") from None


def _overlap(one: Range, two: Range) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]


def _character(escape: regex.Match[str]) -> str | None:
    """Return the character that *escape* means, ``None`` if it means a class."""
    if escape["hex"]:
        code = int(escape["hex"], 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise PatternError(f"has {escape[0]!r}: there is no such character")
        return chr(code)
    return _CONTROLS[escape["control"]] if escape["control"] else escape["literal"]


@lru_cache(maxsize=1024)
def _widened_class(written: str, *, folds: bool) -> str:
    members = regex.findall(written, _ASCII, regex.IGNORECASE if folds else 0)
    return f"(?-i:[{''.join(map(_escaped, members))}{_BEYOND}])"


def _escaped(character: str) -> str:
    if character in string.ascii_letters + string.digits:
        return character
    return f"\\x{{{ord(character):X}}}"
