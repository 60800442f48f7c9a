"""``--query``: a MongoDB filter in strict JSON; each mistake is told with its place.

Dates and numbers in extended JSON, too, relaxed and canonical, as Compass writes them:
``{"$date": "2026-05-31"}``, ``{"$date": {"$numberLong": "1780185600000"}}`` and the like.
https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
"""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.fields.described import is_known, kinds
from backlinkspider.store.query import FilterError, check
from backlinkspider.store.values import date, is_date_field
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from backlinkspider.documents import Collection

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_AS_TEXT: Final = "suppressed.expires"
_SPACE: Final = " \t\r\n"
_DECODER: Final = json.JSONDecoder()


def query(text: str) -> dict[str, Any]:
    """Return the filter that *text* is, as ``store.query`` checks it.

    Raises ``ArgumentTypeError`` with line and column in *text*.
    """
    try:
        where = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole
        )
        _refuse_dates_as_text(where, "", ())
        return check(where)
    except json.JSONDecodeError as error:
        shown = f"{error.lineno}:{error.colno}: no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        hint = "; names and texts stand in double quotes" if "double quotes" not in shown else ""
        raise ArgumentTypeError(f"{shown}{hint}") from None
    except FilterError as error:
        raise ArgumentTypeError(f"{place(text, error.at)}: {error}") from None
    except _BadValueError as error:
        raise ArgumentTypeError(str(error)) from None
    except RecursionError:
        raise ArgumentTypeError("nested too deeply") from None


class _BadValueError(ValueError):
    """Something that is JSON, but no part of a filter."""


def _whole(digits: str) -> int:
    if len(digits) > 20:
        raise _BadValueError(f"{digits[:20]}... is no 64-bit number")
    return int(digits)


def _constant(name: str) -> Any:
    raise _BadValueError(f"{name} is no JSON")


def _object(pairs: list[tuple[str, Any]]) -> Any:
    if len(pairs) == 1 and pairs[0][0] in _WRAPPERS:
        [(name, value)] = pairs
        return _WRAPPERS[name](name, value)
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _BadValueError(f"{name!r} stands twice in one object: use $and")
        found[name] = value
    return found


def _date(name: str, value: Any) -> datetime:
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if isinstance(value, int) and not isinstance(value, bool):
            return _EPOCH + timedelta(milliseconds=value)
    except (ValueError, OverflowError):
        pass
    raise _BadValueError(f'{name}: {value!r} is no date; write {{"$date": "2026-05-31T00:00:00Z"}}')


def _number(name: str, value: Any) -> int | float:
    try:
        if isinstance(value, str):
            return float(value) if name == "$numberDouble" else int(value)
    except ValueError:
        pass
    raise _BadValueError(f"{name}: {value!r} is no number in quotes")


_WRAPPERS: Final[dict[str, Callable[[str, Any], Any]]] = {
    "$date": _date,
    "$numberInt": _number,
    "$numberLong": _number,
    "$numberDouble": _number,
}


def _refuse_dates_as_text(part: Any, field: str, at: tuple[str | int, ...]) -> None:
    """Refuse a date written as text on a date field: it would match no date, without a word.

    An allow entry ends on a day, which is text. Raises ``FilterError``.
    """
    if field.endswith(_DAY_AS_TEXT):
        return
    if isinstance(part, dict):
        for name, inner in part.items():
            deeper = field if name.startswith("$") else f"{field}.{name}".lstrip(".")
            _refuse_dates_as_text(inner, deeper, (*at, name))
    elif isinstance(part, list):
        for position, inner in enumerate(part):
            _refuse_dates_as_text(inner, field, (*at, position))
    elif isinstance(part, str) and is_date_field(field.rpartition(".")[2]) and date(part) is None:
        raise FilterError(at, f'{field} holds dates: write {{"$date": "2026-05-31T00:00:00Z"}}')


def fields_asked(part: Any, field: str = "") -> Iterator[str]:
    """Yield the dotted fields that the filter *part* asks about."""
    if isinstance(part, list):
        for inner in part:
            yield from fields_asked(inner, field)
    elif isinstance(part, dict):
        for name, inner in part.items():
            deeper = field if name.startswith("$") else f"{field}.{name}".lstrip(".")
            if deeper != field:
                yield deeper
            yield from fields_asked(inner, deeper)


def strange_fields(where: Mapping[str, Any], collection: Collection) -> list[str]:
    """Return in words which fields of *where* no document of *collection* is known to have."""
    known = kinds(collection)
    asked = dict.fromkeys(fields_asked(where)) if known else {}
    return [
        f"{collection} have no field {field!r} that is known{did_you_mean(field, known)}"
        for field in asked
        if not is_known(collection, field)
    ]


def place(text: str, at: Sequence[str | int]) -> str:
    """Return ``line:column`` of the part of the JSON *text* that the keys of *at* lead to."""
    offset = _skip(text, 0)
    for step in at:
        inner = _inside(text, offset, step)
        if inner is None:  # a wrapped value: the wrapper is what is wrong
            break
        offset = inner
    line = text.count("\n", 0, offset) + 1
    return f"{line}:{offset - text.rfind(chr(10), 0, offset)}"


def _inside(text: str, offset: int, step: str | int) -> int | None:
    """Return where the value under *step* begins in the object or array at *offset*."""
    position = 0
    offset = _skip(text, offset + 1)
    while text[offset] not in "]}":
        name: str | int = position
        if isinstance(step, str):
            name, offset = _DECODER.raw_decode(text, offset)
            offset = _skip(text, _skip(text, offset) + 1)
        if name == step:
            return offset
        _, offset = _DECODER.raw_decode(text, offset)
        offset = _skip(text, offset)
        if text[offset] == ",":
            offset = _skip(text, offset + 1)
        position += 1
    return None


def _skip(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in _SPACE:
        offset += 1
    return offset
