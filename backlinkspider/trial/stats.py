"""The hit-frequency table: how rules do on labelled links. Pure.

Precision depends on how many bad links the file holds; BAD% and OK% do not, nor does
S/O = BAD% / (BAD% + OK%), the share of a rule's hits that would be bad were both equally many
(SpamAssassin's ``hit-frequencies``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.evaluate import answer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.trial.labelled import Labelled

MEASURED_FROM: Final = 30
"""Hits on links labelled bad or ok below which a precision is not worth a figure."""

_Z: Final = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class RuleStats:
    """One row of the table.

    Shares are 0 to 1; ``precision`` and its 95 % Wilson interval are ``None`` while unmeasured.
    ``only`` counts links no other rule flags, ``overlap`` how often which other rule hit too,
    ``domains`` the referring domains hit; ``microseconds`` is the mean time a link.
    """

    rule: str
    status: str
    severity: str
    score: float
    hits: int
    bad: int
    ok: int
    unsure: int
    not_evaluated: int
    domains: int
    bad_share: float | None
    ok_share: float | None
    s_o: float | None
    precision: float | None
    low: float | None
    high: float | None
    only: int
    overlap: Mapping[str, int]
    microseconds: float

    def document(self) -> dict[str, Any]:
        """Return the row as plain JSON types."""
        return asdict(self)


@dataclass(slots=True)
class _Count:
    labels: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    overlap: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    domains: set[str] = field(default_factory=set)
    not_evaluated: int = 0
    only: int = 0
    seconds: float = 0.0


def measure(
    rules: RuleSet, links: Iterable[Labelled], clock: Callable[[], float]
) -> tuple[list[RuleStats], dict[str, int]]:
    """Return a row for each rule evaluated on links, and how many links carry each label.

    *clock* gives seconds. What rules share is charged to the first that asks.
    """
    counts: dict[str, _Count] = {rule.id: _Count() for rule in rules.rules}
    totals: dict[str, int] = defaultdict(int)
    for labelled in links:
        totals[labelled.label] += 1
        _count(rules, labelled, counts, clock)
    rows = [_row(rules, name, count, totals) for name, count in counts.items()]
    return sorted(rows, key=lambda row: (-row.hits, row.rule)), dict(totals)


def _count(
    rules: RuleSet, labelled: Labelled, counts: Mapping[str, _Count], clock: Callable[[], float]
) -> None:
    facts = rules.facts(labelled.document)
    hits: list[str] = []
    for rule in rules.rules:
        began = clock()
        answer = answer_of(rule, facts)
        counts[rule.id].seconds += clock() - began
        if answer is None:
            counts[rule.id].not_evaluated += 1
        elif answer:
            hits.append(rule.id)
    domain = str(labelled.document.get("page", {}).get("domain", ""))
    for name in hits:
        count = counts[name]
        count.labels[labelled.label] += 1
        count.only += len(hits) == 1
        count.domains.add(domain)
        for other in hits:
            if other != name:
                count.overlap[other] += 1


def _row(rules: RuleSet, name: str, count: _Count, totals: Mapping[str, int]) -> RuleStats:
    bad, ok, unsure = (count.labels[label] for label in ("bad", "ok", "unsure"))
    resolved = rules.book.rules[name]
    bad_share, ok_share = _share(bad, totals.get("bad", 0)), _share(ok, totals.get("ok", 0))
    measured = bad + ok >= MEASURED_FROM
    low, high = wilson(bad, bad + ok) if measured else (None, None)
    links = sum(totals.values())
    return RuleStats(
        rule=name,
        status=resolved.status,
        severity=resolved.severity,
        score=resolved.score,
        hits=bad + ok + unsure,
        bad=bad,
        ok=ok,
        unsure=unsure,
        not_evaluated=count.not_evaluated,
        domains=len(count.domains),
        bad_share=bad_share,
        ok_share=ok_share,
        s_o=_s_o(bad_share, ok_share),
        precision=bad / (bad + ok) if measured else None,
        low=low,
        high=high,
        only=count.only,
        overlap=dict(sorted(count.overlap.items(), key=lambda pair: (-pair[1], pair[0]))),
        microseconds=count.seconds * 1e6 / links if links else 0.0,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _s_o(bad: float | None, ok: float | None) -> float | None:
    return bad / (bad + ok) if bad is not None and ok is not None and bad + ok else None


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of *hits* out of *trials*, at least one.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    JASA 22 (1927).
    """
    share, z2 = hits / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    return max(0.0, middle - half), min(1.0, middle + half)
