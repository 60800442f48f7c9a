"""Authority, relevance and placement, each with what it was made of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from backlinkspider.worth.weights import (
    GOOD_AUTHORITY,
    GOOD_PLACEMENT,
    GOOD_RELEVANCE,
    OFF_SUBJECT,
    POOR_PLACEMENT,
    WEAK,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """One number that somebody gives a domain or page.

    *source* is a tool or list, *date* ``YYYY-MM-DD`` or ``YYYY-MM`` (``""``: not known), *value*
    the number as given, *normalised* from 0 to 100.
    """

    source: str
    metric: str
    date: str
    value: float
    normalised: float

    def document(self) -> dict[str, Any]:
        """Return the input as it is stored."""
        return {**asdict(self), "date": self.date or None}


@dataclass(frozen=True, slots=True)
class Authority:
    """How strong a domain or page is by what the user has, 0 to 100; ``None`` without any."""

    value: float | None = None
    inputs: tuple[Input, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the authority as it is stored."""
        return {"value": self.value, "inputs": [one.document() for one in self.inputs]}


@dataclass(frozen=True, slots=True)
class Measured:
    """A value from 0 to 1 and what it was made of; ``None`` where nothing is known."""

    value: float | None
    inputs: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """Return the value as it is stored."""
        return {"value": self.value, "inputs": dict(self.inputs)}


NOTHING_KNOWN = Measured(None, {})


@dataclass(frozen=True, slots=True)
class Worth:
    """What a link or a domain is worth."""

    authority: Authority = Authority()
    relevance: Measured = NOTHING_KNOWN
    placement: Measured = NOTHING_KNOWN

    def document(self) -> dict[str, Any]:
        """Return the worth as it is stored."""
        return {
            "authority": self.authority.document(),
            "relevance": self.relevance.document(),
            "placement": self.placement.document(),
        }

    @property
    def is_good(self) -> bool:
        """Whether something speaks for it: a strong domain or a page on the subject, well placed.

        What is not known speaks neither way, so a good place alone is not enough.
        """
        strong = _at_least(self.authority.value, GOOD_AUTHORITY)
        near = _at_least(self.relevance.value, GOOD_RELEVANCE) and not self._is_weak
        return (strong or near) and _at_least(self.placement.value, GOOD_PLACEMENT)

    @property
    def is_worth_asking_for(self) -> bool:
        """Whether it is well placed, and nothing known speaks against it."""
        well_placed = _at_least(self.placement.value, GOOD_PLACEMENT)
        return well_placed and not self._is_weak and not self._is_off_subject

    @property
    def is_poor(self) -> bool:
        """Whether it is known to be worth little: weak and off the subject, or poorly placed."""
        poorly_placed = _below(self.placement.value, POOR_PLACEMENT)
        strong = _at_least(self.authority.value, GOOD_AUTHORITY)
        return (self._is_weak and self._is_off_subject) or (poorly_placed and not strong)

    @property
    def _is_weak(self) -> bool:
        return _below(self.authority.value, WEAK)

    @property
    def _is_off_subject(self) -> bool:
        return _below(self.relevance.value, OFF_SUBJECT)

    def __str__(self) -> str:
        return (
            f"authority {_said(self.authority.value, '.0f')}, relevance"
            f" {_said(self.relevance.value, '.2f')}, placement {_said(self.placement.value, '.2f')}"
        )


def _at_least(value: float | None, bound: float) -> bool:
    return value is not None and value >= bound


def _below(value: float | None, bound: float) -> bool:
    return value is not None and value < bound


def _said(value: float | None, form: str) -> str:
    return "unknown" if value is None else format(value, form)
