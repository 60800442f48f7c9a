"""The options of commands that may be done by many processes, or many machines."""

from __future__ import annotations

import ipaddress
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from backlinkspider.engine.parts import Engine

if TYPE_CHECKING:
    import argparse

_MOST: int = 1024


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--workers`` and ``--scheduler``."""
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        help="processes on this machine (default: its cores; 0: this process alone)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", default="", help="a Dask cluster: tcp://HOST:PORT"
    )


def engine_of(opts: argparse.Namespace, store: str = "") -> Engine:
    """Return the engine that *opts* ask for; *store* is the URI that the workers are to write to.

    Raises ``UsageError``.
    """
    if opts.workers is not None and not 0 <= opts.workers <= _MOST:
        raise UsageError(f"--workers takes 0 to {_MOST}", print_help=False)
    if opts.workers is not None and opts.scheduler:
        raise UsageError("give --workers or --scheduler, not both", print_help=False)
    if opts.scheduler and store.startswith("sqlite:") and not _is_here(opts.scheduler):
        raise UsageError(
            "workers on other machines can't share a SQLite file: set STORE_URI to mongodb://...",
            print_help=False,
        )
    return Engine(workers=opts.workers, scheduler=opts.scheduler)


def say_on_terminal(line: str) -> None:
    """Print *line* on standard error where a person looks on."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)


def _is_here(scheduler: str) -> bool:
    host = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
