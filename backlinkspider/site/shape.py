"""What a URL looks like when its dates, its tokens or the values of its query are left out."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from backlinkspider.site.address import read_address
from backlinkspider.site.canonical import canonical_key
from backlinkspider.site.parameters import is_token, parameter_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.site.address import Address, Parameter

_MASK: Final = "*"
_WORD: Final = re.compile(r"[^\W\d_]+")
_ADDRESS_VALUE: Final = re.compile(r"(?:https?:/)?/\S", re.IGNORECASE)
_DATE_DIGITS: Final = re.compile(r"\d{1,14}")


class Shape(NamedTuple):
    """The parts of one page's URL that are compared with those of other pages.

    *key*: its canonical key. *script*: host and path. *names*: its parameters' names, sorted.
    *dated*: the key with its dates masked, ``""`` without dates or where an article's name follows
    them. *masked*: the key with one token masked, and where that token stands. *unordered*: the
    key without the parameters that only order entries, ``""`` where there are none. *refers*: a
    value is an address itself.
    """

    key: str
    segments: tuple[str, ...]
    script: str
    names: tuple[str, ...]
    dated: str
    masked: tuple[tuple[str, str, str], ...]
    unordered: str
    refers: bool


def read_shape(url: str) -> Shape:
    """Return the shape of the serialised *url*."""
    key = canonical_key(url)
    address = read_address(f"//{key}")
    return Shape(
        key=key,
        segments=address.segments,
        script=address.host + address.path,
        names=tuple(sorted(parameter.name for parameter in address.parameters)),
        dated=_dated(address),
        masked=tuple(_masked(address)),
        unordered=_unordered(address),
        refers=any(_ADDRESS_VALUE.match(each.value) for each in address.parameters),
    )


def _dated(address: Address) -> str:
    path, found = _date().subn(_MASK, address.path.lower())
    after = path.rpartition(_MASK)[2] if found else ""
    query = [_dated_parameter(each) for each in address.parameters]
    in_query = any(value for _, value in query)
    if not in_query and (not found or _names_article(after)):
        return ""
    return f"{address.host}{path}?{'&'.join(f'{name}={value}' for name, value in sorted(query))}"


def _dated_parameter(parameter: Parameter) -> tuple[str, str]:
    """Return *parameter* with its date masked; an empty value where it has none."""
    value = parameter.value.lower()
    if parameter.name in parameter_names().date and _DATE_DIGITS.fullmatch(value):
        return parameter.name, _MASK
    masked, found = _date().subn(_MASK, value)
    return (parameter.name, masked) if found else (f"{parameter.name}={value}", "")


def _names_article(after: str) -> bool:
    """Tell whether words *after* a date name an article, as in ``/2024/05/spring-fair``."""
    return not parameter_names().views.issuperset(_WORD.findall(after))


def _masked(address: Address) -> Iterator[tuple[str, str, str]]:
    """Yield for each token where it stands, the key without it, and the token."""
    written = [each.written for each in address.parameters]
    for index, segment in enumerate(address.segments):
        if is_token(segment):
            rest = [*address.segments[:index], _MASK, *address.segments[index + 1 :]]
            yield f"/{index}", f"{address.host}/{'/'.join(rest)}?{'&'.join(written)}", segment
    for index, each in enumerate(address.parameters):
        if is_token(each.value):
            rest = [*written[:index], f"{each.name}={_MASK}", *written[index + 1 :]]
            yield f"?{each.name}", f"{address.host}{address.path}?{'&'.join(rest)}", each.value


def _unordered(address: Address) -> str:
    order = parameter_names().order
    kept = [each.written for each in address.parameters if each.name not in order]
    if len(kept) == len(address.parameters):
        return ""
    return canonical_key(f"//{address.host}{address.path}?{'&'.join(kept)}")


@cache
def _date() -> re.Pattern[str]:
    """Return the pattern of a day, a week or a month. There are only so many years."""
    year, month = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])"
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    name = rf"(?:{'|'.join(parameter_names().months)})"
    forms = (
        rf"{year}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:t\d{{4,6}}z?)?(?!\d)",
        rf"{year}[-/._](?:w|week[-/]?)\d\d?(?!\d)",
        rf"{year}[-/._]?{name}(?:[-/._]{day})?(?![a-z\d])",
        rf"{year}(?P<by>[-/._]){month}(?:(?P=by){day})?(?!\d)",
        rf"(?:{day}[-/._])?{month}[-/._]{year}(?!\d)",
    )
    named = rf"(?<![a-z\d])(?:{day}[-/._])?{name}[-/._]?(?:{day}[-/._])?{year}(?!\d)"
    return re.compile(rf"(?<!\d)(?:{'|'.join(forms)})|{named}", re.ASCII)
