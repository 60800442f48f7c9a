"""What a set of rules changed since an earlier one, told by the revisions of both. Pure.

A rule says the same of a document as long as its revision is the same, and the engine. So what a
link was told by an earlier set is asked again only of the rules that are new or changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.allow import suppression
from backlinkspider.rules.flags import fields_told
from backlinkspider.rules.revision import revision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from backlinkspider.rules.evaluate import RuleSet

_Part = Mapping[str, Any]

_ALWAYS: Final = ("audit", "flags", "page.domain", "page.final_url", "page.host", "page.url")
"""Of a link: what stands of it, and what entries of allow ask."""


def outline(rules: RuleSet) -> dict[str, Any]:
    """Return the document that a later set is compared with: revisions, and the target's terms."""
    return {
        "_id": rules.revision,
        "kind": "ruleset",
        "rules": sorted(rule.rev for rule in rules.rules),
        "terms": _terms(rules),
    }


@dataclass(frozen=True, slots=True)
class Changes:
    """The rules that an earlier set did not have as they are now: bits by their place."""

    rules: RuleSet
    asked: int

    def fields(self) -> list[str]:
        """Return the fields of a link that ``classified`` reads."""
        changed = (rule for place, rule in enumerate(self.rules.rules) if self.asked >> place & 1)
        read = {path for rule in changed for path in fields_told(rule.resolved)}
        return sorted({*_ALWAYS, *read})

    def classified(self, link: _Part) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the flags of *link*, and the names of the rules that could not be evaluated.

        As ``evaluate`` would give them; flags of findings are left out. *link* has what ``fields``
        names, as the earlier set left it.
        """
        verdict = self.rules.evaluate(link, self.asked) if self.asked else None
        flags = [*self._standing(link)]
        unknown = [n for n in link["audit"].get("not_evaluated") or () if self._stands(n)]
        if verdict is not None:
            flags += [flag.document() for flag in verdict.flags]
            unknown += verdict.not_evaluated
        places = self.rules.places
        return (
            sorted(flags, key=lambda flag: places[flag["rule"]]),
            sorted(unknown, key=places.__getitem__),
        )

    def _standing(self, link: _Part) -> Iterable[dict[str, Any]]:
        for flag in link.get("flags") or ():
            if not flag.get("finding") and self._stands(flag["rule"]):
                allowed = suppression(self.rules.allow, flag["rule"], link.get("page") or {})
                yield {**flag, "suppressed": allowed}

    def _stands(self, name: str) -> bool:
        place = self.rules.places.get(name)
        return place is not None and not self.asked >> place & 1


def changes_since(rules: RuleSet, earlier: _Part) -> Changes | None:
    """Return what *rules* changed since the set with the outline *earlier*.

    ``None`` where all of a link has to be looked at: its signals depend on the target's terms.
    """
    if earlier.get("terms") != _terms(rules):
        return None
    had: Collection[str] = set(earlier["rules"])
    asked = sum(1 << place for place, rule in enumerate(rules.rules) if rule.rev not in had)
    return Changes(rules, asked)


def _terms(rules: RuleSet) -> str:
    return revision(dict(rules.book.terms))
