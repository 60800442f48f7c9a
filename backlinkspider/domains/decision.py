"""What to do about a link or a referring domain, and why in words. Pure.

Risk and worth are weighed here and nowhere else. A disavow tells a search engine to look away; it
is for clear schemes that can't be taken down otherwise (Google, "Disavow links to your site"), so
asking comes first, and what passes no credit is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.flags import gravity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlinkspider.documents import LinkState
    from backlinkspider.worth.model import Worth

Do = Literal["keep", "qualify", "remove", "reclaim", "disavow", "ignore"]
DOINGS: Final[tuple[Do, ...]] = ("disavow", "remove", "qualify", "reclaim", "keep", "ignore")
"""Most urgent first."""

MANY: Final = 10
"""Links in a clear scheme from which asking for each is no use; a template's count as one."""

_PAID: Final = "payment"
_WITH_PAID: Final = frozenset({_PAID, "anchor", "profile"})
"""Groups of rules that a paid link sets off; they do not say that its page is bad."""

_ASKED: Final = {
    "contacted": "its removal was asked for",
    "promised": "its removal was promised",
    "removed": "its removal was reported, and it was still there",
}
_SEVERE: Final = gravity("high")
_NAMED: Final = 4
"""Rules a reason names before it only counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a link, or of a domain's links together.

    *flags* are those in force; *clear* says that their sum is in the worst band. *worth_credited*
    is what it was worth while it passed credit. *schemes* counts the domain's links in a clear
    scheme, *others* (of a whole domain) those that pass credit and are in none. *contact*
    says whether a page of it names one (``None``: not known).
    """

    state: LinkState
    passes_credit: bool
    worth: Worth
    worth_credited: Worth
    flags: Sequence[Mapping[str, Any]] = ()
    score: float = 0.0
    band: str = "none"
    clear: bool = False
    blockers: Sequence[str] = ()
    lost_credit: bool = False
    lost_reason: str | None = None
    verdict: str | None = None
    outreach: str | None = None
    disavowed: str | None = None
    sitewide: bool = False
    schemes: int = 0
    others: int = 0
    contact: bool | None = None

    @property
    def is_severe(self) -> bool:
        """Whether a rule of severity high or worse fired."""
        return _has_severe(self.flags)

    @property
    def is_paid(self) -> bool:
        """Whether something says that the link was paid for, or that users place it."""
        return any(flag["group"] == _PAID for flag in self.flags)

    @property
    def is_manipulative(self) -> bool:
        """Whether a person, or rules that are sure, call it part of a scheme."""
        return self.verdict == "bad" or self.clear or self.is_severe


@dataclass(frozen=True, slots=True)
class Action:
    """What to do, and why."""

    do: Do
    reason: str

    def document(self) -> dict[str, str]:
        """Return the action as it is stored."""
        return {"do": self.do, "reason": self.reason}


def decide(case: Case) -> Action:
    """Return what to do in *case*: the first of these that holds."""
    if case.disavowed:
        return Action("ignore", f"disavowed already by {case.disavowed}")
    if case.state == "lost":
        return _lost(case)
    if case.lost_credit and _is_worth_winning(case):
        why = f"passed credit once, no longer ({', '.join(case.blockers) or 'not followed'})"
        return Action("reclaim", f"{why}; {case.worth_credited}")
    if not case.passes_credit:
        why = ", ".join(case.blockers) or "not followed"
        return Action("ignore", f"passes no credit ({why}): no risk, nothing to do")
    if case.verdict == "ok":
        return Action("keep", "judged ok")
    if case.is_manipulative:
        return _manipulative(case)
    if case.worth.is_poor:
        return Action("ignore", f"worth little: {case.worth}")
    return Action("keep", _risk(case))


def _lost(case: Case) -> Action:
    how = f"lost ({case.lost_reason})" if case.lost_reason else "lost"
    if not case.passes_credit and not case.lost_credit:
        return Action("ignore", f"{how}, and passed no credit")
    if _is_worth_winning(case):
        return Action("reclaim", f"{how}; was worth something: {case.worth_credited}")
    if case.is_manipulative:
        return Action("ignore", f"{how}, and was part of a scheme: {_risk(case)}")
    return Action("ignore", f"{how}, and was worth little: {case.worth_credited}")


def _is_worth_winning(case: Case) -> bool:
    clean = not case.is_manipulative and not case.is_paid
    return clean and case.worth_credited.is_worth_asking_for


def _manipulative(case: Case) -> Action:
    if case.verdict != "bad" and case.is_paid and case.worth.is_good and not _is_bad_company(case):
        rel = "rel=sponsored, or ugc where users write"
        return Action("qualify", f"ask for {rel}: {_risk(case)}; {case.worth}")
    if not case.clear and case.verdict != "bad":
        return _unclear(case)
    return _scheme(case)


def _scheme(case: Case) -> Action:
    """Return what to do about a clear scheme."""
    if case.others >= max(case.schemes, 1):
        part = f"{case.schemes} of {case.schemes + case.others} links"
        return Action("remove", f"{part} in a scheme, ask for their removal: {_risk(case)}")
    if case.outreach == "refused":
        return Action("disavow", f"its removal was refused; {_risk(case)}")
    if asked := _ASKED.get(case.outreach or ""):
        return Action("remove", f"{asked}; {_risk(case)}")
    if case.sitewide:
        return Action("disavow", f"a scheme on the whole site; {_risk(case)}")
    if case.schemes >= MANY:
        return Action("disavow", f"a scheme with {case.schemes} links; {_risk(case)}")
    if case.contact is False:
        return Action("disavow", f"a scheme, and no contact to ask was found; {_risk(case)}")
    return Action("remove", f"ask for its removal: {_risk(case)}")


def _unclear(case: Case) -> Action:
    if case.contact is False:
        return Action("keep", f"looks like a scheme, not clearly so: watch it; {_risk(case)}")
    return Action("remove", f"ask for its removal, or for other words: {_risk(case)}")


def _is_bad_company(case: Case) -> bool:
    """Tell whether what is severe goes beyond what a paid link by itself sets off."""
    return _has_severe(flag for flag in case.flags if flag["group"] not in _WITH_PAID)


def _has_severe(flags: Iterable[Mapping[str, Any]]) -> bool:
    return any(gravity(flag["severity"]) >= _SEVERE for flag in flags)


def _risk(case: Case) -> str:
    """Return the risk in words, with the rules behind it, worst first."""
    judged = "judged bad, " if case.verdict == "bad" else ""
    if not case.flags:
        return f"{judged}no signs of a scheme"
    order = sorted(case.flags, key=lambda one: (-gravity(one["severity"]), one["rule"]))
    names = list(dict.fromkeys(flag["rule"] for flag in order))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{judged}risk {case.score:g} ({case.band}): {', '.join(names[:_NAMED])}{more}"
