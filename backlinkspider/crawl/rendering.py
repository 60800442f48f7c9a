"""Which pages of a run are rendered, for which reason, and what that brought."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from backlinkspider.crawl.render_memory import advise, remember
from backlinkspider.links.claimed import says_link
from backlinkspider.links.record import MAX_LINKS
from backlinkspider.page.hidden import keeps_from_readers
from backlinkspider.web.rendering import page_facts, render_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

    from backlinkspider.crawl.item import Visit
    from backlinkspider.crawl.render_memory import Gain
    from backlinkspider.crawl.session import Session
    from backlinkspider.documents import Outcome
    from backlinkspider.links.record import Reading
    from backlinkspider.page.document import FoundAnchor, HtmlDocument
    from backlinkspider.target import Target

_MORE_WORDS: Final = 20
"""Words that a rendered page must have over the plain one, and a tenth more, to have brought text:
clocks, counters and consent banners bring a few to every page."""


@dataclass(frozen=True, slots=True)
class NotRendered:
    """A page that is read as plain HTML; *outcome* is that of one that should be rendered."""

    reading: Reading
    outcome: Outcome | None = None
    detail: str = ""


class Rendering:
    """Decides for the visits of one process, within RENDER_MAX_PAGES, and counts."""

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._session = session
        self._crawler = crawler
        self._budget = crawler.settings.getint("RENDER_MAX_PAGES")
        self._mode = session.plan.arguments.render
        # Own pages are full of links to the target: none is a reason to look closer.
        self._targets = () if session.plan.is_own else session.plan.targets
        self.hosts = tuple(host for target in self._targets for host in target.hosts)
        """The targets' ASCII host names."""
        self._rendered = 0

    def with_reasons(self, visit: Visit, reading: Reading) -> Reading:
        """Return *reading* with the reasons to render it, also where that was not asked for."""
        if self._mode == "always":
            reasons: tuple[str, ...] = ("always",)
        else:
            facts = page_facts(reading.raw, self.hosts)
            links = list(islice(_target_anchors(reading.raw, self._targets), MAX_LINKS))
            hidden = [set(reading.raw.hidden(link)) for link in links]
            reasons = render_reasons(
                replace(
                    facts,
                    target_expected=not links and _is_link_expected(visit),
                    target_hidden=any(map(keeps_from_readers, hidden)),
                )
            )
        return replace(reading, render_reasons=reasons)

    def decide(self, visit: Visit, reading: Reading) -> Reading | NotRendered:
        """Return *reading* with the reasons that are obeyed, or why it is not rendered."""
        given = reading.render_reasons
        if self._mode == "never":
            self._count("reason", given)
            return NotRendered(_without_wish(reading))
        advice = advise(given, self._session.frontier.learnt(visit))
        self._count("reason", given or advice.obeyed)
        if advice.refused:
            self._count("learnt_not")
            named = ", ".join(advice.refused)
            detail = f"not rendered: {named} brought nothing on this host before"
            return NotRendered(reading, detail=detail)
        if not advice.obeyed:
            return NotRendered(reading)
        if self._rendered >= self._budget:
            detail = f"not rendered: the run's {self._budget} pages (RENDER_MAX_PAGES) are spent"
            return self._failed(reading, "skipped", detail)
        self._rendered += 1
        self._count("pages")
        return replace(reading, render_reasons=given or advice.obeyed)

    def failed(self, reading: Reading, error: BaseException) -> NotRendered:
        """Return what becomes of *reading*, which a browser could not or did not render."""
        detail = f"not rendered: {error}"[:500]
        if getattr(error, "problem", "") == "no_browser":
            return self._failed(reading, "render_failed", detail)
        return NotRendered(reading, "render_failed", detail)

    @staticmethod
    def _failed(reading: Reading, outcome: Outcome, detail: str) -> NotRendered:
        plain = _without_wish(reading)
        return NotRendered(plain, outcome if plain.render_reasons else None, detail)

    def learn(self, visit: Visit, reading: Reading) -> None:
        """Note what came of rendering *reading*, for the rest of the run and later ones."""
        gain = gain_of(reading, self._targets)
        if gain:
            self._count("gained", reading.render_reasons)
        frontier = self._session.frontier
        learnt = remember(frontier.learnt(visit), reading.render_reasons, gain)
        frontier.teach(visit, learnt)

    def _count(self, what: str, names: Iterable[str] | None = None) -> None:
        keys = [what] if names is None else [f"{what}/{name}" for name in names]
        self._session.tally.rendering.update(keys)
        for key in keys:
            self._crawler.stats.inc_value(f"render/{key}")


def gain_of(reading: Reading, targets: Iterable[Target]) -> Gain:
    """Return what the rendered page has for *targets*, or for readers, that the plain one lacks."""
    if reading.rendered is None:
        return "elsewhere" if reading.left_to else ""
    targets = tuple(targets)
    plain, rendered = (
        Counter(found.url for found in _target_anchors(document, targets))
        for document in (reading.raw, reading.rendered)
    )
    if rendered - plain:
        return "links"
    if reading.rendered.url != reading.raw.url:
        return "elsewhere"
    words = reading.raw.count_words()
    more = reading.rendered.count_words() - words
    return "text" if more > max(_MORE_WORDS, words / 10) else ""


def _target_anchors(document: HtmlDocument, targets: Iterable[Target]) -> Iterable[FoundAnchor]:
    targets = tuple(targets)
    hosts = tuple(host for target in targets for host in target.hosts)
    return (
        found
        for found in document.anchors_naming(hosts)
        if found.url is not None and any(target.matches(found.url) for target in targets)
    )


def _without_wish(reading: Reading) -> Reading:
    """Return *reading* without the reason that casts no doubt on its plain page.

    That a link is expected is worth a browser where there is one; where there is none a page that
    gives no other reason is what it says, and the link is gone.
    """
    reasons = tuple(reason for reason in reading.render_reasons if reason != "link_expected")
    return replace(reading, render_reasons=reasons)


def _is_link_expected(visit: Visit) -> bool:
    """Tell whether an earlier look left links here, or an import claims one and calls none lost."""
    claims = (claim for page in visit.pages for claim in page.get("claims", ()))
    return any(page.get("expected", page.get("links")) for page in visit.pages) or any(
        map(says_link, claims)
    )
