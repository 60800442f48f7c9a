"""Flags: what a rule that fired says of a link, with the evidence."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.evidence import collect
from backlinkspider.rules.facts import State, reader
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.message import render
from backlinkspider.rules.resolved import fields_read

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from backlinkspider.rules.compile import CompiledRule
    from backlinkspider.rules.evidence import Evidence
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.resolved import ResolvedRule

_REMEMBERED: Final = 256
_NAME = re.compile(r"\{([a-z0-9_.]+)")


@dataclass(frozen=True, slots=True)
class Flag:
    """One rule that fired on one link. ``score`` is 0 for rules in status test."""

    rule: str
    rev: str
    level: str
    status: str
    severity: str
    score: float
    group: str
    evidence: Sequence[Evidence]
    clause: str | None
    message: str
    suppressed: Mapping[str, Any] | None = None
    finding: None = None
    """Only flags that a rule with ``over`` gives to links have one."""

    def document(self) -> dict[str, Any]:
        """Return the flag as it is stored."""
        stored = {name: getattr(self, name) for name in self.__slots__}
        return stored | {"evidence": _copied(self.evidence), "suppressed": copy(self.suppressed)}


def fields_told(rule: ResolvedRule) -> set[str]:
    """Return the paths of the fields that *rule* reads or names in its message."""
    return fields_read(rule) | (FIELDS.keys() & _NAME.findall(rule.rule.message))


def _copied(value: Any) -> Any:
    """Return a copy of evidence; its scalars and spans can't be changed and are shared."""
    if value.__class__ is dict:
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if value.__class__ is list else value


class Flagger:
    """Makes the flags of one rule. Links of one page often get the same: those are remembered."""

    def __init__(self, rule: CompiledRule) -> None:
        self._rule = rule
        self._readers = [reader(FIELDS[path]) for path in sorted(fields_told(rule.resolved))]
        self._known: dict[Hashable, Flag] = {}

    def flag(self, facts: Facts) -> Flag:
        """Return the flag for *facts*, for which the rule is true."""
        values = [read(facts.document) for read in self._readers]
        types = tuple(map(type, values))  # 1 is not 1.0 to a reader
        key = types, tuple(tuple(one) if isinstance(one, list) else one for one in values)
        try:
            known = self._known.get(key)
        except TypeError:  # holds what can't be hashed
            return self._make(facts)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._make(facts)
        return known

    def _make(self, facts: Facts) -> Flag:
        resolved, written = self._rule.resolved, self._rule.resolved.rule
        evidence = collect(self._rule.when, facts)
        return Flag(
            rule=self._rule.id,
            rev=self._rule.rev,
            level=written.level,
            status=resolved.status,
            severity=resolved.severity,
            score=0.0 if resolved.status == "test" else float(resolved.score),
            group=written.group,
            evidence=evidence,
            clause=written.references[0] if written.references else None,
            message=render(written.message, _lookup(self._rule, facts, evidence)),
        )


def _lookup(rule: CompiledRule, facts: Facts, evidence: Sequence[Evidence]) -> Callable[[str], Any]:
    """Return the meaning of names in a message; ``match`` is the foremost evidence."""

    def look(name: str) -> Any:
        kind, _, rest = name.partition(".")
        if kind == "params":
            return rule.resolved.params.get(rest)
        if kind == "match":
            return evidence[0].get(rest)
        value = facts.value(FIELDS[name])
        return None if value is State.UNKNOWN else value

    return look
