"""Names of query parameters, as data (``parameters.yaml``), and values that are tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.site.address import Parameter

_FILE: Final = Path(__file__).with_name("parameters.yaml")
_TOKEN: Final = re.compile(
    r"(?=[^a-z]*[a-z])(?=\D*\d)[0-9a-f]{16,}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?=.*[a-z])(?=.*[A-Z])(?=.*\d.*\d)[A-Za-z0-9+=]{16,}",
    re.ASCII,
)
_MAX_TOKEN: Final = 512


@dataclass(frozen=True, slots=True)
class Names:
    """Some names: whole ones, and the beginnings of others."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.whole or name.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class ParameterNames:
    """What ``parameters.yaml`` lists; its comments say what each list means."""

    tracking: Names
    session: Names
    session_token: Names
    order: Names
    date: Names
    months: tuple[str, ...]
    views: frozenset[str]


@cache
def parameter_names() -> ParameterNames:
    """Return the lists of ``parameters.yaml``."""
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return ParameterNames(
        tracking=_names(lists["tracking"]),
        session=_names(lists["session"]),
        session_token=_names(lists["session_token"]),
        order=_names(lists["order"]),
        date=_names(lists["date"]),
        months=tuple(sorted(set(lists["months"].split()), key=lambda word: (-len(word), word))),
        views=frozenset(lists["views"].split()),
    )


def _names(listed: Iterable[str]) -> Names:
    listed = tuple(listed)
    return Names(
        whole=frozenset(name for name in listed if not name.endswith("*")),
        beginnings=tuple(name[:-1] for name in listed if name.endswith("*")),
    )


def is_token(value: str) -> bool:
    """Tell whether *value* is nothing people write: hex, a UUID or base64 of 16 and more.

    >>> is_token("9f8c1d2e3b4a5968"), is_token("how-to-repair-a-bike-in-2024")
    (True, False)
    """
    return 16 <= len(value) <= _MAX_TOKEN and _TOKEN.fullmatch(value) is not None


def names_visit(parameter: Parameter) -> bool:
    """Tell whether *parameter* names a visit or a click and not the page."""
    names = parameter_names()
    name = parameter.name
    if name in names.tracking or name in names.session:
        return True
    return name in names.session_token and is_token(parameter.value)
