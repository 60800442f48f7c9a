"""``scrapy disavow``: make, check, compare and import the file that disowns links."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backlinkspider.cli.actions import ActionCommand
from backlinkspider.cli.disavow_choice import add_choice_options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


class Command(ActionCommand):
    """``backlinkspider/cli/disavow_ACTION.py`` runs an action."""

    name = "disavow"
    actions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "export": ("text",),
        "lint": ("text", "json", "jsonl", "github"),
        "diff": ("text", "jsonl", "csv"),
        "import": ("text", "jsonl", "csv"),
    }
    format_help = "how to print (default: text); github: annotations, for lint"

    def syntax(self) -> str:
        """Return the words after the command."""
        return f"{'|'.join(self.actions)} [FILE ...] [--target T] [options]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Make, check, compare and import disavow files"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "export: the file of links that look like a scheme or that somebody marked bad, whole "
            "sites or single pages, with the reasons. lint FILE: report every mistake in a disavow "
            "file. diff FILE [NEW]: what NEW, or what export would write now, changes, and which "
            "links that concerns. import FILE: make FILE the list in use, as an upload does: what "
            "it covers counts as disavowed. A disavow is for a manual action, or for links of a "
            "clear scheme that nobody takes away."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what all actions share."""
        super().add_options(parser)
        add_choice_options(parser)
        parser.add_argument("--target", metavar="T", help="the site whose file it is")
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory (default: RULES_FOLDER)"
        )
