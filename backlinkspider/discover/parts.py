"""Parts of a file, read side by side, joined to what one reading of the whole file gives.

Where a part begins is a guess: what looks like the first record may stand within one that began
before. So each part says where it began and where the next record behind it begins. Joined in
their order, each is held to what the one before says, and read again where it guessed wrong. What
hangs on earlier parts (the number of a record, the page that a revisit refers to) is told as
events, and settled then.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from backlinkspider.discover.model import Counts, Find
from backlinkspider.discover.originals import Original, Originals, PartOfThem, Revisit
from backlinkspider.discover.read import Done, finds, read_file
from backlinkspider.discover.stream import Break, next_start, start_within
from backlinkspider.proof.model import ProofError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlinkspider.discover.read import Task

    Event = Find | Original | Revisit | str
    """What a part came upon; ``str`` is a broken record's problem."""

HELD: Final = 64 * 1024 * 1024
"""Bytes of finds that a part holds, about; one that has more is read again, as a stream."""

_EACH: Final = 200
"""Bytes of a link or an event besides its texts, about."""


@dataclass(slots=True, kw_only=True)
class PartRead:
    """What a worker read of *task*: from the record at *begin* on to where the *next* begins.

    Its *events* can be used only where it is *whole*. Records are numbered from the part's first.
    """

    task: Task
    begin: int | None = None
    next: int | Break | None = None
    events: list[Event] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    whole: bool = False


class _TooMuch(Exception):
    """A part has more finds than are held."""


def read_task(task: Task) -> Done | PartRead:
    """Read the file of *task*, or its part of one. Raises ``StoreError``."""
    return read_part(task) if task.is_cut else read_file(task)


def read_part(task: Task) -> PartRead:
    """Read the part of a file that *task* names; nothing is written."""
    read = PartRead(task=task)
    try:
        read.begin = task.first and start_within(task.file, task.address, task.first, task.end)
        if read.begin is not None:
            _read_from(read.begin, read)
        read.whole = True
    except (ProofError, _TooMuch):
        # Whoever joins the parts reads it again, and says what is wrong.
        read.events = []
    return read


def _read_from(begin: int, read: PartRead) -> None:
    task, held = read.task, 0
    walk = task.walk(begin)
    originals = PartOfThem(task.file, read.events.append, elsewhere=task.first > 0)

    def hold(event: Find | str) -> None:
        nonlocal held
        read.events.append(event)
        held += _size(event)
        if held > HELD:
            raise _TooMuch

    for find in finds(task, walk, originals, read.counts, hold):
        hold(find)
    read.next = walk.next


def _size(event: Find | str) -> int:
    if isinstance(event, str):
        return len(event) + _EACH
    links = (len(link.url) + len(link.href) + len(link.text or "") + _EACH for link in event.links)
    return len(event.page) + len(event.title) + sum(links) + _EACH


def joined(
    reads: Iterable[Done | PartRead], put: Callable[[Task, Iterable[Find]], None]
) -> Iterator[Done | None]:
    """Yield, after each of *reads*, the file it was the last of; ``None`` where more is to come.

    What parts found is given to *put*.
    """
    file: Joined | None = None
    for read in reads:
        if isinstance(read, Done):
            yield read
            continue
        file = file or Joined(read.task)
        put(read.task, file.finds(read))
        if read.task.end is not None:
            yield None
            continue
        yield file.end()
        file = None


class Joined:
    """One file of which the parts come in their order; *done* is what they came to so far."""

    def __init__(self, first: Task) -> None:
        self.done = Done(address=first.address)
        self._file = first.file
        self._originals = Originals(first.file)
        self._next: int | Break | None = 0

    def finds(self, part: PartRead) -> Iterator[Find]:
        """Yield what *part*, the next one, has, as a reading of the whole file finds it."""
        if self.done.failure:
            return
        task = part.task
        try:
            begin = self._begin()
            if begin is None or (task.end is not None and begin >= task.end):
                return
            if part.whole and part.begin == begin:
                yield from self._told(part)
                self._next = part.next
            else:
                done, walk = self.done, task.walk(begin)
                yield from finds(task, walk, self._originals, done.counts, done.broken)
                self._next = walk.next
        except ProofError as error:
            self.done.fail(error)

    def end(self) -> Done:
        """Return what the file came to, when all parts have been joined."""
        self.done.end()
        return self.done

    def _begin(self) -> int | None:
        """Return where the next record begins, behind a break if there is one."""
        if isinstance(self._next, Break):
            self.done.broken(self._next.problem)
            self._next = next_start(self._file, self.done.address, self._next.offset)
        return self._next

    def _told(self, part: PartRead) -> Iterator[Find]:
        before = self.done.counts.records
        for event in part.events:
            match event:
                case Find():
                    yield replace(event, record=before + event.record)
                case Original():
                    self._originals.add(event)
                case Revisit():
                    yield from self._revisited(part.task, event, before)
                case str():
                    self.done.broken(event)
        self.done.counts.add(part.counts)

    def _revisited(self, task: Task, revisit: Revisit, before: int) -> Iterator[Find]:
        """Yield the finds of *revisit*, now that all pages before it are known."""
        counts = Counts(records=before + revisit.number - 1)
        walk = replace(task, end=revisit.offset + 1).walk(revisit.offset)
        yield from finds(task, walk, self._originals, counts, self.done.broken)
        counts.records = 0
        self.done.counts.add(counts)
