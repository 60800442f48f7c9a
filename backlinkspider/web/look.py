"""A page as the browser read it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlinkspider.page.fetch import Hop
    from backlinkspider.page.seen import Seen


@dataclass(frozen=True, slots=True)
class Look:
    """A page as the browser read it.

    *url* is the document's, fragment included; *redirects* are the documents left for it, with
    status 200 where markup or script did; *charset* what the browser decoded it with (query
    strings of links are encoded in it); *settled* is False where the page still changed when it
    was read; *whole* is False where its markup had not come to its end by then; *truncated* is True
    where that was longer than the limit.
    """

    url: str
    status: int
    content_type: str
    charset: str
    headers: tuple[tuple[str, str], ...]
    redirects: tuple[Hop, ...]
    settled: bool
    whole: bool
    truncated: bool
    seen: Seen
