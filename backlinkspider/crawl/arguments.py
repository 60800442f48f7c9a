"""The spider's arguments: strings from the command line, checked once."""

from __future__ import annotations

import difflib
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Render = Literal["auto", "always", "never"]
Scope = Literal["auto", "page", "site"]
Probe = Literal["none", "cloaking"]

_CHOICES: Final = {
    "render": get_args(Render),
    "scope": get_args(Scope),
    "probe": get_args(Probe),
}
_NUMBERS: Final = {"max_pages": 1, "depth": 0, "max_per_domain": 1}
"""Whole-number arguments and the least each may be."""

_NUMBER: Final = re.compile("[0-9]{1,9}")


class ArgumentError(ValueError):
    """A spider argument is wrong; the message names it and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What ``scrapy crawl backlinks`` was asked to do."""

    target: str
    candidates: str
    render: Render = "auto"
    scope: Scope = "auto"
    max_pages: int = 20
    depth: int = 2
    max_per_domain: int = 20
    probe: Probe = "none"

    @classmethod
    def from_strings(cls, given: Mapping[str, str]) -> Arguments:
        """Read ``-a NAME=VALUE`` arguments. Raises ``ArgumentError``."""
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise ArgumentError(_unknown(name, known))
        for name in ("target", "candidates"):
            if not given.get(name, "").strip():
                raise ArgumentError(f"-a {name}=... is missing; for example {_EXAMPLE}")
        values = {name: _value(name, value.strip()) for name, value in given.items()}
        return cls(**values)  # type: ignore[arg-type]  # each value was checked for its name

    def identity(self) -> dict[str, str]:
        """Return the arguments as strings: what makes two commands the same job."""
        return {name: str(value) for name, value in asdict(self).items()}


_EXAMPLE: Final = "scrapy crawl backlinks -a target=example.com -a candidates=links.csv"


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"unknown argument -a {name}=...: {hint}"


def _value(name: str, value: str) -> str | int:
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            choices = _CHOICES[name]
            near = difflib.get_close_matches(value.lower(), choices, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ArgumentError(f"-a {name}={value}: must be one of {', '.join(choices)}{hint}")
        return value
    if name in _NUMBERS:
        least = _NUMBERS[name]
        if not _NUMBER.fullmatch(value) or int(value) < least:
            raise ArgumentError(
                f"-a {name}={value[:20]}: must be a whole number from {least} to 999999999"
            )
        return int(value)
    return value
