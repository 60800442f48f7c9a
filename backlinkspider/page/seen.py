"""What a browser saw of a page besides its markup, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.page.measured import Measured


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
    origins: Mapping[tuple[str, int], str] = field(default_factory=dict)
    screenshots: Mapping[tuple[str, int], bytes] = field(default_factory=dict)
