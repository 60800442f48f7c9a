"""What was read, put together as a report: numbers, charts, tables, texts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from backlinkspider.audit.reclamation import Reclaimed
from backlinkspider.flags import gravity
from backlinkspider.report.charts import bar_charts, time_chart
from backlinkspider.report.domain_rows import COLUMNS as DOMAIN_COLUMNS
from backlinkspider.report.flag_rows import COLUMNS as FLAG_COLUMNS
from backlinkspider.report.model import Report, RuleSetFacts, Task
from backlinkspider.report.page_figures import COLUMNS as PAGE_COLUMNS
from backlinkspider.report.reclaim_rows import COLUMNS as RECLAIM_COLUMNS
from backlinkspider.report.reclaim_rows import reclaim_rows
from backlinkspider.report.rule_texts import rule_texts, titles_of
from backlinkspider.report.run_facts import run_facts
from backlinkspider.report.samples import LISTED
from backlinkspider.rules.evaluate import ENGINE
from backlinkspider.trial.stats import MEASURED_FROM

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.report.model import Baseline, Pictures
    from backlinkspider.report.read import Read
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.resolved import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a report is given besides the target's documents. *logo* is a ``data:`` URL."""

    target: str
    title: str
    logo: str
    at: datetime
    version: str
    baseline: Baseline
    pictures: Pictures


def assemble(read: Read, rules: RuleSet, words: Catalogue, frame: Frame) -> Report:
    """Return the report of what was *read*, told with the *rules* as they are now."""
    links, findings = read.links, sorted(read.findings, key=_worst_first)
    flagging = (*(one["rule"] for one in findings), *links.severities)
    named = dict.fromkeys(flagging, 0) | links.rules
    severities = {one["rule"]: one["severity"] for one in findings} | links.severities
    texts = rule_texts(named, severities, links.reviewed, rules.book)
    titles = titles_of(rules.book)
    reclaimed = read.reclaimed or Reclaimed([], {}, crawled=False)
    return Report(
        target=frame.target,
        title=frame.title,
        logo=frame.logo,
        at=frame.at,
        version=frame.version,
        baseline=frame.baseline,
        links=links,
        pages=read.pages,
        domains=read.domains,
        tasks=_tasks(read),
        changes=read.changes,
        charts=bar_charts(links, titles, words),
        weeks=time_chart(read.changes),
        samples=read.samples.told(words),
        rules=texts,
        findings=findings,
        profile=read.profile,
        reclaimed=reclaimed,
        runs=[run_facts(run) for run in read.runs],
        pictures=frame.pictures,
        ruleset=RuleSetFacts(rules.revision, ENGINE, len(rules.book.running), links.rulesets),
        risky=risky_bands(rules.book),
        bands=tuple((band.name, band.from_) for band in rules.book.groups.bands),
        titles=titles,
        reviewed=read.verdicts,
        outreach=read.outreach,
        tables=_tables(read, reclaimed),
        cut_links=read.rows.left_out,
        listed=LISTED,
        measured_from=MEASURED_FROM,
    )


def risky_bands(book: Rulebook) -> tuple[str, ...]:
    """Return the names of the bands of risk above the second, which is there to be watched."""
    return tuple(band.name for band in book.groups.bands[2:])


def headline(report: Report) -> dict[str, int]:
    """Return the numbers that the next report compares itself with."""
    links = report.links
    todo = sum(len(task.sites) for task in report.tasks)
    return {
        "referring": links.referring,
        "live": links.live,
        "followed": links.followed,
        "at_risk": links.in_bands(report.risky),
        "lost": links.states["lost"],
        "unknown": links.states["unknown"],
        "todo": todo,
    }


def _tasks(read: Read) -> list[Task]:
    """Return what there is to do, by action."""
    rows = read.domains.todo() if read.domains else []
    groups = groupby(rows, key=itemgetter("do"))
    return [Task(do, sites) for do, group in groups if (sites := list(group))]


def _tables(read: Read, reclaimed: Reclaimed) -> dict[str, Any]:
    return {
        "links": read.rows.table() | {"flag_columns": FLAG_COLUMNS},
        "domains": {"columns": DOMAIN_COLUMNS, "rows": read.domains.rows if read.domains else []},
        "pages": {"columns": PAGE_COLUMNS, "rows": read.pages.rows},
        "reclaim": {"columns": RECLAIM_COLUMNS, "rows": reclaim_rows(reclaimed.entries)},
    }


def _worst_first(finding: Document) -> tuple[bool, int, int, str]:
    mildness = -gravity(finding["severity"])
    return bool(finding.get("suppressed")), mildness, -finding["links"], finding["rule"]
