"""The appraisal: a target's links read domain by domain into what each is worth and calls for.

Writes ``worth`` and ``action`` on links, a document for each referring domain, and the facts of the
whole profile; only what differs from what is stored. Of a domain not more than ``_HELD`` links are
held at once; those beyond are read a second time when the domain's numbers are known. What a rank
list said of a domain stands, with its date, until a list of the same source is read again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Final

from backlinkspider.advance import unheard
from backlinkspider.audit.revise import content, revise
from backlinkspider.audit.said import findings_of, scales_of
from backlinkspider.documents import digest
from backlinkspider.domains.cases import case_of_link, site_of, worth_of
from backlinkspider.domains.charges import Charges
from backlinkspider.domains.decision import decide
from backlinkspider.domains.document import domain_document, domain_id, ordered
from backlinkspider.domains.profile import ProfileTally
from backlinkspider.domains.tally import DomainTally
from backlinkspider.domains.weighed import FIELDS
from backlinkspider.ranks.model import NO_RANKS, SOURCES
from backlinkspider.worth.authority import from_rank
from backlinkspider.worth.model import Input

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable
    from datetime import datetime

    from backlinkspider.advance import Advance
    from backlinkspider.documents import Document
    from backlinkspider.domains.cases import Site
    from backlinkspider.domains.charges import Fired
    from backlinkspider.domains.weighed import Scales, Weighed
    from backlinkspider.ranks.model import Ranks
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Filter, Store
    from backlinkspider.target import Target

_HELD: Final = 1000
"""Links held until their domains' numbers are known."""

_WRITTEN_AT_ONCE: Final = 200

