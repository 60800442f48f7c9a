"""How a crawl goes on, on standard error: a live line on a terminal, else a line now and then."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Final, Self, TextIO

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from backlinkspider.ages import span_in_words
from backlinkspider.crawl.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.live import Live
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

    from backlinkspider.crawl.tally import Tally

_LIVE_SECONDS: Final = 1
_PLAIN_SECONDS: Final = 30
"""So a crawl shorter than that says nothing before its summary."""


class Progress:
    """Extension that shows a session's counts; silent with ``--nolog`` (``LOG_ENABLED=False``)."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._started = monotonic()
        self._loop: AsyncioLoopingCall | LoopingCall | None = None
        self._live: Live | None = None
        self._handlers: list[logging.StreamHandler[TextIO]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension. Raises ``NotConfigured`` where nothing shall be said."""
        if not crawler.settings.getbool("LOG_ENABLED"):
            raise NotConfigured("LOG_ENABLED is off")
        progress = cls()
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self, spider: Spider) -> None:
        """Begin to show how the session of *spider* goes on; other spiders have none."""
        session = getattr(spider, "session", None)
        if not isinstance(session, Session):
            return
        self._started = self._monotonic()
        if sys.stderr.isatty():
            self._open_live()
        seconds = _LIVE_SECONDS if self._live else _PLAIN_SECONDS
        self._loop = create_looping_call(self._show, session.tally)
        self._loop.start(seconds, now=False)

    def spider_closed(self) -> None:
        """Stop; remove the live line."""
        if self._loop is not None:
            self._loop.stop()
        if self._live is None:
            return
        self._live.stop()
        self._live = None
        for handler in self._handlers:
            handler.setStream(sys.stderr)

    def _open_live(self) -> None:
        """Start a live line; what is logged meanwhile is printed above it."""
        from rich.console import Console  # noqa: PLC0415 (only where it is shown)
        from rich.live import Live  # noqa: PLC0415

        self._handlers = [
            handler
            for handler in logging.root.handlers
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr
        ]
        console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._live.start()
        for handler in self._handlers:
            handler.setStream(sys.stderr)  # rich has put its own in its place

    def _show(self, tally: Tally) -> None:
        line = progress_line(tally, self._monotonic() - self._started)
        if self._live is not None:
            self._live.update(line, refresh=True)
        else:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()


def progress_line(tally: Tally, seconds: float) -> str:
    """Return *tally* after *seconds* in one line.

    >>> progress_line(Tally(Counter(linked=3, timeout=1), links=5, candidates=10), seconds=2)
    '4 of 10 pages, 40%, 6 left (about 3 s), 2.0/s, 5 links: 3 linked, 1 timeout'
    """
    done = tally.outcomes.total()
    if tally.candidates is None:
        known = f"{done} pages, still reading candidates"
    else:
        share = min(1.0, done / tally.candidates) if tally.candidates else 1.0
        left = max(0, tally.candidates - done)
        known = f"{done} of {tally.candidates} pages, {share:.0%}, {left} left"
    rate = done / seconds if seconds > 0 else 0.0
    if tally.candidates is not None and 0 < done < tally.candidates:
        known += f" (about {span_in_words((tally.candidates - done) / rate)})"
    outcomes = ", ".join(f"{count} {name}" for name, count in tally.outcomes.most_common())
    line = f"{known}, {rate:.1f}/s, {tally.links} links"
    return f"{line}: {outcomes}" if outcomes else line
