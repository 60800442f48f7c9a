"""What a browser saw of a page besides its markup, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.page.fetch import Fetch

AnchorKey = tuple[str, int]
"""The URL of an anchor as the DOM has it, and its ordinal (from 0) among those of this URL."""


@dataclass(frozen=True, slots=True)
class FrameSource:
    """A same-origin child document as it stood; *charset* is what its queries are encoded in."""

    url: str
    charset: str
    html: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of the anchors that lead to a target, and pictures of them (PNG)."""

    measured: tuple[Any, ...] = ()
    origins: Mapping[AnchorKey, str] = field(default_factory=dict)
    screenshots: Mapping[AnchorKey, bytes] = field(default_factory=dict)
    frames: tuple[FrameSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendition:
    """The rendered page as bytes: UTF-8 HTML whose queries are encoded in *charset*.

    *before* is the plain answer, which the browser may have left for another page of the site.
    """

    body: bytes
    charset: str
    before: Fetch
