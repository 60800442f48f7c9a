"""A stored link with what it is worth and what people said of it, ready to be counted. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.flags import in_force
from backlinkspider.worth.placement import placement_of
from backlinkspider.worth.relevance import relevance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.worth.model import Measured

FIELDS: Final = (
    "_id",
    "page_id",
    "page.url",
    "page.final_url",
    "page.canonical",
    "page.host",
    "page.domain",
    "page.ip",
    "page.ids",
    "page.lang",
    "page.text_language",
    "page.has_contact",
    "link.url",
    "link.text",
    "link.rel",
    "link.region",
    "link.follow",
    "link.passes_credit",
    "link.credit_blockers",
    "link.visibility.state",
    "link.list_size",
    "link.near_before",
    "link.near_after",
    "signals.anchor_text_normalised",
    "signals.anchor_class",
    "signals.topic_likeness",
    "signals.page_likeness",
    "flags.rule",
    "flags.level",
    "flags.severity",
    "flags.score",
    "flags.group",
    "flags.message",
    "flags.suppressed",
    "audit.score",
    "audit.band",
    "claims.tool",
    "claims.file",
    "claims.last_seen",
    "claims.scores",
    "state",
    "first_seen",
    "last_seen",
    "lost_at",
    "lost_reason",
    "history",
    "worth",
    "action",
)
"""What of a link document is read here."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What people said of a link: ``ok``, ``bad`` or nothing, and how far asking has come."""

    verdict: str | None = None
    outreach: str | None = None


UNMARKED: Final = Mark()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stored link, and what it is worth of itself; *credited*: while it passed credit."""

    link: Document
    relevance: Measured
    placement: Measured
    credited: Measured
    disavowed: str | None
    mark: Mark

    @property
    def standing(self) -> bool:
        """Whether the link may still be there: it is live, or could not be looked at."""
        return self.link.get("state") != "lost"

    @property
    def is_open(self) -> bool:
        """Whether it is still a risk: not lost, not judged ok, not disavowed."""
        return self.standing and self.mark.verdict != "ok" and self.disavowed is None

    @property
    def score(self) -> float:
        """The sum its flags come to."""
        return (self.link.get("audit") or {}).get("score") or 0.0

    @property
    def flags(self) -> list[Document]:
        """Its flags that are in force."""
        return list(in_force(self.link))


@dataclass(frozen=True, slots=True)
class Scales:
    """What all links of a target are weighed by: its languages, marks, and disavow list.

    *covered* returns the entry of the list that covers a link's page.
    """

    languages: Sequence[str] = ()
    covered: Callable[[Document], str | None] = lambda _: None
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def weigh(self, link: Document) -> Weighed:
        """Return the stored *link* (or those of its fields that ``FIELDS`` names), weighed."""
        placement = placement_of(link)
        passes = link["link"].get("passes_credit")
        return Weighed(
            link=link,
            relevance=relevance_of(link, self.languages),
            placement=placement,
            credited=placement if passes else placement_of(link, credited=True),
            disavowed=self.covered(link),
            mark=self.marks.get(link["_id"], UNMARKED),
        )
