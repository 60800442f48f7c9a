"""Three-valued logic (Kleene): true, false and unknown (``None``), over checks of some facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

F = TypeVar("F")

Answer = bool | None
Check = Callable[[F], Answer]


def all_of(checks: Sequence[Check[F]]) -> Check[F]:
    """Return a check that is false if one is, else unknown if one is, else true."""

    def check(facts: F) -> Answer:
        answer: Answer = True
        for one in checks:
            got = one(facts)
            if got is False:
                return False
            if got is None:
                answer = None
        return answer

    return check


def any_of(checks: Sequence[Check[F]]) -> Check[F]:
    """Return a check that is true if one is, else unknown if one is, else false."""

    def check(facts: F) -> Answer:
        answer: Answer = False
        for one in checks:
            got = one(facts)
            if got is True:
                return True
            if got is None:
                answer = None
        return answer

    return check


def negation(check: Check[F]) -> Check[F]:
    """Return the opposite check; unknown stays unknown."""

    def opposite(facts: F) -> Answer:
        answer = check(facts)
        return None if answer is None else not answer

    return opposite


def at_least(minimum: int, checks: Sequence[Check[F]]) -> Check[F]:
    """Return a check that *minimum* of *checks* are true; unknown while it could go either way."""

    def check(facts: F) -> Answer:
        answers = [one(facts) for one in checks]
        if answers.count(True) >= minimum:
            return True
        return None if answers.count(True) + answers.count(None) >= minimum else False

    return check
