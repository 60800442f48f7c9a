"""The spiders' arguments: strings from the command line, checked once."""

from __future__ import annotations

import difflib
import re
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self, get_args

from backlinkspider.ages import parse_age, spell_age

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
_NUMBER: Final = re.compile("[0-9]{1,9}")
_MOST: Final = 999_999_999

Range = tuple[int, int]
"""The least and the greatest a whole-number argument may be."""


class ArgumentError(ValueError):
    """A spider argument is wrong; the message names it and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What every crawl is asked: for which targets, and how to look at a page."""

    target: str
    render: Render = "auto"
    probe: Probe = "none"

    REQUIRED: ClassVar[tuple[str, ...]] = ("target",)
    NUMBERS: ClassVar[Mapping[str, Range]] = {}
    AGES: ClassVar[tuple[str, ...]] = ()
    EXAMPLE: ClassVar[str] = ""

    @classmethod
    def from_strings(cls, given: Mapping[str, str]) -> Self:
        """Read ``-a NAME=VALUE`` arguments. Raises ``ArgumentError``.

        Names that begin with ``_`` are a scheduler's own (Scrapyd's ``_job``) and say nothing.
        """
        given = {name: value for name, value in given.items() if not name.startswith("_")}
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise ArgumentError(_unknown(name, known))
        for name in cls.REQUIRED:
            if not given.get(name, "").strip():
                raise ArgumentError(f"-a {name}=... is missing; for example {cls.EXAMPLE}")
        values = {name: cls._value(name, value.strip()) for name, value in given.items()}
        return cls(**values)  # type: ignore[arg-type]  # each value was checked for its name

    @classmethod
    def _value(cls, name: str, value: str) -> str | int | timedelta:
        if name in _CHOICES:
            return _choice(name, value)
        if name in cls.NUMBERS:
            return _number(name, value, cls.NUMBERS[name])
        if name in cls.AGES:
            return _age(name, value)
        return value

    def identity(self) -> dict[str, str]:
        """Return the arguments as strings: what makes two commands the same job."""
        return {name: _spelled(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklinksArguments(Arguments):
    """What ``scrapy crawl backlinks`` was asked to do."""

    candidates: str
    scope: Scope = "auto"
    max_pages: int = 20
    depth: int = 2
    max_per_domain: int = 20

    REQUIRED: ClassVar[tuple[str, ...]] = ("target", "candidates")
    NUMBERS: ClassVar[Mapping[str, Range]] = {
        "max_pages": (1, _MOST),
        "depth": (0, _MOST),
        "max_per_domain": (1, _MOST),
    }
    EXAMPLE: ClassVar[str] = "scrapy crawl backlinks -a target=example.com -a candidates=links.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckArguments(Arguments):
    """What ``scrapy crawl recheck`` was asked to do.

    No page is looked at before *min_age* has passed since its last look; every one is due after
    *max_age*. Of those that are due the *max_pages* most due are visited.
    """

    min_age: timedelta = timedelta(hours=24)
    max_age: timedelta = timedelta(days=30)
    max_pages: int = 10_000

    NUMBERS: ClassVar[Mapping[str, Range]] = {"max_pages": (1, 100_000)}
    AGES: ClassVar[tuple[str, ...]] = ("min_age", "max_age")
    EXAMPLE: ClassVar[str] = "scrapy crawl recheck -a target=example.com"

    def __post_init__(self) -> None:
        """Raise ``ArgumentError`` for bounds that leave nothing between them."""
        if self.max_age < self.min_age:
            raise ArgumentError(
                f"-a max_age={spell_age(self.max_age)} is less than"
                f" min_age={spell_age(self.min_age)}: raise the one or lower the other"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnsiteArguments(Arguments):
    """What ``scrapy crawl ownsite`` was asked to do.

    Every own URL that links lead to is visited; besides, at most *max_pages* of the site, found up
    to *depth* links from its home page: eight minutes at a request a second.
    """

    max_pages: int = 500
    depth: int = 3

    NUMBERS: ClassVar[Mapping[str, Range]] = {"max_pages": (1, _MOST), "depth": (0, _MOST)}
    EXAMPLE: ClassVar[str] = "scrapy crawl ownsite -a target=example.com"

    def __post_init__(self) -> None:
        """Raise ``ArgumentError`` for a probe: nobody cloaks links to himself."""
        if self.probe != "none":
            raise ArgumentError(f"-a probe={self.probe}: the own site is not probed")


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"unknown argument -a {name}=...: {hint}"


def _choice(name: str, value: str) -> str:
    choices = _CHOICES[name]
    if value in choices:
        return value
    near = difflib.get_close_matches(value.lower(), choices, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ArgumentError(f"-a {name}={value}: must be one of {', '.join(choices)}{hint}")


def _number(name: str, value: str, bounds: Range) -> int:
    least, most = bounds
    if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
        raise ArgumentError(
            f"-a {name}={value[:20]}: must be a whole number from {least} to {most}"
        )
    return int(value)


def _age(name: str, value: str) -> timedelta:
    age = parse_age(value)
    if age is None:
        raise ArgumentError(f"-a {name}={value[:20]}: must be an age such as 12h, 7d or 4w")
    return age


def _spelled(value: object) -> str:
    return spell_age(value) if isinstance(value, timedelta) else str(value)
