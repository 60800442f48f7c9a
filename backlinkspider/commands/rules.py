"""``scrapy rules``: check, try, list, explain, measure and apply the rule files."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, cast

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from backlinkspider.cli.base import close_output, open_output, settings_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

ACTIONS: Final = {
    "lint": ("text", "json", "jsonl", "github"),
    "test": ("text", "json", "jsonl"),
    "list": ("text", "json", "jsonl"),
    "explain": ("text", "json", "jsonl"),
    "stats": ("text", "jsonl"),
    "diff": ("text", "jsonl"),
    "reclassify": ("text", "jsonl"),
}
"""The formats of each action; ``backlinkspider/cli/rules_ACTION.py`` runs it."""


class _Action(Protocol):
    """A module ``rules_ACTION``. It may have ``add_options(parser)`` and name them in OPTIONS."""

    def run(self, args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
        """Do it; return the exit status."""


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return f"{'|'.join(ACTIONS)} [ID|FILE|TARGET ...] [options]"

    def short_desc(self) -> str:
        return "Check, try, list, explain, measure and apply the rule files"

    def long_desc(self) -> str:
        return (
            "lint: report every mistake in rule files, lists, packs, local changes and target "
            "files. test [ID ...]: run the examples beside the rules. list: the rules in force. "
            "explain ID: a rule in words, each value with the file it comes from; with --link what "
            "it says of a stored link. stats FILE ...: how often rules hit labelled links. diff: "
            "what the rules as they are now would change of stored links. reclassify: do it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory (default: RULES_FOLDER)"
        )
        parser.add_argument(
            "--target", metavar="T", help="apply the local changes of this target's file too"
        )
        forms = dict.fromkeys(form for forms in ACTIONS.values() for form in forms)
        parser.add_argument(
            "--format",
            choices=tuple(forms),
            default="text",
            help="text, json, jsonl (an object a line) or, for lint, github (annotations)",
        )
        for name in ACTIONS:
            add_options = getattr(_action(name), "add_options", None)
            if add_options is not None:
                add_options(parser.add_argument_group(f"options of rules {name}"))

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        unknown = [arg for arg in args if arg.startswith("-")]
        if unknown:
            raise UsageError(f"unknown option: {unknown[0]}")
        action = args[0] if args else ""
        if action not in ACTIONS:
            problem = f"unknown action {action!r}" if action else "an action is missing"
            raise UsageError(f"{problem}: give {', '.join(ACTIONS)}")
        if opts.format not in ACTIONS[action]:
            raise UsageError(f"{action} has the formats {', '.join(ACTIONS[action])}")
        self._refuse_foreign_options(action, opts)
        open_output()

    def _refuse_foreign_options(self, action: str, opts: argparse.Namespace) -> None:
        mine = getattr(_action(action), "OPTIONS", {})
        for name in ACTIONS:
            for option, default in getattr(_action(name), "OPTIONS", {}).items():
                if option not in mine and getattr(opts, option) != default:
                    raise UsageError(f"--{option} is an option of rules {name}, not of {action}")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from backlinkspider.yamlfile.errors import FileErrors

        action, *rest = args
        try:
            self.exitcode = _action(action).run(rest, opts, settings_of(self))
        except FileErrors as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
        except BrokenPipeError:
            close_output()


def _action(name: str) -> _Action:
    return cast("_Action", import_module(f"backlinkspider.cli.rules_{name}"))
