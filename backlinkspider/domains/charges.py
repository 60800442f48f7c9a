"""What speaks against a domain's links, and what people said and did about it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document
    from backlinkspider.domains.weighed import Weighed

MOST_ENTRIES: Final = 100
"""Entries of a disavow list told apart on one domain."""

_OUTREACH: Final = ("refused", "removed", "promised", "contacted")
"""Of several answers on a domain the first of these counts."""


@dataclass(slots=True)
class Fired:
    """A rule that fired: one of its flags, and on how many links."""

    flag: Document
    links: int = 0


@dataclass(slots=True)
class Charges:
    """Counts over the links of a domain; those that are lost are kept apart."""

    clear_from: float
    """The score from which a link is in a clear scheme."""
    findings: Sequence[Fired] = ()
    """What rules found of the domain that no link carries a flag of."""
    rules: dict[str, Fired] = field(default_factory=dict)
    _left: dict[str, Document] = field(default_factory=dict)
    _open: int = 0
    _gone: dict[str, Document] = field(default_factory=dict)
    _gone_bad: bool = False
    schemes: int = 0
    others: int = 0
    verdicts: Counter[str | None] = field(default_factory=Counter)
    outreach: set[str] = field(default_factory=set)
    entries: Counter[str] = field(default_factory=Counter)
    disavowed: int = 0

    def feed(self, weighed: Weighed, *, first: bool) -> None:
        """Count *weighed*; *first*: it stands, and is no repetition of a template's link."""
        if not weighed.standing:
            self._gone.update({flag["rule"]: flag for flag in weighed.flags})
            self._gone_bad |= weighed.mark.verdict == "bad"
            return
        self.verdicts[weighed.mark.verdict] += 1
        if weighed.mark.outreach:
            self.outreach.add(weighed.mark.outreach)
        if (entry := weighed.disavowed) is not None:
            self.disavowed += 1
            if entry in self.entries or len(self.entries) < MOST_ENTRIES:
                self.entries[entry] += 1
        self._open += weighed.is_open
        for flag in weighed.flags:
            fired = self.rules.setdefault(flag["rule"], Fired(flag))
            fired.links += 1
            if weighed.is_open:
                self._left.setdefault(flag["rule"], flag)
        if first and weighed.is_open and weighed.link["link"].get("passes_credit"):
            clear = weighed.score >= self.clear_from or weighed.mark.verdict == "bad"
            self.schemes += clear
            self.others += not clear

    def fired(self) -> list[Fired]:
        """Return what fired, on links and on the domain, once for each rule."""
        return [*self.rules.values(), *self.findings]

    def left(self) -> list[Document]:
        """Return a flag of each rule that is left without links judged ok, and disavowed ones."""
        of_domain = [one.flag for one in self.findings] if self._open else []
        return [*self._left.values(), *of_domain]

    def gone(self) -> list[Document]:
        """Return a flag of each rule that fired on links that are lost."""
        return list(self._gone.values())

    def verdict(self, standing: int) -> str | None:
        """Return ``bad`` if one of the *standing* links is (of lost ones, if there are only such).

        ``ok`` if all of them are.
        """
        if self.verdicts["bad"] or (not standing and self._gone_bad):
            return "bad"
        return "ok" if standing and self.verdicts["ok"] == standing else None

    def answer(self) -> str | None:
        """Return how far asking has come."""
        return next((one for one in _OUTREACH if one in self.outreach), None)

    def entry(self, standing: int) -> str | None:
        """Return the disavow entry that covers most, if all *standing* links are covered."""
        if not standing or self.disavowed < standing:
            return None

        def weight(entry: str) -> tuple[int, bool, str]:
            return self.entries[entry], entry.startswith("domain:"), entry

        return max(self.entries, key=weight, default=None)
