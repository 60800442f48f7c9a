"""The records of one page, in the order they are written.

- ``response``: the plain answer, its body unpacked; ``revisit`` where this file set has the body.
- ``metadata`` (JSON, ours): the candidate's URL, redirects, why it was rendered, what the browser
  measured: what it takes to read the page again as the crawl did.
- ``conversion``: the rendered DOM. By the standard (6.9) an alternative version of another record's
  content made by an archival process, and the type that may say of which (WARC-Refers-To, which a
  ``resource`` must not have).
- ``resource``: frames as they stood, and screenshots (``urn:view:``, as Browsertrix names them).

There is no ``request``: what Scrapy and Twisted really send is not told, and one made up proves
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.proof.facts import (
    JSON,
    FrameFacts,
    PageFacts,
    RenderedFacts,
    ScreenshotFacts,
)
from backlinkspider.proof.http import answer_head
from backlinkspider.proof.records import ANSWER, REVISIT, Draft, new_identity, warc_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from backlinkspider.page.seen import AnchorKey
    from backlinkspider.proof.model import PageProof

HTML: Final = "text/html; charset=utf-8"
PNG: Final = "image/png"


class Original:
    """The first record with a payload, which revisits refer to."""

    __slots__ = ("at", "file", "identity", "offset", "uri")

    def __init__(self, draft: Draft, file: str, offset: int) -> None:
        self.identity, self.uri, self.at = draft.identity, draft.uri, draft.at
        self.file, self.offset = file, offset

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the fields of a revisit; the last two are Heritrix' extension."""
        return (
            ("WARC-Profile", REVISIT),
            ("WARC-Refers-To", self.identity),
            ("WARC-Refers-To-Target-URI", self.uri),
            ("WARC-Refers-To-Date", warc_date(self.at)),
            ("WARC-Refers-To-Filename", self.file),
            ("WARC-Refers-To-File-Offset", str(self.offset)),
        )


def answer_draft(page: PageProof, original: Original | None) -> Draft:
    """Return the record of the plain answer; without its body where *original* has it."""
    answer = page.answer
    headers = answer.received or tuple(
        (name.encode("latin-1", "replace"), value.encode()) for name, value in answer.headers
    )
    head = answer_head(answer.protocol, answer.status, headers)
    fields: list[tuple[str, str]] = []
    if answer.ip:
        fields.append(("WARC-IP-Address", answer.ip))
    if answer.truncated:
        fields.append(("WARC-Truncated", "length"))
    return Draft(
        kind="revisit" if original else "response",
        identity=new_identity(),
        at=page.at,
        uri=answer.final_url,
        content_type=ANSWER,
        block=head if original else head + page.body,
        payload=page.body,
        fields=(*fields, *(original.fields() if original else ())),
    )


def other_drafts(page: PageProof, answer: Draft) -> Iterator[tuple[Draft, AnchorKey | None]]:
    """Yield the other records of a page; screenshots with the anchor they show."""
    rendered = _rendered(page, answer)
    frames = [
        _resource(page.at, answer, frame.url, HTML, _utf8(frame.html)) for frame in page.frames
    ]
    shots = {
        key: _resource(page.at, answer, f"urn:view:{answer.uri}", PNG, image)
        for key, image in page.screenshots.items()
    }
    facts = _facts(page).model_copy(
        update={
            "frames": tuple(
                FrameFacts(
                    url=frame.url,
                    charset=frame.charset,
                    srcdoc=frame.srcdoc,
                    record=draft.identity,
                )
                for frame, draft in zip(page.frames, frames, strict=True)
            ),
            "screenshots": tuple(
                ScreenshotFacts(url=url, ordinal=ordinal, record=draft.identity)
                for (url, ordinal), draft in shots.items()
            ),
        }
    )
    yield _metadata(page.at, answer, facts), None
    if rendered:
        yield rendered, None
    yield from ((frame, None) for frame in frames)
    yield from ((shot, key) for key, shot in shots.items())


def _facts(page: PageProof) -> PageFacts:
    shown = page.rendered
    rendered = (
        None
        if shown is None
        else RenderedFacts(
            url=shown.url,
            status=shown.status,
            charset=shown.charset,
            truncated=shown.truncated,
            redirects=tuple(shown.redirects),
        )
    )
    return PageFacts(
        url=page.url,
        redirects=tuple((hop.url, hop.status) for hop in page.answer.redirects),
        robots_txt=page.answer.robots_txt,
        left_to=page.left_to,
        render_reasons=tuple(page.render_reasons),
        rendered=rendered,
        measured=tuple(page.measured),
        origins=tuple((url, number, script) for (url, number), script in page.origins.items()),
        paths=dict(page.paths),
        cloaking=page.cloaking,
    )


def _metadata(at: datetime, answer: Draft, facts: PageFacts) -> Draft:
    return Draft(
        kind="metadata",
        identity=new_identity(),
        at=at,
        uri=answer.uri,
        content_type=JSON,
        block=facts.json_bytes(),
        fields=(("WARC-Refers-To", answer.identity),),
    )


def _rendered(page: PageProof, answer: Draft) -> Draft | None:
    if page.rendered is None:
        return None
    return Draft(
        kind="conversion",
        identity=new_identity(),
        at=page.at,
        uri=page.rendered.url,
        content_type=HTML,
        block=page.rendered.body,
        fields=(("WARC-Refers-To", answer.identity),),
    )


def _resource(at: datetime, answer: Draft, uri: str, content_type: str, block: bytes) -> Draft:
    return Draft(
        kind="resource",
        identity=new_identity(),
        at=at,
        uri=uri,
        content_type=content_type,
        block=block,
        fields=(("WARC-Concurrent-To", answer.identity),),
    )


def _utf8(html: str) -> bytes:
    """Encode *html*; a lone surrogate becomes U+FFFD, as where a browser sends text."""
    return html.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
