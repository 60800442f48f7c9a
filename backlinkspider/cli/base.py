"""The base of commands that answer from files or the store, without a crawl."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from backlinkspider.store.base import StoreError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine

    from backlinkspider.store.base import Store

FORMATS = ("table", "jsonl", "csv")


class ProjectCommand(ScrapyCommand):
    """A command that starts no crawl; leftover words and unknown options are refused."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply global options. Raises ``UsageError`` for options nobody knows."""
        super().process_options(args, opts)
        refuse_unknown_options(args)


def refuse_unknown_options(args: list[str]) -> None:
    """Raise ``UsageError`` where *args* still holds an option: Scrapy passes unknown ones on."""
    unknown = [arg for arg in args if arg.startswith("-") and arg != "-"]
    if unknown:
        raise UsageError(f"unknown option {unknown[0]}", print_help=False)


class StoreCommand(ProjectCommand):
    """A command that asks the store: opens it, runs ``answer``, turns failures into one line."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the store and answer."""
        if args:
            raise UsageError(f"unexpected {args[0]!r}", print_help=False)
        self.exitcode = ask(self.settings["STORE_URI"], lambda store: self.answer(store, opts))

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Answer from the open *store*; return the exit status."""
        raise NotImplementedError


def ask(uri: str, answer: Any) -> int:
    """Open the store at *uri*, run *answer* on it and return its exit status; 1 if it fails."""

    async def opened() -> int:
        from backlinkspider.store.open import open_store  # noqa: PLC0415 (keeps --help fast)

        store = open_store(uri)
        try:
            await store.open()
            result: int = await answer(store)
            return result
        finally:
            await store.close()

    return run(opened())


def run(coroutine: Coroutine[Any, Any, int]) -> int:
    """Run *coroutine*; print store failures and wrong use as one line to standard error."""
    try:
        return asyncio.run(coroutine)
    except StoreError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