_READ: Final = (*FIELDS, "v")
_BY_DOMAIN: Final = (("page.domain", 1), ("page_id", 1), ("_id", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised:
    """What an appraisal found, and how many documents it had to write for it.

    *facts* is the document about the whole profile; None where there is none so far.
    """

    target: str
    links: int
    domains: int
    written: int
    facts: Document | None


async def appraise(
    store: Store,
    target: Target,
    rules: RuleSet,
    *,
    now: datetime,
    run: str | None = None,
    ranks: Ranks = NO_RANKS,
    only: Collection[str] | None = None,
    advance: Advance = unheard,
) -> Appraised:
    """Appraise the links of *target*, of the referring domains *only* if they are given.

    *run* is the crawl it follows, if any; *advance* is told how many links were done. Raises
    ``StoreError``.
    """
    where: Filter = {"target": target.name}
    if only is not None:
        where = {**where, "page.domain": {"$in": sorted(only)}}
    about = {"target": target.name, "at": now, "run": run}
    appraisal = _Appraisal(
        store=store,
        rules=rules,
        scales=await scales_of(store, target),
        ranks=ranks,
        about=about,
        advance=advance,
        findings=await findings_of(store, target.name, rules),
    )
    async for domain in appraisal.domains(where):
        await appraisal.hold(domain)
    await appraisal.finish()
    await appraisal.delete_gone(only)
    facts = await (appraisal.write_facts() if only is None else appraisal.count_actions())
    return Appraised(
        target=target.name,
        links=appraisal.links,
        domains=len(appraisal.there),
        written=appraisal.written,
        facts=facts,
    )


def facts_id(target: str) -> str:
    """Return the ``_id`` of the document with the facts about *target*'s whole profile."""
    return digest("profile", target, "facts")


@dataclass(slots=True)
class _Domain:
    """A domain's links: counted, and the first of them held."""

    tally: DomainTally
    held: list[Weighed] = field(default_factory=list)
    overflows: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    """A link of *site* as it was read, and what of it shall be written."""

    link: Document
    site: Site
    news: Document


@dataclass(slots=True, kw_only=True)
class _Appraisal:
    """One pass over the links of a target."""

    store: Store
    rules: RuleSet
    scales: Scales
    ranks: Ranks
    about: Document
    advance: Advance
    findings: dict[str, list[Fired]]
    profile: ProfileTally = field(default_factory=ProfileTally)
    there: set[str] = field(default_factory=set)
    links: int = 0
    written: int = 0
    _told: int = 0
    _held: int = 0
    _waiting: list[_Domain] = field(default_factory=list)
    _due: dict[str, _Due] = field(default_factory=dict)

    async def domains(self, where: Filter) -> AsyncIterator[_Domain]:
        """Yield each domain when its last link is counted."""
        domain: _Domain | None = None
        async for link in self.store.iterate("links", where, sort=_BY_DOMAIN, fields=_READ):
            name = link["page"]["domain"]
            if domain is None or domain.tally.domain != name:
                if domain is not None:
                    yield domain
                domain = self._opened(name)
            weighed = self.scales.weigh(link)
            if domain.tally.feed(weighed):
                self.profile.feed(link)
            domain.overflows = len(domain.held) >= _HELD
            if not domain.overflows:
                domain.held.append(weighed)
            self.links += 1
        if domain is not None:
            yield domain

    def _opened(self, name: str) -> _Domain:
        bands = self.rules.book.groups.bands
        clear_from = bands[-1].from_ if len(bands) > 1 else inf
        return _Domain(DomainTally(name, Charges(clear_from, self.findings.get(name, ()))))

    async def hold(self, domain: _Domain) -> None:
        """Take *domain*; settle all that wait once they hold enough."""
        self._waiting.append(domain)
        self._held += len(domain.held)
        if self._held >= _HELD:
            await self._settle()

    async def finish(self) -> None:
        """Settle what waits, and write the last links."""
        await self._settle()
        await self._write_links()

    async def _settle(self) -> None:
        """Write the documents of the domains that wait, and what is due on their links."""
        names = {domain_id(self.about["target"], one.tally.domain): one for one in self._waiting}
        stored = await self.store.get("domains", list(names))
        changed, actions = [], Counter[str]()
        for name, domain in names.items():
            old = stored.get(name)
            domain.tally.scores.add(self._inputs(domain.tally.domain, old))
            site = site_of(domain.tally)
            new = domain_document(domain.tally, site, self.rules.risk, self.about)
            self.profile.add_domain(new)
            self.there.add(name)
            actions[f"sites to {new['action']['do']}"] += 1
            if content(new) != content(old):
                changed.append({**new, "v": (old or {}).get("v", 0) + 1})
            await self._note_due(domain, site)
        self._waiting, self._held = [], 0
        self.advance(self.links - self._told, actions)
        self._told = self.links
        if changed:
            await self.store.replace("domains", changed)
            self.written += len(changed)

    def _inputs(self, domain: str, stored: Document | None) -> Iterable[Input]:
        """Return what rank lists say of *domain*, now or when they were read last."""
        yield from map(from_rank, self.ranks.of.get(domain, ()))
        kept = set(SOURCES) - self.ranks.sources
        for one in (stored or {}).get("worth", {}).get("authority", {}).get("inputs", ()):
            if one["source"] in kept:
                yield Input(**{**one, "date": one["date"] or ""})

    async def _note_due(self, domain: _Domain, site: Site) -> None:
        """Note the links of *domain* that shall be written, and write those noted in batches."""
        for weighed in domain.held:
            self._note(weighed, site)
        if domain.overflows:
            where = {"target": self.about["target"], "page.domain": domain.tally.domain}
            async for link in self.store.iterate("links", where, fields=_READ):
                self._note(self.scales.weigh(link), site)
                if len(self._due) >= _WRITTEN_AT_ONCE:
                    await self._write_links()
        if len(self._due) >= _WRITTEN_AT_ONCE:
            await self._write_links()

    def _note(self, weighed: Weighed, site: Site) -> None:
        if news := _news(weighed, site):
            self._due[weighed.link["_id"]] = _Due(weighed.link, site, news)

    async def _write_links(self) -> None:
        due, self._due = self._due, {}

        def changed(link: Document) -> Document | None:
            one = due[link["_id"]]
            # Another link than the one that was read is what somebody made of it meanwhile.
            return (
                one.news if link is one.link else _news(self.scales.weigh(link), one.site) or None
            )

        read = {name: one.link for name, one in sorted(due.items())}
        self.written += len(await revise(self.store, read, changed, "appraised"))

    async def delete_gone(self, only: Collection[str] | None) -> None:
        """Delete the documents of domains that no stored link comes from any more."""
        where: Filter = {"target": self.about["target"]}
        if only is not None:
            where = {**where, "domain": {"$in": sorted(only)}}
        stored = {one["_id"] async for one in self.store.iterate("domains", where, fields=["_id"])}
        gone = sorted(stored - self.there)
        if gone:
            await self.store.delete("domains", gone)
            self.written += len(gone)

    async def write_facts(self) -> Document:
        """Write the facts about the whole profile; return them."""
        name = facts_id(self.about["target"])
        facts = {"_id": name, "kind": "profile", **self.about, **self.profile.document()}
        await self._replace_facts(facts, await self._facts())
        return facts

    async def count_actions(self) -> Document | None:
        """Bring the facts up to date after some domains were appraised: what they call for.

        Of the rest neither verdicts nor a disavow list change anything.
        """
        old = await self._facts()
        if old is None:
            return None
        where = {"target": self.about["target"]}
        counts = await self.store.tally("domains", where, "action.do")
        facts = {**old, "actions": ordered({str(do): number for do, number in counts.items()})}
        await self._replace_facts(facts, old)
        return facts

    async def _facts(self) -> Document | None:
        name = facts_id(self.about["target"])
        return (await self.store.get("profile_flags", [name])).get(name)

    async def _replace_facts(self, facts: Document, old: Document | None) -> None:
        if content(facts) != content(old):
            await self.store.replace("profile_flags", [facts])
            self.written += 1


def _news(weighed: Weighed, site: Site) -> Document:
    """Return what a link of *site* shall say, and does not say yet."""
    worth = worth_of(weighed, site)
    action = decide(case_of_link(weighed, worth, site))
    said = {"worth": worth.document(), "action": action.document()}
    return {name: value for name, value in said.items() if value != weighed.link.get(name)}
