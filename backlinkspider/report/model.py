"""Everything one report says, before it is written as HTML. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from backlinkspider.audit.reclamation import Reclaimed
    from backlinkspider.documents import Document
    from backlinkspider.report.changes import Changes
    from backlinkspider.report.charts import BarChart, TimeChart
    from backlinkspider.report.domain_rows import DomainRows
    from backlinkspider.report.link_figures import LinkFigures
    from backlinkspider.report.page_figures import PageFigures
    from backlinkspider.report.rule_texts import RuleText
    from backlinkspider.report.run_facts import RunFacts
    from backlinkspider.report.samples import Sample

Origin = Literal["report", "run", "asked", "none"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The moment changes are told from, and what it is that of.

    ``report``: the last report of an earlier run; ``run``: the run before the latest, as there is
    no report yet; ``asked``: ``--since``; ``none``: there is nothing to compare with. *numbers*
    are the headline numbers of the report made then.
    """

    origin: Origin
    at: datetime | None = None
    numbers: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """The referring domains that ask for the same action, as rows, the most important first."""

    do: str
    sites: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot: PNG as a ``data:`` URL, the ``links`` it shows, and the first of them."""

    links: Sequence[str]
    url: str
    page_url: str
    text: str
    at: datetime | None
    warc: str
    digest: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Screenshots that fit into the report, how many did not, and why some could not be read."""

    shown: Sequence[Picture]
    left_out: int
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class RuleSetFacts:
    """The rules in force now; ``stored`` counts live links by the rule set they were judged by."""

    revision: str
    engine: str
    rules: int
    stored: Mapping[str, int]

    def others(self) -> int:
        """Return how many live links were judged by other rules than those in force."""
        return sum(count for revision, count in self.stored.items() if revision != self.revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says of one target, from its documents."""

    target: str
    title: str
    logo: str
    """``data:`` URL, or nothing."""
    at: datetime
    version: str
    baseline: Baseline
    links: LinkFigures
    pages: PageFigures
    domains: DomainRows | None
    """``None`` where no referring domain was rolled up yet."""
    tasks: Sequence[Task]
    changes: Changes
    charts: Sequence[BarChart]
    weeks: TimeChart
    samples: Mapping[str, Sequence[Sample]]
    rules: Sequence[RuleText]
    titles: Mapping[str, str]
    """Of rules, by id."""
    findings: Sequence[Document]
    profile: Document | None
    """What the rules over all links were evaluated over; ``None`` where they were not."""
    reclaimed: Reclaimed
    """What is to be won back, the most first."""
    runs: Sequence[RunFacts]
    pictures: Pictures
    ruleset: RuleSetFacts
    bands: Sequence[tuple[str, float]]
    """Ranges of risk, rising, with where each begins; ``risky`` are those that want a decision."""
    risky: Sequence[str]
    reviewed: int
    outreach: Mapping[str, int]
    tables: Mapping[str, Any]
    cut_links: int
    """Links of least risk that the table has no room for."""
    listed: int
    """Domains that the action list tells in full, for each action."""
    measured_from: int
    """Verdicts from which on a rule's precision is told."""

    def text_of(self, rule: str) -> RuleText | None:
        """Return what is told of *rule*, ``None`` where no link in the report is flagged by it."""
        return next((one for one in self.rules if one.id == rule), None)

    def title_of(self, rule: str) -> str:
        """Return the title of *rule*, its id where it is no longer among the rule files."""
        return self.titles.get(rule, rule)

    def has_picture(self, digest: str) -> bool:
        """Tell whether the screenshot with *digest* is in the report."""
        return any(one.digest == digest for one in self.pictures.shown)
