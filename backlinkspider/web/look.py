"""A page as the browser read it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.page.fetch import Hop
    from backlinkspider.page.measured import Measured
    from backlinkspider.page.seen import FrameSource


@dataclass(frozen=True, slots=True)
class Look:
    """A page as the browser read it.

    *url* is the document's, fragment included; *redirects* are the documents left for it, with
    status 200 where markup or script did; *charset* what the browser decoded it with (query
    strings of links are encoded in it); *settled* is False where the page still changed when it
    was read; *truncated* where its markup was longer than the limit. *frames* are its child
    documents of the same origin. *origins* has the URL of the script that created an anchor to a
    target host, by the anchor's URL and ordinal (see ``page.seen.Seen``). *measured* and
    *screenshots* (PNG by URL and ordinal) are of the links to target hosts.
    """

    url: str
    status: int
    content_type: str
    charset: str
    headers: tuple[tuple[str, str], ...]
    redirects: tuple[Hop, ...]
    left_host: bool
    settled: bool
    truncated: bool
    frames: tuple[FrameSource, ...] = ()
    origins: Mapping[tuple[str, int], str] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
    screenshots: Mapping[tuple[str, int], bytes] = field(default_factory=dict)
