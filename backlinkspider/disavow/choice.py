"""Which links belong into a disavow file: what people said of them, else how bad they look."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.flags import SEVERITIES, in_force

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Level = Literal["auto", "domain", "url"]

SCHEME_GROUPS: Final = frozenset({"network", "payment", "scheme"})
"""Groups of rules that say what a whole site is for."""

HACKED: Final = "hacked"
"""The group of rules about sites that are victims themselves."""

_WEAK: Final = frozenset(SEVERITIES[:2])
_ABOUT_SITES: Final = frozenset({"domain", "profile"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a link without a verdict must have: all that is given."""

    level: Level = "auto"
    min_score: float | None = None
    severities: frozenset[str] = frozenset()
    """One of them on a flag that counts; none given asks nothing."""
    rules: tuple[str, ...] = ()
    """Ids or patterns such as ``paid.*``; one of them must have flagged the link."""
    by_action: bool = False
    """Whether a link that was appraised is taken by its ``action`` alone."""
    verdict_only: bool = False
    many_pages: int = 3
    """So many bad pages of a site, if they are half of those that link, make it a bad site."""

    def wants(self, link: Mapping[str, Any]) -> bool:
        """Tell whether a ``links`` document without a verdict has all that is asked."""
        return not self.verdict_only and self._measures(link)

    def defers(self, link: Mapping[str, Any]) -> bool:
        """Tell whether something else than a disavow was found to be the next step for *link*."""
        action = (link.get("action") or {}).get("do")
        return self.by_action and action not in {None, "disavow"}

    def _measures(self, link: Mapping[str, Any]) -> bool:
        if self.by_action and (link.get("action") or {}).get("do") == "disavow":
            return True
        flags = list(counting_flags(link))
        score = (link.get("audit") or {}).get("score") or 0
        return bool(
            flags
            and (self.min_score is None or score >= self.min_score)
            and (not self.severities or any(f["severity"] in self.severities for f in flags))
            and (not self.rules or any(self._names(f["rule"]) for f in flags))
        )

    def _names(self, rule: str) -> bool:
        return any(fnmatchcase(rule, pattern) for pattern in self.rules)


def counting_flags(link: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the flags of *link* that are neither suppressed nor on trial."""
    return (flag for flag in in_force(link) if flag.get("status") != "test")


def condemns_site(flag: Mapping[str, Any]) -> bool:
    """Tell whether *flag* says that the whole site is part of a scheme."""
    return (
        flag.get("level") in _ABOUT_SITES
        and flag.get("group") in SCHEME_GROUPS
        and flag.get("severity") not in _WEAK
    )
