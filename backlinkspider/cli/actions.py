"""The base of commands with actions, such as ``scrapy rules lint``."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import ProjectCommand, close_output, settings_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from scrapy.settings import BaseSettings


class Action(Protocol):
    """A module ``cli/COMMAND_ACTION.py``.

    It may have ``add_options(parser)`` and name them in OPTIONS, with their defaults; an option
    that several actions share is added by the command and named by each of them.
    """

    def run(self, args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
        """Do it; return the exit status."""


class ActionCommand(ProjectCommand):
    """A command whose first word is one of its ``actions``."""

    name: ClassVar[str]
    actions: ClassVar[Mapping[str, tuple[str, ...]]]
    """The formats of each action, the default first."""
    format_help: ClassVar[str]

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--format`` and what each action has."""
        super().add_options(parser)
        forms = dict.fromkeys(form for forms in self.actions.values() for form in forms)
        parser.add_argument("--format", choices=tuple(forms), help=self.format_help)
        for name in self.actions:
            add_options = getattr(self._action(name), "add_options", None)
            if add_options is not None:
                add_options(parser.add_argument_group(f"options of {self.name} {name}"))

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply options. Raises ``UsageError`` for an action or options that are not there."""
        super().process_options(args, opts)
        action = args[0] if args else ""
        if action not in self.actions:
            problem = f"unknown action {action!r}" if action else "an action is missing"
            raise UsageError(f"{problem}: give {', '.join(self.actions)}")
        forms = self.actions[action]
        opts.format = opts.format or forms[0]
        if opts.format not in forms:
            raise UsageError(f"{action} has the formats {', '.join(forms)}")
        self._refuse_foreign_options(action, opts)

    def _refuse_foreign_options(self, action: str, opts: argparse.Namespace) -> None:
        mine = getattr(self._action(action), "OPTIONS", {})
        for name in self.actions:
            for option, default in getattr(self._action(name), "OPTIONS", {}).items():
                if option not in mine and getattr(opts, option) != default:
                    shown = f"--{option.replace('_', '-')}"
                    raise UsageError(f"{shown} is an option of {self.name} {name}, not of {action}")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what the first of *args* says; mistakes in rule files are told, and exit 1."""
        from backlinkspider.yamlfile.errors import FileErrors  # noqa: PLC0415 (a fast --help)

        action, *rest = args
        try:
            self.exitcode = self._action(action).run(rest, opts, settings_of(self))
        except FileErrors as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
        except BrokenPipeError:
            close_output()

    def _action(self, name: str) -> Action:
        return cast("Action", import_module(f"backlinkspider.cli.{self.name}_{name}"))
