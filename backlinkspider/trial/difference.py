"""What a change of rules does to links that are classified already, without writing it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SAMPLES: Final = 10
"""Links kept per rule and direction, to be looked at."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A link whose flags would change: enough of it to judge.

    ``message`` is the flag's, or says what changes of a flag that stays.
    """

    link: str
    page: str
    text: str
    message: str


@dataclass(slots=True)
class RuleDifference:
    """What changes for one rule: links flagged that were not, and the other way round.

    ``altered`` counts links that keep the flag with another severity, score or suppression.
    """

    newly: int = 0
    no_longer: int = 0
    altered: int = 0
    newly_sample: list[Sample] = field(default_factory=list)
    no_longer_sample: list[Sample] = field(default_factory=list)
    altered_sample: list[Sample] = field(default_factory=list)

    def merge(self, other: RuleDifference) -> None:
        """Add what *other* says of further links."""
        self.newly += other.newly
        self.no_longer += other.no_longer
        self.altered += other.altered
        _keep_more(self.newly_sample, other.newly_sample)
        _keep_more(self.no_longer_sample, other.no_longer_sample)
        _keep_more(self.altered_sample, other.altered_sample)


@dataclass(slots=True)
class Difference:
    """The sum over many links; ``bands`` counts moves from one band to another."""

    links: int = 0
    changed: int = 0
    rules: defaultdict[str, RuleDifference] = field(
        default_factory=lambda: defaultdict(RuleDifference)
    )
    bands: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(
        self, document: Mapping[str, Any], flags: Iterable[Mapping[str, Any]], band: str
    ) -> None:
        """Count what *flags* and *band* change of a stored link *document*."""
        self.links += 1
        old, new = _by_rule(document.get("flags") or ()), _by_rule(flags)
        before = (document.get("audit") or {}).get("band", "none")
        if before != band:
            self.bands[before, band] += 1
        touched = [rule for rule in old | new if _differ(old.get(rule), new.get(rule))]
        self.changed += bool(touched) or before != band
        for rule in touched:
            self._count(self.rules[rule], document, old.get(rule), new.get(rule))

    def merge(self, other: Difference) -> None:
        """Add what *other* says of further links."""
        self.links += other.links
        self.changed += other.changed
        self.bands += other.bands
        for name, rule in other.rules.items():
            self.rules[name].merge(rule)

    def _count(
        self,
        rule: RuleDifference,
        document: Mapping[str, Any],
        old: Mapping[str, Any] | None,
        new: Mapping[str, Any] | None,
    ) -> None:
        if old is None and new is not None:
            rule.newly += 1
            _keep(rule.newly_sample, document, new["message"])
        elif new is None and old is not None:
            rule.no_longer += 1
            _keep(rule.no_longer_sample, document, old["message"])
        elif old is not None and new is not None:
            rule.altered += 1
            _keep(rule.altered_sample, document, alteration(old, new))


def alteration(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return in words how the flag or finding *new* counts otherwise than *old*; "" if it doesn't.

    >>> alteration({"severity": "low", "score": 1.0}, {"severity": "high", "score": 1})
    'severity low -> high'
    """
    said = [
        f"{name} {old.get(name)} -> {new.get(name)}"
        for name in ("status", "severity", "score")
        if old.get(name) != new.get(name)
    ]
    before, after = old.get("suppressed"), new.get("suppressed")
    if bool(before) != bool(after):
        said.append(f"allowed: {after.get('reason')}" if after else "no longer allowed")
    return ", ".join(said)


def _by_rule(flags: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {flag["rule"]: flag for flag in flags}


def _differ(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> bool:
    return old is None or new is None or bool(alteration(old, new))


def _keep_more(samples: list[Sample], others: list[Sample]) -> None:
    samples += others[: SAMPLES - len(samples)]


def _keep(samples: list[Sample], document: Mapping[str, Any], message: str) -> None:
    if len(samples) < SAMPLES:
        page, link = document.get("page") or {}, document.get("link") or {}
        text = str(link.get("text", ""))[:80]
        samples.append(
            Sample(str(document.get("_id", "")), str(page.get("url", "")), text, message)
        )
