"""Where proof lies, and what is kept of a page besides its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.links.cloaking import Cloaking
    from backlinkspider.links.path import Led
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.seen import AnchorKey, FrameSource


class ProofError(Exception):
    """A WARC file or a record of it can't be read; the text names file and offset."""


@dataclass(frozen=True, slots=True)
class Place:
    """A record: *length* bytes of *file* from *offset* (a gzip member where it is compressed).

    *file* is relative to the folder of all proof, or a path of its own for a foreign archive.
    *digest* is ``sha256:`` and hex digits of the payload.
    """

    file: str
    offset: int
    length: int
    digest: str

    def document(self) -> Document:
        """Return the place as a part of a link document."""
        return {
            "file": self.file,
            "offset": self.offset,
            "length": self.length,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the records of one page are; the rest of them follow *warc* in the same file."""

    warc: Place
    rendered: Place | None = None
    screenshots: Mapping[AnchorKey, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """The DOM as UTF-8 HTML, *truncated* or not, and where the browser ended with which status."""

    url: str
    status: int
    charset: str
    body: bytes
    truncated: bool = False
    redirects: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """All that is kept of one page.

    *url* is the candidate's, *answer* the plain one with *body*; *measured* holds what the browser
    measured as JSON values. *screenshots* are PNG.
    """

    url: str
    at: datetime
    answer: Fetch
    body: bytes
    left_to: str | None = None
    render_reasons: Sequence[str] = ()
    rendered: RenderedPage | None = None
    frames: Sequence[FrameSource] = ()
    measured: Sequence[object] = ()
    origins: Mapping[AnchorKey, str] = field(default_factory=dict)
    screenshots: Mapping[AnchorKey, bytes] = field(default_factory=dict)
    paths: Mapping[str, Led] = field(default_factory=dict)
    cloaking: Cloaking | None = None
