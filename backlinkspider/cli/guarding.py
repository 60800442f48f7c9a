"""What a target's disavow file should leave alone, from rule lists and the target's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.cli.ruling import one_target, today
from backlinkspider.cli.stored_targets import rules_folder
from backlinkspider.disavow.guard import Guard
from backlinkspider.rules.allow import is_expired
from backlinkspider.rules.loader import load_rulebook

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from scrapy.settings import BaseSettings

    from backlinkspider.rules.resolved import AllowEntry, Rulebook
    from backlinkspider.target import Target

FREE_HOSTS: Final = "lists/free-hosts.txt"
USER_SITES: Final = "lists/user-content-sites.txt"
POPULAR: Final = "lists/popular-sites.txt"


def guard_of(opts: argparse.Namespace, settings: BaseSettings) -> Guard:
    """Return what the rules directory and the file of ``--target``, if given, want left alone.

    Raises ``UsageError`` and ``FileErrors``.
    """
    root = rules_folder(opts, settings)
    target = one_target(opts.target, root)
    return guard_from(load_rulebook(root, target.path if target else None), target, today())


def guard_from(book: Rulebook, target: Target | None, day: date) -> Guard:
    """Return what *book*'s lists and its ``allow`` entries in force on *day* want left alone."""
    allowed = [entry for entry in book.allow if not is_expired(entry.allow, day)]
    return Guard(
        target=target,
        free_hosts=book.hosts(FREE_HOSTS),
        user_sites=book.hosts(USER_SITES),
        popular=book.hosts(POPULAR),
        allied={e.allow.domain.lower(): _why(e) for e in allowed if e.allow.domain},
        allied_urls={e.allow.url_prefix: _why(e) for e in allowed if e.allow.url_prefix},
    )


def _why(entry: AllowEntry) -> str:
    allow = entry.allow
    return f"{allow.domain or allow.url_prefix} ({entry.origin}, {allow.by}: {allow.reason})"
