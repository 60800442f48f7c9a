"""What is kept of a page besides bytes: the JSON of our metadata records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from backlinkspider.links.cloaking import Cloaking
from backlinkspider.links.path import Led

if TYPE_CHECKING:
    from backlinkspider.proof.reader import Record

JSON: Final = "application/json"


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RenderedFacts(_Facts):
    """Where the browser ended, and what the queries of its document are encoded in."""

    url: str
    status: int
    charset: str
    truncated: bool = False
    redirects: tuple[tuple[str, int], ...] = ()


class FrameFacts(_Facts):
    """A frame, and the record with its source; *srcdoc* is the attribute it was made from."""

    url: str
    charset: str
    srcdoc: str | None = None
    record: str


class ScreenshotFacts(_Facts):
    """The anchor that is shown, and the record with the picture."""

    url: str
    ordinal: int
    record: str


class PageFacts(_Facts):
    """What it takes to read a page again as the crawl did; *url* is the candidate's.

    *origins* are URL and ordinal of an anchor, and the script that made it; *paths* where its
    redirectors led, *cloaking* what others were shown.
    """

    profile: Literal["backlinkspider/page/1"] = "backlinkspider/page/1"
    url: str
    redirects: tuple[tuple[str, int], ...] = ()
    robots_txt: str | None = None
    left_to: str | None = None
    render_reasons: tuple[str, ...] = ()
    rendered: RenderedFacts | None = None
    measured: tuple[Any, ...] = ()
    origins: tuple[tuple[str, int, str], ...] = ()
    frames: tuple[FrameFacts, ...] = ()
    screenshots: tuple[ScreenshotFacts, ...] = ()
    paths: dict[str, Led] = {}
    cloaking: Cloaking | None = None

    def json_bytes(self) -> bytes:
        """Return the facts as JSON: by ``json``, since Pydantic refuses lone surrogates."""
        return json.dumps(self.model_dump()).encode()


def our_facts(record: Record) -> PageFacts | None:
    """Return what a metadata record of ours says; ``None`` for any other record."""
    if record.kind != "metadata" or record.fields.get("content-type") != JSON or record.cut:
        return None
    try:
        # Without a profile it is another tool's, whatever else it says.
        facts = PageFacts.model_validate(json.loads(record.block))
    except (ValidationError, ValueError, RecursionError):
        return None
    return facts if "profile" in facts.model_fields_set else None
