"""``scrapy links mark ID ...``: a verdict on links, and how far outreach about them got."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.link_ids import find_link
from backlinkspider.cli.output import counted, json_line
from backlinkspider.cli.reappraise import reappraise
from backlinkspider.documents import utc
from backlinkspider.marks.mark import OUTREACH, VERDICTS, Word
from backlinkspider.marks.stored import BATCH, mark_links

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from backlinkspider.store.base import Store

NONE: Final = "none"
_TEXT_LENGTH: Final = 2000
_NAME_LENGTH: Final = 100
_SAID: Final = 10
_ID_LENGTH: Final = 32


def add_mark_options(parser: argparse.ArgumentParser) -> None:
    """Add what ``mark`` takes; the first two also select links in a list."""
    parser.add_argument(
        "--verdict",
        choices=(*VERDICTS, NONE),
        help="only links with this verdict; mark: give it, none takes it back",
    )
    parser.add_argument(
        "--outreach",
        choices=(*OUTREACH, NONE),
        help="only links whose outreach is so far; mark: say so, none takes it back",
    )
    parser.add_argument("--by", metavar="NAME", help="mark: who says so")
    parser.add_argument("--reason", metavar="TEXT", help="mark: why the verdict is so")
    parser.add_argument("--note", metavar="TEXT", help="mark: what was written or answered")


def refuse_mark_options(opts: argparse.Namespace) -> None:
    """Raise ``UsageError`` for options that only ``mark`` takes."""
    for name in ("by", "reason", "note"):
        if getattr(opts, name) is not None:
            raise UsageError(f"--{name} is an option of links mark", print_help=False)


def words_of(opts: argparse.Namespace, now: datetime) -> tuple[Word, ...]:
    """Return what *opts* say of links. Raises ``UsageError`` where something is missing."""
    at = utc(now)
    by = _text(opts, "by", _NAME_LENGTH)
    if not by:
        raise UsageError("mark needs --by NAME: who says so", print_help=False)
    if opts.verdict is None and opts.outreach is None:
        raise UsageError("mark needs --verdict or --outreach", print_help=False)
    reason, note = _text(opts, "reason", _TEXT_LENGTH), _text(opts, "note", _TEXT_LENGTH)
    if opts.verdict in VERDICTS and not reason:
        raise UsageError("a verdict needs --reason TEXT: why it is so", print_help=False)
    if reason and opts.verdict is None:
        raise UsageError("--reason is that of a --verdict", print_help=False)
    if note and opts.outreach is None:
        raise UsageError("--note is that of --outreach", print_help=False)
    words = []
    if opts.verdict is not None:
        words.append(Word("verdict", _value(opts.verdict), reason, by, at))
    if opts.outreach is not None:
        words.append(Word("outreach", _value(opts.outreach), note, by, at))
    return tuple(words)


def ids_of(args: Sequence[str], stdin: Iterable[str]) -> list[str]:
    """Return the ids named, each once; ``-`` stands for those on *stdin*.

    A line holds an id or a link document in JSON. Raises ``UsageError`` where there are none.
    """
    named = []
    try:
        for arg in args:
            named += [_id_in(line) for line in stdin] if arg == "-" else [arg]
    except UnicodeDecodeError:
        raise UsageError("standard input: not UTF-8", print_help=False) from None
    found = list(dict.fromkeys(name.lower() for name in named if name))
    if not found:
        raise UsageError(
            "mark needs ids of links, or - for ids on standard input", print_help=False
        )
    return found


async def mark(
    store: Store,
    names: Sequence[str],
    words: tuple[Word, ...],
    opts: argparse.Namespace,
    rules: Path,
) -> int:
    """Mark the links *names*; exit status 1, and nothing is marked, if one of them is not there.

    What is to be done about their domains is worked out anew with the *rules* there.
    """
    links = await _links(store, names, opts.target)
    if links is None:
        print("nothing was marked", file=sys.stderr)
        return 1
    changed = await mark_links(store, links, words)
    domains: dict[str, set[str]] = {}
    for link in links:
        domains.setdefault(link["target"], set()).add(link["domain"])
    status = await reappraise(store, domains if changed else {}, rules)
    if opts.format == "json":
        for start in range(0, len(links), BATCH):
            ids = [link["_id"] for link in links[start : start + BATCH]]
            marks = await store.get("marks", ids)
            for name in ids:
                if name in marks:
                    print(json_line(marks[name]))
        return status
    said = " and ".join(f"{word.field} {word.value or NONE}" for word in words)
    same = f"; {len(links) - changed:,} said so already" if changed < len(links) else ""
    print(f"{counted(changed, 'link')} marked: {said}{same}")
    return status


async def _links(
    store: Store, names: Sequence[str], targets: list[str] | None
) -> list[dict[str, Any]] | None:
    """Return the links by their ids; ``None`` where one is not there, which is said."""
    found: dict[str, dict[str, Any]] = {}
    wrong = 0
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        stored = await store.get("links", [name for name in batch if len(name) == _ID_LENGTH])
        for name in batch:
            link = stored.get(name)
            if link is None or (targets and link["target"] not in targets):
                link = await find_link(store, name, targets) if wrong < _SAID else None
            if link is None:
                wrong += 1
            else:
                about = {"target": link["target"], "domain": link["page"]["domain"]}
                found[link["_id"]] = {"_id": link["_id"], **about}
    if wrong > _SAID:
        print(f"not looked at: {counted(wrong - _SAID, 'more id')}", file=sys.stderr)
    return None if wrong else list(found.values())


def _id_in(line: str) -> str:
    text = line.strip()
    if not text.startswith("{"):
        return text.partition("#")[0].strip()
    try:
        return str(json.loads(text)["_id"])
    except (ValueError, KeyError, RecursionError):
        raise UsageError(
            f"standard input: no id and no link document: {text[:80]!r}", print_help=False
        ) from None


def _text(opts: argparse.Namespace, name: str, length: int) -> str | None:
    text = " ".join((getattr(opts, name) or "").split())
    if len(text) > length:
        raise UsageError(f"--{name} is longer than {length:,} characters", print_help=False)
    return text or None


def _value(choice: str) -> Any:
    return None if choice == NONE else choice
