"""One field of all links of a population, as numbers in the order of the links.

Links are fed in blocks, so that a block's values go through a few calls in C. A value that was met
before costs one look-up: the same value has the same code, and what a condition says of it is
worked out once. Code 0 is "the link does not say".
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.facts import State, known_value, usual_type
from backlinkspider.rules.planes import Plane, mask_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from backlinkspider.rules.columns import Column
    from backlinkspider.rules.fields import Field

_REMEMBERED: Final = 16_384
"""Values of a field that is only asked for answers, of which the answer is at hand."""

_BYTE: Final = 256
_NONE_CODE: Final = 1


class _Codes(dict[Any, int]):
    """Codes by value; of a value that is not there, *code* is asked."""

    def __init__(self, known: dict[Any, int], code: Callable[[Any], int]) -> None:
        super().__init__(known)
        self._code = code

    def __missing__(self, value: Any) -> int:
        code = self._code(value)
        self[value] = code
        return code


class Series:
    """A *field* of all links. ``codes`` has one number for each link.

    With *keeps* a code stands for a value, which ``values`` has: a list as a tuple of its texts,
    each once, and a text once however many lists have it. Without, it stands for what the
    predicates of *column* say.
    """

    def __init__(self, field: Field, column: Column | None, *, keeps: bool) -> None:
        self.field = field
        self.codes = array("I")
        self.values: list[Any] = [State.UNKNOWN, None]
        self._keeps = keeps
        self._column = column
        self._texts: dict[Any, Any] = {}
        usual = (int, float) if field.kind == "number" else (usual_type(field) or str,)
        self._usual = frozenset({*usual, State, type(None)})
        self._truths: list[tuple[bool | None, ...]] = [column.unknown.truths if column else ()]
        self._numbers: dict[tuple[bool | None, ...], int] = {}
        self._outcomes = [0]
        """Numbers of outcomes by code."""
        self._says: int | None = None
        self._known = self._first_known()

    def _first_known(self) -> _Codes:
        known: dict[Any, int] = {State.UNKNOWN: 0, None: 0}
        if self.field.unknown is not None:
            known[self.field.unknown] = 0
        if self.field.nullable:
            known[None] = _NONE_CODE if self._keeps else self._number(None)
        return _Codes(known, self._kept if self._keeps else self._judged)

    def extend(self, raws: Sequence[Any]) -> None:
        """Take the field's values in further links, as ``Facts.value`` would read them."""
        self._says = None
        if not self._usual.issuperset(map(type, raws)):
            raws = [known_value(self.field, raw) for raw in raws]
        if self.field.kind == "texts":
            self.codes.extend(self._codes_of_lists(raws))
        else:
            self.codes.extend(map(self._known.__getitem__, raws))

    def _codes_of_lists(self, raws: Iterable[Any]) -> Iterator[int]:
        """Yield the codes of lists; a list often is the one before, on another link of the page."""
        last: Any = None
        code = self._known[None]
        for raw in raws:
            if raw != last:
                code, last = self._code_of_list(raw), raw
            yield code

    def _code_of_list(self, raw: Any) -> int:
        if raw is None or raw is State.UNKNOWN:
            return self._known[raw]
        try:
            found = tuple(map(self._texts.setdefault, raw, raw)) if self._keeps else tuple(raw)
            return self._known[found]
        except TypeError:  # an element can't be hashed
            return self._known[_texts(raw)]

    def _kept(self, value: Any) -> int:
        """Return a new code for *value*."""
        self.values.append(_texts(value) if isinstance(value, tuple) else value)
        return len(self.values) - 1

    def _judged(self, value: Any) -> int:
        """Return the number of the outcome of *value*; what was met long ago is forgotten."""
        if len(self._known) > _REMEMBERED:
            first = self._first_known()
            self._known.clear()
            self._known.update(first)
        return self._number(_texts(value) if isinstance(value, tuple) else value)

    def _number(self, value: Any) -> int:
        """Return the number of the outcome that *value*, which is known, has; never 0."""
        if self._column is None:
            return 1
        truths = self._column.outcome(value).truths
        number = self._numbers.get(truths)
        if number is None:
            number = self._numbers[truths] = len(self._truths)
            self._truths.append(truths)
        return number

    def known(self) -> int:
        """Return the mask of the links that say something."""
        if self._says is None:
            self._says = mask_of(map(bool, self.codes))
        return self._says

    def where(self, test: Callable[[Any], bool]) -> int:
        """Return the mask of the links that have a value which passes *test*."""
        flags = [code > _NONE_CODE and test(value) for code, value in enumerate(self.values)]
        return mask_of(map(flags.__getitem__, self.codes))

    def planes(self) -> list[Plane]:
        """Return what each of the column's predicates says of the links, by position."""
        numbers = self._outcome_numbers()
        truths = self._truths
        return [
            Plane(
                _marked(numbers, [one[position] is True for one in truths]),
                _marked(numbers, [one[position] is False for one in truths]),
            )
            for position in range(len(truths[0]))
        ]

    def _outcome_numbers(self) -> Sequence[int]:
        """Return the outcomes' numbers by link, as bytes where these are enough."""
        numbers = self.codes.tolist()
        if self._keeps:
            for value in self.values[len(self._outcomes) :]:
                self._outcomes.append(self._number(value))
            numbers = list(map(self._outcomes.__getitem__, numbers))
        return bytes(numbers) if len(self._truths) <= _BYTE else numbers


def _marked(numbers: Sequence[int], flags: Sequence[bool]) -> int:
    if isinstance(numbers, bytes):
        table = bytes(flags).ljust(_BYTE, b"\0")
        return int.from_bytes(numbers.translate(table), "little")
    return mask_of(map(flags.__getitem__, numbers))


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the texts in a list, each once: rules read nothing else of it."""
    return tuple(dict.fromkeys(one for one in values if isinstance(one, str)))
