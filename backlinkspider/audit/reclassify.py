"""Stored links classified again with the rules as they are now: no crawl, nothing fetched.

A link is due while its ``audit`` names another revision of the rules or of the engine. So an
interrupted run goes on where it stopped, and a second run finds nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.advance import unheard
from backlinkspider.audit.revise import revise
from backlinkspider.links.signals import refresh_signals
from backlinkspider.rules.changes import changes_since, outline
from backlinkspider.rules.evaluate import ENGINE
from backlinkspider.store.batches import batched
from backlinkspider.trial.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlinkspider.advance import Advance
    from backlinkspider.documents import Document
    from backlinkspider.rules.changes import Changes
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Filter, Store
    from backlinkspider.target import Target

_BATCH: Final = 500

_ALSO_READ: Final = ("link.text", "page.url", "v")
"""What shows a link to people, and what it takes to write it."""


@dataclass(slots=True)
class Reclassified:
    """What a run did: how many links were due, and what changed of their flags."""

    due: int = 0
    difference: Difference = field(default_factory=Difference)

    def merge(self, other: Reclassified) -> None:
        """Add what *other* did with further links."""
        self.due += other.due
        self.difference.merge(other.difference)


def classified(document: Document, rules: RuleSet, target: Target) -> Document:
    """Return the signals, flags and audit that *rules* and *target* give *document* now.

    Flags that come from a finding over the whole profile stay: the profile run owns them.
    """
    signals = refresh_signals(document["page"], document["link"], document["signals"], target)
    verdict = rules.evaluate({**document, "signals": signals})
    flags = [*(flag.document() for flag in verdict.flags), *_of_findings(document)]
    return {"signals": signals, "flags": flags, "audit": {**verdict.audit(), **rules.risk(flags)}}


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classifies stored links, by what changed *since* the set of rules that did it last."""

    rules: RuleSet
    target: Target
    since: Mapping[str, Changes]
    """By the revision of that set, where the store knows what it was."""

    def __call__(self, link: Document) -> Document:
        """Return the fields of *link* that ``classified`` changes, and its audit."""
        new = self._classified(link)
        return {n: one for n, one in new.items() if n == "audit" or one != link.get(n)}

    def _classified(self, link: Document) -> Document:
        audit = link.get("audit") or {}
        changes = self.since.get(audit.get("ruleset", ""))
        if changes is None or audit.get("engine") != ENGINE or audit.get("slow"):
            return classified(link, self.rules, self.target)
        own, unknown = changes.classified(link)
        flags = [*own, *_of_findings(link)]
        now = {"ruleset": self.rules.revision, "not_evaluated": unknown, **self.rules.risk(flags)}
        return {"flags": flags, "audit": {**audit, **now}}


async def classifier(
    store: Store, target: Target, rules: RuleSet, within: Filter | None = None
) -> Classifier:
    """Return what classifies the stored links of *target* by *rules*. Raises ``StoreError``.

    *within* narrows the links that are asked which sets of rules did it last.
    """
    where = {"target": target.name, **(within or {})}
    counts = await store.tally("links", where, "audit.ruleset")
    known = await store.get("rule_revisions", [one for one in counts if one])
    since = ((name, changes_since(rules, one)) for name, one in known.items())
    return Classifier(rules, target, {name: one for name, one in since if one is not None})


def _of_findings(link: Document) -> list[Document]:
    return [flag for flag in link.get("flags") or () if flag.get("finding")]


def due(target: str, rules: RuleSet) -> Filter:
    """Return the filter on ``links`` that other rules, or another engine, have classified."""
    others = [{"audit.ruleset": {"$ne": rules.revision}}, {"audit.engine": {"$ne": ENGINE}}]
    return {"target": target, "$or": others}


async def reclassify(
    store: Store,
    target: Target,
    rules: RuleSet,
    advance: Advance = unheard,
    *,
    within: Filter | None = None,
) -> Reclassified:
    """Classify the links of *target* that are due; tell *advance* of each batch.

    *within* narrows them. Raises ``StoreError``; what was written by then stays, and another call
    goes on.
    """
    done = Reclassified()
    classify = await classifier(store, target, rules, within)
    for where, fields in _passes(classify, within or {}):
        links = store.iterate("links", where, fields=fields)
        async for batch in batched(links, _BATCH):
            before = done.difference.changed
            await _write(store, classify, batch, done.difference)
            done.due += len(batch)
            advance(len(batch), {"changed": done.difference.changed - before})
    return done


def _passes(classify: Classifier, within: Filter) -> Iterator[tuple[Filter, Sequence[str]]]:
    """Yield filters on the links that are due, and what has to be read of these.

    Those of which only some rules are asked come first; what is left then is read whole.
    """
    rules = classify.rules
    for name, changes in sorted(classify.since.items()):
        if name != rules.revision:
            last = {"audit.ruleset": name, "audit.engine": ENGINE, "audit.slow": None}
            read = [*changes.fields(), *_ALSO_READ]
            yield {"target": classify.target.name, **last, **within}, read
    yield {**due(classify.target.name, rules), **within}, ()


async def keep_texts(store: Store, rules: RuleSet) -> None:
    """Store each rule's text under its revision, so that an old flag can always be explained.

    And which revisions make the set, so that a later one knows what it changed.
    """
    texts = [{"_id": rev, **text} for rev, text in rules.texts.items()]
    await store.insert_missing("rule_revisions", [*texts, outline(rules)])


async def _write(
    store: Store, classify: Classifier, documents: Sequence[Document], difference: Difference
) -> None:
    """Write *documents* classified anew; those that a crawl changed meanwhile are read again."""
    links = {document["_id"]: document for document in documents}
    for old, new in await revise(store, links, classify, "classified"):
        now = {**old, **new}
        difference.add(old, now.get("flags") or (), now["audit"]["band"])
