"""``scrapy rules``: check, try, list, explain, measure and apply the rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backlinkspider.cli.actions import ActionCommand

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


class Command(ActionCommand):
    """``backlinkspider/cli/rules_ACTION.py`` runs an action."""

    name = "rules"
    actions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "lint": ("text", "json", "jsonl", "github"),
        "test": ("text", "json", "jsonl"),
        "list": ("text", "json", "jsonl"),
        "explain": ("text", "json", "jsonl"),
        "stats": ("text", "jsonl"),
        "diff": ("text", "jsonl"),
        "reclassify": ("text", "jsonl"),
    }
    format_help = "text, json, jsonl (an object a line) or, for lint, github (annotations)"

    def syntax(self) -> str:
        """Return the words after the command."""
        return f"{'|'.join(self.actions)} [ID|FILE|TARGET ...] [options]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Check, try, list, explain, measure and apply the rule files"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "lint: report every mistake in rule files, lists, packs, local changes and target "
            "files. test [ID ...]: run the examples beside the rules. list: the rules in force. "
            "explain ID: a rule in words, each value with the file it comes from; with --link what "
            "it says of a stored link. stats FILE ...: how often rules hit labelled links. diff: "
            "what the rules as they are now would change of stored links. reclassify: do it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what all actions share."""
        super().add_options(parser)
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory (default: RULES_FOLDER)"
        )
        parser.add_argument(
            "--target", metavar="T", help="apply the local changes of this target's file too"
        )
