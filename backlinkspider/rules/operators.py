"""The operators of a leaf: what they take, on which fields, and how they compare.

Each builds a ``Finder``: a function from a field's value to what it found (``None`` when the
test fails). So the same code answers and gives the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.sieve import TIMEOUT, compile_pattern
from backlinkspider.rules.widening import PatternError
from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from backlinkspider.rules.fields import Kind
    from backlinkspider.rules.words import Lexicon


@dataclass(frozen=True, slots=True)
class Found:
    """Where and by what a test held; all ``None`` when there is no place to point at."""

    span: tuple[int, int] | None = None
    text: str | None = None
    term: str | None = None
    list: str | None = None


HELD: Final = Found()
Finder = Callable[[Any], Found | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """What arguments may refer to: the lexicon of all lists, and their terms."""

    lexicon: Lexicon
    terms: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Operator:
    """``fault`` says what is wrong with an argument ('' if nothing), ``build`` makes the test."""

    kinds: frozenset[Kind]
    fault: Callable[[Any], str]
    build: Callable[[Any, Sources], Finder]


def _when(test: Callable[[Any], bool]) -> Finder:
    return lambda value: HELD if test(value) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _needs(test: Callable[[Any], bool], wanted: str) -> Callable[[Any], str]:
    return lambda argument: "" if test(argument) else f"takes {wanted}"


_NUMBER = _needs(_is_number, "a number")
_TEXT = _needs(lambda value: isinstance(value, str) and bool(value), "text")
_TEXTS = _needs(_is_texts, "a list of texts")
_SCALAR = _needs(lambda value: isinstance(value, bool | int | float | str), "one value")
_SCALARS = _needs(lambda value: isinstance(value, list) and bool(value), "a list of values")
_FLAG = _needs(lambda value: isinstance(value, bool), "true or false")


def _range_fault(value: Any) -> str:
    two = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
    return "" if two and value[0] <= value[1] else "takes two numbers, [lowest, highest]"


def list_names(argument: Any) -> list[str]:
    """Return the names of the lists that an argument of ``words`` or ``domain_in`` refers to."""
    texts = argument if isinstance(argument, list) else [argument]
    return [text for text in texts if isinstance(text, str) and text.startswith("lists/")]


def _words_fault(argument: Any) -> str:
    names = list_names(argument)
    count = 1 if isinstance(argument, str) else len(argument) if _is_texts(argument) else 0
    return "" if count and len(names) == count else "takes lists/NAME.txt, or a list of them"


def _words(argument: Any, sources: Sources) -> Finder:
    names = list_names(argument)

    def find(text: str) -> Found | None:
        hits = sources.lexicon.scan(text)
        first = min((hits[name][0] for name in names if name in hits), default=None)
        if first is None:
            return None
        span = (first.start, first.end)
        return Found(span, text[slice(*span)], first.term, first.list)

    return find


def _contains(argument: Any, _: Sources) -> Finder:
    def find(text: str) -> Found | None:
        start = text.find(argument)
        return Found((start, start + len(argument)), argument) if start >= 0 else None

    return find


def _regex_fault(argument: Any) -> str:
    if not isinstance(argument, str) or not argument:
        return "takes a regular expression"
    try:
        compile_pattern(argument)
    except PatternError as error:
        return f"takes a regular expression within limits; this {error}"
    return ""


def _regex(argument: Any, _: Sources) -> Finder:
    """Return a finder that raises ``TimeoutError`` where the pattern takes too long."""
    search = compile_pattern(argument).search

    def find(text: str) -> Found | None:
        match = search(text, timeout=TIMEOUT)
        return Found(match.span(), match[0]) if match else None

    return find


def _domains_fault(argument: Any) -> str:
    return _words_fault(argument) if list_names(argument) else _TEXTS(argument)


def _domain_in(argument: Any, sources: Sources) -> Finder:
    names = list_names(argument)
    owners = {term.lower(): name for name in names for term in sources.terms[name]}
    domains = owners or dict.fromkeys((one.lower() for one in argument), None)

    def find(value: str) -> Found | None:
        host = host_of(value) if "://" in value else value
        labels = host.lower().rstrip(".").split(".")
        for index in range(len(labels)):
            suffix = ".".join(labels[index:])
            if suffix in domains:
                return Found(None, host, suffix, domains[suffix])
        return None

    return find


def _cidr_fault(argument: Any) -> str:
    try:
        return "" if _is_texts(argument) and [ip_network(one) for one in argument] else _CIDR
    except ValueError as error:
        return f"{_CIDR}: {error}"


_CIDR: Final = "takes a list of networks such as 203.0.113.0/24"


def _cidr(argument: Any, _: Sources) -> Finder:
    networks = [ip_network(one) for one in argument]

    def test(value: str) -> bool:
        try:
            address = ip_address(value)
        except ValueError:
            return False
        return any(address in network for network in networks)

    return _when(test)


_TEXT_FIELDS: Final[frozenset[Kind]] = frozenset({"text"})
_NUMBERS: Final[frozenset[Kind]] = frozenset({"number"})
_SETS: Final[frozenset[Kind]] = frozenset({"texts"})
_SINGLE: Final[frozenset[Kind]] = frozenset({"text", "number", "boolean"})
_EVERY: Final[frozenset[Kind]] = frozenset({"text", "number", "boolean", "texts"})

OPERATORS: Final[Mapping[str, Operator]] = {
    "eq": Operator(_SINGLE, _SCALAR, lambda a, _: _when(lambda v: v == a)),
    "in": Operator(_SINGLE - {"boolean"}, _SCALARS, lambda a, _: _when(lambda v: v in a)),
    "has_any": Operator(_SETS, _TEXTS, lambda a, _: _when(lambda v: any(one in v for one in a))),
    "has_all": Operator(_SETS, _TEXTS, lambda a, _: _when(lambda v: all(one in v for one in a))),
    "lt": Operator(_NUMBERS, _NUMBER, lambda a, _: _when(lambda v: v < a)),
    "lte": Operator(_NUMBERS, _NUMBER, lambda a, _: _when(lambda v: v <= a)),
    "gt": Operator(_NUMBERS, _NUMBER, lambda a, _: _when(lambda v: v > a)),
    "gte": Operator(_NUMBERS, _NUMBER, lambda a, _: _when(lambda v: v >= a)),
    "between": Operator(_NUMBERS, _range_fault, lambda a, _: _when(lambda v: a[0] <= v <= a[1])),
    "starts": Operator(_TEXT_FIELDS, _TEXT, lambda a, _: _when(lambda v: v.startswith(a))),
    "ends": Operator(_TEXT_FIELDS, _TEXT, lambda a, _: _when(lambda v: v.endswith(a))),
    "contains": Operator(_TEXT_FIELDS, _TEXT, _contains),
    "words": Operator(_TEXT_FIELDS, _words_fault, _words),
    "regex": Operator(_TEXT_FIELDS, _regex_fault, _regex),
    "exists": Operator(_EVERY, _FLAG, lambda a, _: _when(lambda v: (v is not None) == a)),
    "domain_in": Operator(_TEXT_FIELDS, _domains_fault, _domain_in),
    "cidr": Operator(_TEXT_FIELDS, _cidr_fault, _cidr),
}
"""By name. ``in``, ``eq``, ``starts``, ``ends`` and ``contains`` compare text exactly."""
