"""A checked filter and a sort as SQL over a JSON column ``doc`` and its columns. Pure.

The SQL means what MongoDB means (``query.py``). Every test of a field is existential: it holds
if one of the values the path reaches passes. A path goes through every array on its way, which
SQLite's JSON paths do not, so each prefix that may be an array gets its own sub-query.
"""
# ruff: noqa: S608 - names passed check_field or are our own, values are bound

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from backlinkspider.store.query import LOGICAL, RANGES
from backlinkspider.store.values import is_date_field, iso

_GLOB_ISO: Final = (
    "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z"
)
_COMPARISON: Final = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}
_NEGATED: Final = {"$ne": "$eq", "$nin": "$in", "$not": ""}
_NUMBER: Final = "IN ('integer','real')"

Columns = Mapping[str, str]
"""Quoted column by dotted field. Such a field holds a scalar and its path crosses no array."""


@dataclass(frozen=True, slots=True)
class _Place:
    """SQL for one place in a document."""

    kind: str
    """Its JSON type, NULL where there is nothing."""
    value: str
    rows: str = ""
    """Table of its elements, if it is an array."""
    open: str = "1"
    """True unless an array stands on the way, in which case nothing here says nothing."""


_Test = Callable[[_Place], str]


def as_column(value: Any) -> Any:
    """Return *value* as a column holds it: booleans as blobs, which equal no number and no text."""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return value


@dataclass(slots=True)
class Translation:
    """One statement in the making: its columns and the parameters bound so far."""

    columns: Columns
    parameters: dict[str, Any] = field(default_factory=dict)
    _aliases: int = 0

    def condition(self, where: Mapping[str, Any]) -> str:
        """Return the condition of the checked filter *where* on a row."""
        return self._all(where, "doc", self.columns)

    def order(self, name: str) -> str:
        """Return what to order by for the field *name*: missing values come first."""
        if name in self.columns:
            return self.columns[name]
        place = _place("doc", name.split("."))
        return (
            f"CASE {place.kind} WHEN 'true' THEN CAST('true' AS BLOB) "
            f"WHEN 'false' THEN CAST('false' AS BLOB) ELSE {place.value} END"
        )

    def scalar(self, name: str) -> str:
        """Return whether the field *name* holds a scalar or nothing, and crosses no array."""
        if name in self.columns:
            return "1"
        place = _place("doc", name.split("."))
        return f"(coalesce({place.kind},'') NOT IN ('object','array') AND {place.open})"

    def bind(self, value: Any) -> str:
        """Bind *value* and return its placeholder."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = iso(value) if isinstance(value, datetime) else as_column(value)
        return f":{name}"

    def _all(self, where: Mapping[str, Any], source: str, columns: Columns) -> str:
        terms = []
        for name, value in where.items():
            if name in LOGICAL:
                terms.append(self._logical(name, value, source, columns))
            else:
                terms.append(self._field(name, value, source, columns))
        return _joined("AND", terms) if terms else "1"

    def _logical(
        self, name: str, branches: Sequence[Mapping[str, Any]], source: str, columns: Columns
    ) -> str:
        terms = [self._all(branch, source, columns) for branch in branches]
        joined = _joined("AND" if name == "$and" else "OR", terms)
        return _not(joined) if name == "$nor" else joined

    def _field(self, name: str, condition: Any, source: str, columns: Columns) -> str:
        if not isinstance(condition, Mapping):
            condition = {"$eq": condition}
        terms = [
            self._operator(name, operator, operand, source, columns)
            for operator, operand in condition.items()
        ]
        return _joined("AND", terms)

    def _operator(
        self, name: str, operator: str, operand: Any, source: str, columns: Columns
    ) -> str:
        if operator in _NEGATED:
            positive = {_NEGATED[operator]: operand} if _NEGATED[operator] else operand
            return _not(self._field(name, positive, source, columns))
        if operator == "$exists":
            found = self._reach(source, name.split("."), lambda place: f"{place.kind} IS NOT NULL")
            return found if operand else _not(found)
        if operator == "$elemMatch":
            return self._reach(source, name.split("."), lambda place: self._element(place, operand))
        if operator == "$size":
            return self._reach(source, name.split("."), self._sized(operand))
        wanted = operand if operator == "$in" else [operand]
        if name in columns:
            if operator in RANGES:
                return self._column_range(name, operator, operand, columns[name])
            return self._column_equal(wanted, columns[name])
        test = self._range(name, operator, operand) if operator in RANGES else self._equal(wanted)
        return self._reach(source, name.split("."), test, elements=True)

    def _column_equal(self, wanted: Sequence[Any], column: str) -> str:
        terms = [f"{column} IS NULL"] if None in wanted else []
        values = [self.bind(value) for value in wanted if value is not None]
        if values:
            terms.append(_in(column, values))
        return _joined("OR", terms) if terms else "0"

    def _column_range(self, name: str, operator: str, operand: Any, column: str) -> str:
        """Compare within the operand's kind; SQLite orders numbers < text < blobs."""
        compared = f"{column} {_COMPARISON[operator]} {self.bind(operand)}"
        if not isinstance(operand, (str, datetime)):
            return f"({compared} AND {column} < '')"
        return f"({compared} AND {column} >= '' AND {column} < x''{_form(name, operand, column)})"

    def _range(self, name: str, operator: str, operand: Any) -> _Test:
        compared = f"{_COMPARISON[operator]} {self.bind(operand)}"
        if not isinstance(operand, (str, datetime)):
            return lambda at: f"({at.kind} {_NUMBER} AND {at.value} {compared})"
        return lambda at: (
            f"({at.kind}='text' AND {at.value} {compared}{_form(name, operand, at.value)})"
        )

    def _equal(self, wanted: Sequence[Any]) -> _Test:
        texts = [self.bind(value) for value in wanted if isinstance(value, (str, datetime))]
        booleans = {str(value).lower() for value in wanted if isinstance(value, bool)}
        numbers = [self.bind(value) for value in wanted if type(value) in {int, float}]

        def test(at: _Place) -> str:
            terms = [f"{at.kind}='{name}'" for name in sorted(booleans)]
            if texts:
                terms.append(f"({at.kind}='text' AND {_in(at.value, texts)})")
            if numbers:
                terms.append(f"({at.kind} {_NUMBER} AND {_in(at.value, numbers)})")
            if None in wanted:
                terms.append(f"({at.kind}='null' OR ({at.kind} IS NULL AND {at.open}))")
            return _joined("OR", terms) if terms else "0"

        return test

    def _sized(self, operand: int) -> _Test:
        size = self.bind(operand)
        return lambda at: f"({at.kind}='array' AND (SELECT count(*) FROM {at.rows})={size})"

    def _element(self, at: _Place, where: Mapping[str, Any]) -> str:
        alias = self._alias()
        matches = self._all(where, f"{alias}.value", {})
        return (
            f"({at.kind}='array' AND EXISTS(SELECT 1 FROM {at.rows} AS {alias} "
            f"WHERE {alias}.type IN ('object','array') AND {matches}))"
        )

    def _reach(
        self, source: str, parts: Sequence[str], test: _Test, *, elements: bool = False
    ) -> str:
        """Return whether *test* holds at a place *parts* reaches, array *elements* included."""
        place = _place(source, parts)
        terms = [test(place)]
        if elements:
            alias = self._alias()
            found = test(_Place(f"{alias}.type", f"{alias}.atom"))
            terms.append(_any(place, alias, found))
        for length in range(1, len(parts)):
            alias = self._alias()
            deeper = self._reach(f"{alias}.value", parts[length:], test, elements=elements)
            found = f"{alias}.type='object' AND {deeper}"
            terms.append(_any(_place(source, parts[:length]), alias, found))
        return _joined("OR", terms)

    def _alias(self) -> str:
        self._aliases += 1
        return f"e{self._aliases}"


