"""Events on their way to whoever is to be alerted: a command's standard input, a webhook."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote

from backlinkspider.cli.happened import changed_fields, detail
from backlinkspider.cli.output import json_line
from backlinkspider.store.history import KINDS
from backlinkspider.web.egress import Gate
from backlinkspider.web.webhook import WebhookError, post_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.documents import Document

POSTED: Final = 50
"""Events that a webhook gets as data; the text counts them all."""

_LINES: Final = 10
_COMMAND_SECONDS: Final = 60.0
_URL_SAFE: Final = "/:?#=&;%+,~!$'.-_"
"""What of a URL means nothing in chat: no @ that calls people, no brackets that make links."""


@dataclass(slots=True)
class Alert:
    """The events of one answer, gathered while they are printed."""

    counts: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    first: list[Document] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    lines: IO[bytes] | None = None
    """All events as JSON lines, if a command wants them."""

    def take(self, event: Document) -> None:
        """Gather one event."""
        self.counts[event["kind"]] += 1
        self.ids.append(event["_id"])
        self.targets.add(event["target"])
        if len(self.first) < POSTED:
            self.first.append(event)
        if self.lines is not None:
            self.lines.write(f"{json_line(event)}\n".encode())

    def message(self) -> dict[str, Any]:
        """Return what a webhook gets: a ``text`` for people, and the events as data."""
        return {
            "text": alert_text(self.counts, self.first, sorted(self.targets)),
            "targets": sorted(self.targets),
            "counts": dict(self.counts),
            "events": self.first,
            "more": len(self.ids) - len(self.first),
        }


def alert_text(
    counts: Mapping[str, int], events: Sequence[Document], targets: Sequence[str]
) -> str:
    """Return how many events there are, and the first of them in a line each.

    Nothing in it has a meaning to chat programs, whatever a page's URL holds.
    """
    told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if kind in counts)
    lines = [f"Backlinks of {', '.join(map(_plain, targets))}: {told}"]
    lines += map(_line, events[:_LINES])
    if (more := sum(counts.values()) - min(len(events), _LINES)) > 0:
        lines.append(f"and {more} more")
    return "\n".join(lines)


def _line(event: Document) -> str:
    what = ", ".join(changed_fields(event)) or detail(event, "reason") or ""
    return f"{event['kind']}: {_plain(event['page']['url'])}{f' ({what})' if what else ''}"


def _plain(text: str) -> str:
    return quote(text, safe=_URL_SAFE).replace("&", "&amp;")


async def run_command(words: Sequence[str], lines: IO[bytes]) -> str | None:
    """Run *words*, without a shell, with *lines* on its standard input.

    Returns what went wrong in one line; ``None`` if it ended with 0.
    """
    lines.seek(0)
    try:
        process = await asyncio.create_subprocess_exec(*words, stdin=lines)
    except OSError as error:
        return f"--command {words[0]}: {error.strerror or error}"
    try:
        async with asyncio.timeout(_COMMAND_SECONDS):
            status = await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"--command {words[0]} did not end in {_COMMAND_SECONDS:g} s"
    return f"--command {words[0]} ended with {status}" if status else None


async def call_webhook(url: str, alert: Alert, settings: BaseSettings) -> str | None:
    """Post *alert* to *url*. Returns what went wrong in one line; ``None`` if it was taken."""
    # The receiver is the user's own: nobody there needs to know who crawls.
    gate = Gate.from_settings(settings, contact_url=url)
    body = json_line(alert.message()).encode()
    try:
        await post_json(url, body, gate, agent=settings["USER_AGENT"])
    except WebhookError as error:
        return str(error)
    finally:
        gate.close()
    return None
