"""What a document may hold: one cleaning before either store, dates back on reading. Pure.

SQLite keeps JSON and MongoDB BSON. Neither holds all that Python does, and each refuses other
things, so ``clean`` reduces a document to what both return unchanged:

- text: NUL and lone surrogates become U+FFFD, as HTML's tokenizer does with NUL (BSON has no
  surrogates; SQLite's JSON functions stop reading at NUL)
- integers beyond 64 bits become decimal text; NaN and infinities become ``None``
- datetimes must be aware and become UTC with milliseconds; they stand directly under a date field
  (``is_date_field``), because JSON has no dates and a field's name tells them from text
- text under a date field that is written exactly as ``iso`` writes is a date
- keys: ``.`` and a leading ``$`` become their full-width forms, which no filter can name
- tuples become lists, other mappings dicts; anything else is refused with its path
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from backlinkspider.documents import Document, utc
from backlinkspider.store.base import DocumentRefused

OnDate = Callable[[datetime], Any]
"""What to make of a date while cleaning: ``utc`` for BSON, ``iso`` for JSON."""

_DATE_NAMES: Final = frozenset({"at", "beat", "since", "until", "expires"})
_DATE_ENDINGS: Final = ("_at", "_seen", "_checked", "_since", "_until")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_ISO_LENGTH: Final = 24
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
_INT_MIN: Final = -(2**63)
_INT_MAX: Final = 2**63 - 1
_UNCHANGED: Final = frozenset({bool, type(None)})
_GOOD_KEYS: Final = 10_000

_good_keys: set[str] = set()
"""Keys that need no cleaning, as far as seen: a document's names are few and repeat."""


class _RefusedError(Exception):
    """A value no store can hold; collects its path on the way out, innermost key first."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.path: list[str] = []


@lru_cache(maxsize=4096)
def is_date_field(name: str) -> bool:
    """Return whether the field *name* (without its path) holds dates: ``at``, ``*_seen``..."""
    return name in _DATE_NAMES or name.endswith(_DATE_ENDINGS)


def iso(moment: datetime) -> str:
    """Return *moment* as ``YYYY-MM-DDTHH:MM:SS.mmmZ``: sorts as text, 24 characters."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def date(text: str) -> datetime | None:
    """Return the UTC datetime that ``iso`` writes as *text*, None for any other text."""
    if len(text) != _ISO_LENGTH or not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def tallied(counts: Iterable[tuple[Any, int]]) -> dict[str | None, int]:
    """Return *counts* of scalars by the text of each: ``true``, ``200``, ISO for a date."""
    totals: dict[str | None, int] = {}
    for value, number in counts:
        text = _label(value)
        totals[text] = totals.get(text, 0) + number
    return totals


def _label(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bytes):  # a boolean in a column of SQLite
        return value.decode()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower()


def clean_text(text: str) -> str:
    """Return *text* with NUL and lone surrogates replaced by U+FFFD."""
    if text.isascii() and "\0" not in text:
        return text
    return _NO_TEXT.sub("\ufffd", text)


def clean(document: Mapping[str, Any], on_date: OnDate = utc) -> Document:
    """Return a copy of *document* that both stores hold; its dates as *on_date* returns them.

    Raises ``DocumentRefused`` naming the document and the field that can't be stored.
    """
    try:
        cleaned = _mapping(document, "", on_date)
    except _RefusedError as refused:
        field = ".".join(reversed(refused.path))
        raise DocumentRefused(
            f"document {document.get('_id')!r}, field {field!r}: {refused}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise DocumentRefused(f"document {document.get('_id')!r}: {error}") from error
    if not isinstance(cleaned.get("_id"), str):
        raise DocumentRefused(f"document {document.get('_id')!r}: _id must be text")
    return cleaned


def revive(document: Document) -> Document:
    """Turn the ISO texts under *document*'s date fields into datetimes, in place; return it."""
    for key, value in document.items():
        kind = value.__class__
        if kind is str:
            if len(value) == _ISO_LENGTH and is_date_field(key):
                document[key] = date(value) or value
        elif kind is dict:
            revive(value)
        elif kind is list:
            _revive_list(value)
    return document


def _revive_list(items: list[Any]) -> None:
    for item in items:
        if item.__class__ is dict:
            revive(item)
        elif item.__class__ is list:
            _revive_list(item)


def _mapping(document: Mapping[str, Any], _: str, on_date: OnDate) -> Document:
    """Clean an object. Most values are plain, and a call for each would double the time."""
    cleaned = {}
    key = ""
    try:
        for key, value in document.items():
            name = key if key in _good_keys else _key(key)
            kind = value.__class__
            kept = value
            if kind is str:
                if not value.isascii() or len(value) == _ISO_LENGTH or "\0" in value:
                    kept = _text(value, name, on_date)
            elif kind is int:
                if not _INT_MIN <= value <= _INT_MAX:
                    kept = str(value)
            elif kind not in _UNCHANGED:
                kept = _BY_TYPE.get(kind, _other)(value, name, on_date)
            cleaned[name] = kept
    except _RefusedError as refused:
        refused.path.append(str(key))
        raise
    return cleaned


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise _RefusedError(f"keys are text, not {type(key).__name__}")
    if key.isidentifier():
        if len(_good_keys) < _GOOD_KEYS:
            _good_keys.add(key)
        return key
    name = clean_text(key).replace(".", "．")
    return f"＄{name[1:]}" if name.startswith("$") else name


def _sequence(items: list[Any] | tuple[Any, ...], _: str, on_date: OnDate) -> list[Any]:
    return [
        item
        if item.__class__ is str and item.isascii() and "\0" not in item
        else _BY_TYPE.get(item.__class__, _other)(item, "", on_date)
        for item in items
    ]


def _text(text: str, key: str, on_date: OnDate) -> Any:
    moment = date(text) if is_date_field(key) else None
    return clean_text(text) if moment is None else on_date(moment)


def _int(number: int, _: str, __: OnDate) -> int | str:
    return number if _INT_MIN <= number <= _INT_MAX else str(number)


def _float(number: float, _: str, __: OnDate) -> float | None:
    return number if math.isfinite(number) else None


def _same(value: Any, _: str, __: OnDate) -> Any:
    return value


def _date(moment: datetime, key: str, on_date: OnDate) -> Any:
    if not is_date_field(key):
        raise _RefusedError("holds a date, but isn't named like a date field (at, *_at, *_seen...)")
    if moment.tzinfo is None:
        raise _RefusedError(f"the date {moment} has no time zone")
    return on_date(moment)


def _other(value: Any, key: str, on_date: OnDate) -> Any:
    """Clean a subclass (an enum member, BSON's Int64, a tuple) as the type it stands for."""
    for base, plain, cleaner in _BASES:
        if isinstance(value, base):
            return cleaner(plain(value), key, on_date)
    raise _RefusedError(f"{type(value).__name__} can't be stored")


_Cleaner = Callable[[Any, str, OnDate], Any]

_BY_TYPE: Final[dict[type, _Cleaner]] = {
    dict: _mapping,
    list: _sequence,
    str: _text,
    int: _int,
    float: _float,
    bool: _same,
    type(None): _same,
    datetime: _date,
}
_BASES: Final[tuple[tuple[type, Callable[[Any], Any], _Cleaner], ...]] = (
    (Mapping, dict, _mapping),
    (list, list, _sequence),
    (tuple, list, _sequence),
    (str, str.__str__, _text),
    (int, int, _int),
    (float, float, _float),
)