def _place(source: str, parts: Sequence[str]) -> _Place:
    arguments = f"{source},{_path(parts)}"
    prefixes = [_path(parts[:length]) for length in range(1, len(parts))]
    closed = [f"json_type({source},{prefix}) IS NOT 'array'" for prefix in prefixes]
    return _Place(
        f"json_type({arguments})",
        f"json_extract({arguments})",
        f"json_each({arguments})",
        _joined("AND", closed) if closed else "1",
    )


def _path(parts: Sequence[str]) -> str:
    """Return *parts*, which ``check_field`` passed, as a JSON path literal."""
    return "'$" + "".join(f'."{part}"' for part in parts) + "'"


def _any(array: _Place, alias: str, found: str) -> str:
    return f"({array.kind}='array' AND EXISTS(SELECT 1 FROM {array.rows} AS {alias} WHERE {found}))"


def _form(name: str, operand: Any, value: str) -> str:
    """Keep dates and text apart on a date field, where both are text in JSON."""
    if not is_date_field(name.rpartition(".")[2]):
        return ""
    return f" AND {value} {'GLOB' if isinstance(operand, datetime) else 'NOT GLOB'} '{_GLOB_ISO}'"


def _in(value: str, placeholders: Sequence[str]) -> str:
    return f"{value} IN ({','.join(placeholders)})"


def _joined(word: str, terms: Sequence[str]) -> str:
    return f"({f' {word} '.join(terms)})" if len(terms) > 1 else terms[0]


def _not(condition: str) -> str:
    """Negate in two values: where SQL's third value NULL says nothing, the negation holds."""
    return f"({condition} IS NOT TRUE)"
