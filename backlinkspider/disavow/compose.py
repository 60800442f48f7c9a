"""The text of a disavow file: why it is there, what is kept, what is new, each with its reasons.

Texts that others wrote (reasons, notes, file names) stand in comments, each on one line: nothing
in them can become an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.cover import DOMAIN, Cover
from backlinkspider.disavow.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backlinkspider.disavow.select import Pick

NOTICE: Final = (
    "A disavow is for a manual action, or for links of a clear scheme that nobody takes away.",
    "Most sites need none, and a wrong one costs good links: read every line first.",
    "An upload replaces the list in use: what is to stay disavowed must be in the file.",
)
"""https://support.google.com/webmasters/answer/2648487"""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of the list in use: its lines, and the entries among them by their numbers.

    *title* says where they come from, if the lines themselves do not.
    """

    lines: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    title: str = ""

    @property
    def cover(self) -> Cover:
        """What the entries cover."""
        return Cover(entry.spelling for entry in self.entries)

    @classmethod
    def of(cls, spellings: Iterable[str], title: str) -> Kept:
        """Keep entries without a file, one a line."""
        lines = tuple(spellings)
        return cls(lines, tuple(Entry(at, 1, one) for at, one in enumerate(lines, 1)), title)


@dataclass(frozen=True, slots=True)
class Composed:
    """A disavow file as text. Not among its *picks* is what the kept lines cover already."""

    lines: tuple[str, ...]
    picks: tuple[Pick, ...]
    dropped: tuple[str, ...]
    """Entries that were to be kept and that a new one covers."""

    @property
    def text(self) -> str:
        """The lines, each with its end."""
        return "".join(f"{line}\n" for line in self.lines)


def compose(
    head: str, picks: Iterable[Pick], kept: Kept, reasons: Callable[[Pick], Iterable[str]]
) -> Composed:
    """Return the file of *picks* beside what is *kept*.

    *head* says how the new entries were chosen; *reasons* gives what is said above each.
    """
    old = kept.cover
    new = _needed(pick for pick in picks if not old.covers(pick.entry))
    cover = Cover(pick.entry for pick in new)
    dropped = {one.line: one.spelling for one in kept.entries if cover.covers(one.spelling)}
    stay = [line for number, line in enumerate(kept.lines, 1) if number not in dropped]
    said = set(kept.lines)
    blocks = [
        [line for line in map(comment, NOTICE) if line not in said],
        [*([comment(kept.title)] if kept.title else []), *stay],
        [comment(head)] if new else [],
    ]
    for pick in new:
        blocks[-1] += [*map(comment, reasons(pick)), pick.entry]
    lines = [line for block in blocks if block for line in ("", *block)][1:]
    return Composed(tuple(lines), tuple(new), tuple(dropped.values()))


def comment(text: str) -> str:
    """Return *text* as one comment line, signs without a shape gone."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return f"# {line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}"


def _needed(picks: Iterable[Pick]) -> list[Pick]:
    """Return *picks* without those that another covers: domains first, then pages, by name."""
    each = {pick.entry: pick for pick in picks}
    cover = Cover(each)
    needed = (pick for entry, pick in each.items() if cover.wider(entry) is None)
    return sorted(needed, key=lambda pick: (not pick.entry.startswith(DOMAIN), pick.entry))
