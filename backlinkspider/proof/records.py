"""WARC 1.1 records as bytes: one gzip member each, digests SHA-256 (ISO 28500:2017)."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION: Final = "WARC/1.1"
CONFORMS_TO: Final = (
    "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)
REVISIT: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
FIELDS: Final = "application/warc-fields"
ANSWER: Final = "application/http; msgtype=response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record to be written. *payload* is what of *block* its digest is of (the body of HTTP)."""

    kind: str
    identity: str
    at: datetime
    content_type: str
    block: bytes
    uri: str = ""
    payload: bytes | None = None
    fields: tuple[tuple[str, str], ...] = ()


def new_identity() -> str:
    """Return a new record id."""
    return f"<urn:uuid:{uuid4()}>"


def hex_digest(payload: bytes) -> str:
    """Return the digest of *payload* as link documents spell it: ``sha256:`` and hex digits."""
    return f"sha256:{sha256(payload).hexdigest()}"


def warc_digest(payload: bytes) -> str:
    """Return the digest of *payload* as WARC files spell it: ``sha256:`` and base 32."""
    return f"sha256:{b32encode(sha256(payload).digest()).decode()}"


def warc_date(at: datetime) -> str:
    """Return *at* as a WARC-Date, to the millisecond (WARC 1.1, 5.4)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def warcinfo(at: datetime, filename: str, info: Mapping[str, str]) -> Draft:
    """Return the record that begins a file: who wrote it, for which run."""
    lines = [f"{name}: {_one_line(value)}\r\n" for name, value in info.items()]
    return Draft(
        kind="warcinfo",
        identity=new_identity(),
        at=at,
        content_type=FIELDS,
        block="".join(lines).encode(),
        fields=(("WARC-Filename", filename),),
    )


def record_bytes(draft: Draft) -> bytes:
    """Return the record as a gzip member."""
    headers = StatusAndHeaders("", list(_fields(draft)), protocol=VERSION)
    # Given as a resource, whatever it is: warcio then leaves the block alone. It would
    # percent-encode HTTP headers that are no ASCII, and drop the block of a revisit.
    record = ArcWarcRecord(
        "warc",
        "resource",
        headers,
        BytesIO(draft.block),
        None,
        draft.content_type,
        len(draft.block),
    )
    out = BytesIO()
    WARCWriter(out, gzip=True, warc_version=VERSION).write_record(record)
    return out.getvalue()


def _fields(draft: Draft) -> Iterable[tuple[str, str]]:
    yield "WARC-Type", draft.kind
    yield "WARC-Record-ID", draft.identity
    yield "WARC-Date", warc_date(draft.at)
    if draft.uri:
        yield "WARC-Target-URI", draft.uri
    yield from draft.fields
    yield "WARC-Block-Digest", warc_digest(draft.block)
    payload = draft.block if draft.payload is None else draft.payload
    yield "WARC-Payload-Digest", warc_digest(payload)


def _one_line(value: str) -> str:
    return " ".join(value.split())
