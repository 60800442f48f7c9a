"""What a browser saw of a page besides its markup, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.measured import Measured

_MOST_FRAMES: Final = 200
"""``srcdoc`` documents that are read of a page: each takes 200 KB."""

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


@dataclass(slots=True)
class FramesLeft:
    """The ``srcdoc`` frames of a page still to read.

    *live* counts those that are read elsewhere, as a browser held them; *most* how many more of
    the others are read.
    """

    live: Counter[str]
    most: int = _MOST_FRAMES

    def take(self, srcdoc: str) -> bool:
        """Tell whether the next frame with this *srcdoc* is to be read here."""
        if self.live[srcdoc] > 0:
            self.live[srcdoc] -= 1
            return False
        self.most -= 1
        return self.most >= 0


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
