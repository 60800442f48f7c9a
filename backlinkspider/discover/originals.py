"""Where the last pages of a file are, for the records that only refer to them (revisits)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlinkspider.proof.reader import Openable, Record

_KEYS: Final = 100_000
"""Names of pages that are remembered, two a page at most (a few MB)."""


@dataclass(frozen=True, slots=True)
class Original:
    """A page at *offset*; a revisit may call it by any of *keys*."""

    keys: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Revisit:
    """Record number *number*, at *offset*: its page is not in the part of the file it stands in."""

    number: int
    offset: int


class Originals:
    """The pages of *file* as they pass."""

    def __init__(self, file: Openable) -> None:
        self._file = file
        self._offsets: OrderedDict[str, int] = OrderedDict()

    def remember(self, page: Record) -> None:
        """Note where *page* is, which has been read."""
        names = (page.identity, page.fields.get("warc-payload-digest", ""))
        if page.kind == "response" and (keys := tuple(filter(None, names))):
            self.add(Original(keys, page.offset))

    def add(self, original: Original) -> None:
        """Note *original*; those noted longest ago are forgotten."""
        for key in original.keys:
            self._offsets[key] = original.offset
            self._offsets.move_to_end(key)
        while len(self._offsets) > _KEYS:
            self._offsets.popitem(last=False)

    def locate(self, revisit: Record) -> tuple[Openable, int] | None:
        """Return where the page is that *revisit* refers to."""
        for key in _referred(revisit):
            if key in self._offsets:
                return self._file, self._offsets[key]
        return None

    def puts_off(self, answer: Record, number: int) -> bool:
        """Tell whether *answer*, record *number*, is left to those who know more of the file."""
        del answer, number
        return False


class PartOfThem(Originals):
    """The pages of a part of *file*, told by *tell* in their order.

    With *elsewhere* further pages stand before the part; revisits that may refer to one are told,
    too, and put off.
    """

    def __init__(
        self, file: Openable, tell: Callable[[Original | Revisit], None], *, elsewhere: bool
    ) -> None:
        super().__init__(file)
        self._tell = tell
        self._elsewhere = elsewhere

    def add(self, original: Original) -> None:
        """Note *original*, and tell it."""
        super().add(original)
        self._tell(original)

    def puts_off(self, answer: Record, number: int) -> bool:
        """Put off a revisit whose page, as it calls it first, is not in this part."""
        if not self._elsewhere or answer.kind != "revisit":
            return False
        # The first name decides: a page before this part may have it, another here the second.
        key = next(_referred(answer), "")
        if not key or key in self._offsets:
            return False
        self._tell(Revisit(number, answer.offset))
        return True


def _referred(revisit: Record) -> Iterator[str]:
    for name in ("warc-refers-to", "warc-payload-digest"):
        if key := revisit.fields.get(name, ""):
            yield key
