"""A disavow file made of what a store holds of a target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import ask
from backlinkspider.cli.guarding import guard_from
from backlinkspider.cli.ruling import one_target, today
from backlinkspider.cli.stored_targets import rules_folder, say_unknown
from backlinkspider.disavow.compose import Composed, Kept, compose
from backlinkspider.disavow.reasons import reasons
from backlinkspider.disavow.select import LeftOut, Pick, Selector
from backlinkspider.disavow.stored import domains_with_links, link_marks, stored_cover, stored_marks
from backlinkspider.rules.loader import load_rulebook
from backlinkspider.store.targets import stored_targets

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Mapping

    from scrapy.settings import BaseSettings

    from backlinkspider.disavow.choice import Choice
    from backlinkspider.disavow.guard import Guard
    from backlinkspider.documents import Document
    from backlinkspider.rules.resolved import Rulebook
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and what there is to say of it."""

    file: Composed
    kept: Kept
    left_out: tuple[LeftOut, ...]
    doubtful: tuple[str, ...]
    """Kept entries that cover a link which somebody marked ok."""
    marks: Mapping[str, Document]
    """What people said of links, by the link's id."""


@dataclass(frozen=True, slots=True)
class About:
    """The target a disavow file is of, with the rules in force for it."""

    target: Target
    book: Rulebook

    @property
    def guard(self) -> Guard:
        """What its file should leave alone."""
        return guard_from(self.book, self.target, today())


def about(opts: argparse.Namespace, settings: BaseSettings) -> About:
    """Return what ``--target`` names. Raises ``UsageError`` and ``FileErrors``."""
    root = rules_folder(opts, settings)
    target = one_target(opts.target, root)
    if target is None:
        raise UsageError("--target is missing: the site whose file it is", print_help=False)
    return About(target, load_rulebook(root, target.path))


def ask_about(one: About, uri: str, answer: Callable[[Store], Awaitable[int]]) -> int:
    """Return what *answer* returns of the store at *uri*; 1 where it has no links of the target."""

    async def known(store: Store) -> int:
        if not await store.count("links", {"target": one.target.name}):
            say_unknown(store.uri, [one.target.name], await stored_targets(store))
            return 1
        return await answer(store)

    return ask(uri, known)


async def make(
    store: Store, one: About, choice: Choice, head: str, kept: Kept, *, comments: bool = True
) -> Made:
    """Return the file of what *choice* selects beside what is *kept*; *head* tells the choice.

    Without *comments* nothing is said above single entries. Raises ``StoreError``.
    """
    marks = await link_marks(store, one.target.name)
    selector = Selector(choice, one.guard, marks, await stored_cover(store, one.target.name))
    old = kept.cover
    picks: list[Pick] = []
    left_out: list[LeftOut] = []
    doubtful: set[str | None] = set()
    async for links in domains_with_links(store, one.target.name):
        for found in selector.pick(links):
            if isinstance(found, Pick):
                picks.append(found)
            else:
                left_out.append(found)
        doubtful |= {old.find_link(link) for link in links if selector.verdict(link) == "ok"}
    say = partial(reasons, marks=marks, day=datetime.now(UTC).date())
    file = compose(head, picks, kept, say if comments else lambda _: ())
    return Made(file, kept, tuple(left_out), tuple(sorted(filter(None, doubtful))), marks)


async def in_use(store: Store, target: str) -> Kept:
    """Return the list in use that was imported; nothing where none was. Raises ``StoreError``."""
    marks = await stored_marks(store, target)
    if not marks:
        return Kept()
    files = ", ".join(sorted({Path(mark["file"]).name for mark in marks}))
    return Kept.of([mark["entry"] for mark in marks], f"Kept from the list in use: {files}")
