"""Archives of records of all kinds, made from plain data, some of which look like archives."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Final, Literal

from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from backlinkspider.discover.cut import cut
from backlinkspider.discover.lines import encoded_lines
from backlinkspider.discover.parts import joined, read_task
from backlinkspider.discover.read import Task
from tests.discover.archives import AT, TARGET, TYPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from backlinkspider.discover.model import Find, Kind
    from backlinkspider.discover.read import Done

Packing = Literal["records", "one", "none"]
"""Compressed record by record, as one piece, or not at all."""

KINDS: Final = (
    *("page", "noise", "magic", "packed archive", "plain archive", "image"),
    *("warcinfo", "request", "metadata", "dom", "refers", "same", "nowhere"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A record of *kind*, its content *size* bytes or more."""

    kind: str
    size: int


def archives() -> st.SearchStrategy[list[Made]]:
    """Return archives of small records and large ones."""
    sizes = st.one_of(st.integers(0, 300), st.integers(0, 40_000))
    return st.lists(st.builds(Made, st.sampled_from(KINDS), sizes), min_size=1, max_size=14)


def content(made: Sequence[Made], packing: Packing) -> bytes:
    """Return the bytes of an archive of *made*."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=packing == "records")
    last = 0
    for number, one in enumerate(made):
        _write(writer, one, number, last)
        if one.kind in KINDS[:5]:
            last = number
    data = out.getvalue()
    return gzip.compress(data, mtime=0) if packing == "one" else data


def _write(writer: WARCWriter, made: Made, number: int, last: int) -> None:
    """Write *made*; *last* is the number of the page that may be referred to."""
    headers = {"WARC-Date": AT, "WARC-Record-ID": _id(number)}
    body, of_page = _body(made, number), _id(last)
    http, kind, content_type = None, made.kind, "application/octet-stream"
    url = f"http://h{last if kind == 'dom' else number}.test/"
    match made.kind:
        case "warcinfo":
            pass
        case "request":
            body = b"GET / HTTP/1.1\r\nX: %b\r\n\r\n" % (b"x" * made.size)
        case "metadata":
            headers["WARC-Concurrent-To"] = of_page
        case "dom":
            headers["WARC-Refers-To"] = of_page
            kind, content_type = "conversion", "text/html"
        case "refers" | "same" | "nowhere":
            named = {"refers": of_page, "same": "urn:none", "nowhere": "urn:none"}
            headers["WARC-Refers-To"] = named[made.kind]
            headers["WARC-Payload-Digest"] = f"d{last}" if made.kind != "nowhere" else "none"
            if made.kind == "same":
                del headers["WARC-Refers-To"]
            kind, body = "revisit", b""
        case _:
            headers["WARC-Payload-Digest"] = f"d{number}"
            typed = [("Content-Type", "image/png")] if made.kind == "image" else TYPED
            http, kind = StatusAndHeaders("200 OK", typed, protocol="HTTP/1.1"), "response"
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_content_type=content_type if http is None else "",
        warc_headers_dict=headers,
    )
    writer.write_record(record)


def _id(number: int) -> str:
    return f"<urn:n:{number}>"


def _body(made: Made, number: int) -> bytes:
    """Return what *made* holds: HTML with a link, and something else before it."""
    noise = Random(made.size).randbytes(made.size)
    inner = [Made("page", made.size // 9), Made("page", 30), Made("page", 0)]
    match made.kind:
        case "noise":
            before = noise
        case "magic":
            before = (noise[:50] + b"\x1f\x8b\x08 WARC/1.0\r\nWARC-Type: response\r\n") * 3
        case "packed archive":
            # Among enough noise it is not packed any further, and stands in the file as it is.
            middle = made.size // 2
            before = noise[:middle] + content(inner, "records") + noise[middle:]
        case "plain archive":
            before = noise[:100] + content(inner, "none") * 2 + noise[100:]
        case _:
            before = b"word " * (made.size // 5)
    return b"<!doctype html><p>" + before + b"<a href=//target.test/%d>%d</a>" % (number, number)


def in_parts(address: Path | str, part_bytes: int, kind: Kind = "warc") -> tuple[Done, int]:
    """Return what *address*, cut, comes to, and how many parts; they are read in turned order."""
    whole = Task(address=str(address), kind=kind, targets=(TARGET,))
    parts = cut([whole], part_bytes)
    read = [read_task(part) for part in reversed(parts)]
    lines = bytearray()

    def put(_: Task, finds: Iterable[Find]) -> None:
        lines.extend(b"".join(map(encoded_lines, finds)))

    *unfinished, done = joined(reversed(read), put)
    assert done is not None
    assert unfinished == [None] * (len(parts) - 1)
    done.lines += bytes(lines)
    return done, len(parts)
