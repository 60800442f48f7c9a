"""``scrapy rules explain``: a rule in words; with ``--link`` what it says of a stored link."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.audit.profile import open_population
from backlinkspider.cli.base import ask
from backlinkspider.cli.output import json_line, one_line
from backlinkspider.cli.ruling import check_ids, one_target, rules_of, today
from backlinkspider.cli.stored_targets import rules_folder
from backlinkspider.printable import printable
from backlinkspider.rules.explain import describe, explain_lines
from backlinkspider.rules.explain_link import explain_group, explain_link, link_lines
from backlinkspider.rules.loader import load_rules
from backlinkspider.rules.population import fields_needed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

OPTIONS: Final[dict[str, Any]] = {"link": None}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the link that is asked about."""
    parser.add_argument(
        "--link",
        metavar="_id",
        help="what the rule says of this stored link (STORE_URI), every value and answer",
    )


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Explain the rule in *args*; exit 1 where the link is not stored."""
    if len(args) != 1:
        raise UsageError("explain takes one rule's id", print_help=False)
    name = args[0]
    if opts.link is None:
        rules = rules_of(opts, settings)
        check_ids(rules, args)
        described = describe(rules.book.rules[name], rules.book)
        print(
            json_line(described) if opts.format != "text" else "\n".join(explain_lines(described))
        )
        return 0
    return ask(settings["STORE_URI"], lambda store: _about_link(store, name, opts, settings))


async def _about_link(
    store: Store, name: str, opts: argparse.Namespace, settings: BaseSettings
) -> int:
    link = (await store.get("links", [opts.link])).get(opts.link)
    if link is None:
        print(f"error: {store.uri} holds no link {printable(opts.link)}", file=sys.stderr)
        return 1
    root = rules_folder(opts, settings)
    target = one_target(opts.target or link["target"], root)
    rules = load_rules(root, target, today=today())
    check_ids(rules, [name])
    if not rules.book.rules[name].runs:
        status = rules.book.rules[name].status
        print(f"error: {name} has status {status}: it is not run", file=sys.stderr)
        return 1
    if rules.book.rules[name].rule.over is None:
        answer = explain_link(rules, name, link)
    else:
        answer = await _in_population(store, rules, name, link)
    if opts.format != "text":
        print(json_line(answer))
    else:
        for line in link_lines(answer):
            print(one_line(line))
    return 0


async def _in_population(store: Store, rules: RuleSet, name: str, link: Document) -> dict[str, Any]:
    """Return what the rule *name*, with ``over``, says of the groups that *link* is in."""
    population = await open_population(store, link["target"], rules, today=today(), only=name)
    live = {"target": link["target"], "state": "live"}
    async for one in store.iterate("links", live, fields=fields_needed(rules)):
        population.feed(one)
    return explain_group(rules, name, link, population)
