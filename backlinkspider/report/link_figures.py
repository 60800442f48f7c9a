"""Counts over the links of a target, from their documents alone. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.flags import in_force
from backlinkspider.links.credit import QUALIFIERS, rel_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from backlinkspider.documents import Document

UNKNOWN: Final = "unknown"
PASSES: Final = "passes"
BLOCKED: Final = "blocked"


@dataclass(slots=True)
class LinkFigures:
    """Counts of links by what they are. What is not about states is about live links alone.

    ``since`` is the moment changes are counted from.
    """

    since: datetime | None = None
    states: Counter[str] = field(default_factory=Counter)
    followed: int = 0
    passing: int = 0
    flagged: int = 0
    new: int = 0
    """Live links first seen after ``since``."""
    bands: Counter[str] = field(default_factory=Counter)
    anchors: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    rels: Counter[str] = field(default_factory=Counter)
    """``passes``, ``blocked`` (followed, and something else keeps credit back), else rel tokens."""
    rules: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    severities: dict[str, str] = field(default_factory=dict)
    """By rule, as its flags say, whatever the state of its links."""
    actions: Counter[str] = field(default_factory=Counter)
    """By ``action.do``, whatever the state."""
    domains: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By referring domain: its links by state."""
    earliest: dict[str, datetime] = field(default_factory=dict)
    """By referring domain: when the first of its links was first seen."""
    lost_at: dict[str, datetime] = field(default_factory=dict)
    """By referring domain: when the last of its lost links was found lost."""
    tlds: dict[str, str] = field(default_factory=dict)
    languages: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By language: the referring domains with a live link on a page in it."""
    rulesets: Counter[str] = field(default_factory=Counter)
    not_evaluated: Counter[str] = field(default_factory=Counter)
    reviewed: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By rule: verdicts of people on links that it flags."""

    def feed(self, link: Document, verdict: str | None = None) -> None:
        """Count one link; *verdict* is what somebody who looked at it said."""
        state, domain = link["state"], link["page"]["domain"]
        self.states[state] += 1
        self.domains[domain][state] += 1
        self._feed_times(link, domain)
        self.actions[(link.get("action") or {}).get("do") or UNKNOWN] += 1
        rules = {flag["rule"]: flag for flag in in_force(link)}
        self.severities |= {rule: flag["severity"] for rule, flag in rules.items()}
        if verdict:
            for rule in rules:
                self.reviewed[rule][verdict] += 1
        if state == "live":
            self._feed_live(link, domain, rules)

    def _feed_live(self, link: Document, domain: str, rules: Mapping[str, Document]) -> None:
        part, signals, audit = link["link"], link.get("signals") or {}, link.get("audit") or {}
        self.followed += bool(part["follow"])
        self.passing += bool(part["passes_credit"])
        self.flagged += bool(rules)
        self.new += bool(self.since and link["first_seen"] > self.since)
        self.bands[audit.get("band") or UNKNOWN] += 1
        self.anchors[signals.get("anchor_class") or UNKNOWN] += 1
        self.regions[part["region"] or UNKNOWN] += 1
        self.rels[rel_kind(part)] += 1
        self.rules.update(list(rules))
        self.families.update({family(rule) for rule in rules})
        self.tlds[domain] = signals.get("tld") or domain.rpartition(".")[2]
        self.languages[language(link["page"])].add(domain)
        self.rulesets[audit.get("ruleset") or UNKNOWN] += 1
        self.not_evaluated.update(audit.get("not_evaluated") or ())

    def _feed_times(self, link: Document, domain: str) -> None:
        first, lost = link["first_seen"], link.get("lost_at")
        self.earliest[domain] = min(first, self.earliest.get(domain, first))
        if lost:
            self.lost_at[domain] = max(lost, self.lost_at.get(domain, lost))

    @property
    def live(self) -> int:
        """Live links."""
        return self.states["live"]

    def in_bands(self, names: Iterable[str]) -> int:
        """Return how many live links are in the bands *names*."""
        return sum(self.bands[name] for name in names)

    @property
    def total(self) -> int:
        """Links in any state."""
        return self.states.total()

    @property
    def referring(self) -> int:
        """Domains with a live link."""
        return sum(states["live"] > 0 for states in self.domains.values())

    @property
    def new_domains(self) -> list[str]:
        """Referring domains whose first link was first seen after ``since``."""
        return sorted(
            name
            for name, first in self.earliest.items()
            if self.since and first > self.since and self.domains[name]["live"]
        )

    @property
    def lost_domains(self) -> list[str]:
        """Domains all whose links are lost, the last of them after ``since``."""
        return sorted(
            name
            for name, states in self.domains.items()
            if self.since
            and states["lost"] == states.total()
            and self.lost_at.get(name, self.since) > self.since
        )

    @property
    def tld_counts(self) -> Counter[str]:
        """Referring domains by top-level domain."""
        return Counter(self.tlds.values())

    @property
    def language_counts(self) -> Counter[str]:
        """Referring domains by language of the pages that link; one may count in several."""
        return Counter({name: len(domains) for name, domains in self.languages.items()})


def family(rule: str) -> str:
    """Return the family of a rule: its id up to the dot."""
    return rule.partition(".")[0]


def rel_kind(part: Document) -> str:
    """Return whether a link passes credit, is held back besides its rel, or which rel it has."""
    if part["passes_credit"]:
        return PASSES
    if part["follow"]:
        return BLOCKED
    return " ".join(token for token in QUALIFIERS if token in rel_values(part["rel"]))


def language(page: Document) -> str:
    """Return the language a page is in: that of its text, else the one it declares."""
    found = page.get("text_language") or page.get("lang") or UNKNOWN
    return str(found).replace("_", "-").partition("-")[0].lower()
