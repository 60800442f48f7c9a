"""The base of commands that answer from files or the store, without a crawl."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, Final

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from backlinkspider.audit.broken import OF_DOCUMENTS, broken_document
from backlinkspider.cli.query_option import strange_fields
from backlinkspider.printable import escaped
from backlinkspider.store.base import StoreError
from backlinkspider.store.open import StoreUriError, open_store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Iterable, Iterator

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.settings import Settings

    from backlinkspider.documents import Collection
    from backlinkspider.store.base import Store

FORMATS = ("table", "jsonl", "csv", "xlsx")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_STRUCTURED: Final = frozenset({"query", "set"})
"""Options that are read already (a filter), or by Scrapy (settings)."""

INTERRUPTED = 130
"""What a shell reports of a program that Ctrl-C ended."""


def settings_of(command: ScrapyCommand) -> Settings:
    """Return the settings Scrapy gave *command* before running it."""
    assert command.settings is not None
    return command.settings


def process_of(command: ScrapyCommand) -> CrawlerProcessBase:
    """Return the crawler process Scrapy gave *command* before running it."""
    assert command.crawler_process is not None
    return command.crawler_process


def refuse_unknown_options(args: list[str]) -> None:
    """Raise ``UsageError`` where *args* still holds an option: Scrapy passes unknown ones on."""
    unknown = [arg for arg in args if arg.startswith("-") and arg != "-"]
    if unknown:
        raise UsageError(f"unknown option {unknown[0]}", print_help=False)


def refuse_controls(args: Iterable[str], opts: argparse.Namespace) -> None:
    """Raise ``UsageError`` where an argument holds a control character.

    None has any use for one, and messages that name it would hand it on to terminals and logs.
    A filter may be written on several lines.
    """
    given = {name: value for name, value in vars(opts).items() if name not in _STRUCTURED}
    for text in (*args, *_texts(list(given.values()))):
        if _CONTROL.search(text):
            raise UsageError(
                f"an argument holds control characters: {text!r:.200}", print_help=False
            )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str | PurePath):
        yield str(value)
    elif isinstance(value, dict):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


class ProjectCommand(ScrapyCommand):
    """A command that starts no crawl; leftover options are refused."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply global options. Raises ``UsageError`` for options nobody knows."""
        refuse_controls(args, opts)
        super().process_options(args, opts)
        refuse_unknown_options(args)
        open_output()


class StoreCommand(ProjectCommand):
    """A command that asks the store: opens it, runs ``answer``, turns failures into one line."""

    collection: Collection | None = None
    """What is listed, where one collection is: what ``--query`` asks about."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply global options. Raises ``UsageError`` where a workbook would go to a terminal."""
        super().process_options(args, opts)
        elsewhere = getattr(opts, "output", None) or not sys.stdout.isatty()
        if getattr(opts, "format", None) == "xlsx" and not elsewhere:
            raise UsageError("xlsx is no text: add --output FILE or a pipe", print_help=False)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the store and answer."""
        if args:
            raise UsageError(f"unexpected {args[0]!r}", print_help=False)
        if self.collection and opts.query:
            for line in strange_fields(opts.query, self.collection):
                print(f"note: --query: {line}", file=sys.stderr)
        uri = settings_of(self)["STORE_URI"]
        self.exitcode = ask(uri, lambda store: self.answer(store, opts))

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Answer from the open *store*; return the exit status."""
        raise NotImplementedError


def ask(uri: str, answer: Callable[[Store], Awaitable[int]]) -> int:
    """Open the store at *uri* and return what *answer* returns of it.

    A store that fails is one line on standard error and 1, so is a document in it that is not as
    it should be where *answer* fails; a URI that names none is 2.
    """

    async def opened() -> int:
        store = open_store(uri, create=False)
        try:
            await store.open()
            return await answer(store)
        except OF_DOCUMENTS:
            broken = await broken_document(store)
            if broken is None:
                raise
            raise StoreError(f"{store.uri}: {broken}") from None
        finally:
            await store.close()

    try:
        return asyncio.run(opened())
    except StoreError as error:
        print(f"error: {escaped(str(error))}", file=sys.stderr)
        return 1
    except StoreUriError as error:
        print(f"error: {escaped(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        close_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def open_output() -> None:
    """Let standard output take any text: what its encoding can't hold is written as an escape.

    In JSON a lone surrogate (a file name that is no UTF-8) then reads back as what it was.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def close_output() -> None:
    """Let the interpreter end in silence though nobody reads standard output any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
