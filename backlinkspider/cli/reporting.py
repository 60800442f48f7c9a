"""``scrapy report``: from the store to one file, and what it covered remembered."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from backlinkspider import __version__
from backlinkspider.cli.option_values import moment, since
from backlinkspider.cli.output import counted
from backlinkspider.cli.progress import progress
from backlinkspider.report.assemble import Frame, assemble, headline
from backlinkspider.report.html import render
from backlinkspider.report.model import Baseline
from backlinkspider.report.pictures import read_pictures
from backlinkspider.report.read import read_target
from backlinkspider.report.remember import last_baseline, latest_run, remember, run_baseline
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.report.model import Report
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

Since = datetime | timedelta | str
"""A moment, an age, or (the beginning of) a run's id."""

_RUN: Final = re.compile(r"[0-9a-f]{8,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made: whose report, from what, into which file."""

    target: str
    title: str
    logo: str
    since: Since | None
    words: Catalogue
    rules: RuleSet
    proof: Path
    output: Path


def run_or_since(text: str) -> Since:
    """Return what ``--since`` names: a run by its id, else a moment or an age.

    Raises ``ArgumentTypeError``.
    """
    try:
        return since(text)
    except ArgumentTypeError:
        if _RUN.fullmatch(text.lower()):
            return text.lower()
        raise ArgumentTypeError(
            f"{text!r} is no time and no run: give a date such as 2026-05-31, an age such as 12h,"
            " 7d or 4w, or at least 8 characters of a run's id"
        ) from None


async def make_report(store: Store, order: Order) -> int:
    """Write the report and remember it; return the exit status. Raises ``StoreError``."""
    at = datetime.now(UTC)
    if not await _is_known(store, order.target):
        return 1
    run, baseline = await latest_run(store, order.target), await _baseline(store, order, at)
    if baseline is None:
        print(f"error: {order.since!r} is the id of no run of {order.target}", file=sys.stderr)
        print(f"runs are listed by: scrapy runs --target {order.target}", file=sys.stderr)
        return 1
    total = 0
    for collection in ("links", "pages", "events"):
        total += await store.count(collection, {"target": order.target})
    with progress(order.target, total, noun="document") as advance:
        read = await read_target(
            store,
            order.target,
            order.words,
            baseline.at,
            advance=advance,
        )
    frame = Frame(
        target=order.target,
        title=order.title,
        logo=order.logo,
        at=at,
        version=__version__,
        baseline=baseline,
        pictures=read_pictures(read.pictures, order.proof),
    )
    report = assemble(read, order.rules, order.words, frame)
    try:
        size = write_whole(order.output, render(report, order.words))
    except OSError as error:
        print(f"error: {order.output}: {error.strerror}", file=sys.stderr)
        return 1
    await remember(store, order.target, run, at, headline(report))
    _say(order, report, size)
    return 0


async def _is_known(store: Store, target: str) -> bool:
    """Tell whether *store* knows *target*; say so on standard error if not."""
    for collection in ("links", "pages"):
        if await store.find(collection, {"target": target}, limit=1, fields=["target"]):
            return True
    known = [name for name in await store.tally("pages", {}, "target") if name]
    hint = did_you_mean(target, known)
    print(f"error: {store.uri} holds nothing of {target}{hint}: crawl first", file=sys.stderr)
    return False


async def _baseline(store: Store, order: Order, at: datetime) -> Baseline | None:
    if order.since is None:
        return await last_baseline(store, order.target)
    if isinstance(order.since, str):
        return await run_baseline(store, order.target, order.since)
    return Baseline("asked", moment(order.since, at))


def write_whole(path: Path, text: str) -> int:
    """Write *text* to *path*, all of it or nothing; return its size in bytes.

    Raises ``OSError``.
    """
    content = text.encode("utf-8", "replace")
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(content)


def _say(order: Order, report: Report, size: int) -> None:
    """Say what was written, and what is missing in it."""
    links, domains = report.links, report.links.referring
    print(
        f"{order.output}: {counted(links.live, 'live link')} from"
        f" {counted(domains, 'referring domain')}, {size / 1e6:.1f} MB"
    )
    for problem in report.pictures.problems:
        print(f"no picture of: {problem}", file=sys.stderr)
