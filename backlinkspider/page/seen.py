"""What a browser saw of a page besides its markup, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.measured import Measured

AnchorKey = tuple[str, int]
"""The URL of an anchor as the DOM has it, and its ordinal (from 0) among those of this URL."""


@dataclass(frozen=True, slots=True)
class FrameSource:
    """A child document of the same origin, as a browser held it.

    Links resolve against *url*, unless the markup has a base of its own: for ``about:`` documents
    it is the parent's base. *charset* is the document's; *srcdoc* the attribute it was made from.
    """

    url: str
    charset: str
    html: str
    srcdoc: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of the anchors to target hosts, each by its URL and ordinal.

    The URL is what the DOM's ``href`` property gives, the ordinal counts (from 0) the anchors of
    that URL among those a browser has as elements, in the order of ``HtmlDocument.anchors``.
    *origins* has the URL of the script that created the node, *screenshots* PNG files.
    """

    measured: tuple[Measured, ...] = ()
    origins: Mapping[AnchorKey, str] = field(default_factory=dict)
    screenshots: Mapping[AnchorKey, bytes] = field(default_factory=dict)
    frames: tuple[FrameSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendition:
    """The rendered page as bytes: UTF-8 HTML whose queries are encoded in *charset*.

    *truncated* says that there was more. *before* is the plain answer, which the browser may have
    left for another page of the site.
    """

    body: bytes
    charset: str
    truncated: bool
    before: Fetch
