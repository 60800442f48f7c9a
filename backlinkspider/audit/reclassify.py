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
from backlinkspider.rules.evaluate import ENGINE
from backlinkspider.store.batches import batched
from backlinkspider.trial.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.advance import Advance
    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Filter, Store
    from backlinkspider.target import Target

_BATCH: Final = 500


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
    """Return *document* with the signals, flags and audit that *rules* and *target* give it now.

    Flags that come from a finding over the whole profile stay: the profile run owns them.
    """
    signals = refresh_signals(document["page"], document["link"], document["signals"], target)
    current = {**document, "signals": signals}
    verdict = rules.evaluate(current)
    kept = [flag for flag in document.get("flags") or () if flag.get("finding")]
    flags = [*(flag.document() for flag in verdict.flags), *kept]
    score = rules.score_of(flags)
    return {
        **current,
        "flags": flags,
        "audit": {**verdict.audit(), "score": score, "band": rules.band(score)},
    }


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
    links = store.iterate("links", {**due(target.name, rules), **(within or {})})
    async for batch in batched(links, _BATCH):
        before = done.difference.changed
        await _write(store, target, rules, batch, done.difference)
        done.due += len(batch)
        advance(len(batch), {"changed": done.difference.changed - before})
    return done


async def keep_texts(store: Store, rules: RuleSet) -> None:
    """Store each rule's text under its revision, so that an old flag can always be explained."""
    texts = [{"_id": rev, **text} for rev, text in rules.texts.items()]
    await store.insert_missing("rule_revisions", texts)


async def _write(
    store: Store,
    target: Target,
    rules: RuleSet,
    documents: Sequence[Document],
    difference: Difference,
) -> None:
    """Write *documents* classified anew; those that a crawl changed meanwhile are read again."""
    links = {document["_id"]: document for document in documents}
    written = await revise(store, links, lambda old: classified(old, rules, target), "classified")
    for old, new in written:
        difference.add(old, new["flags"], new["audit"]["band"])
