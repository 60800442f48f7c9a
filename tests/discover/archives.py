"""WARC and WAT files made from pages, and what is read of them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.warcwriter import WARCWriter

from backlinkspider.discover.read import Done, Task, read_file
from backlinkspider.target import target_from
from tests.proof.pages import foreign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from backlinkspider.discover.model import Kind
    from backlinkspider.documents import Document
    from backlinkspider.target import Target

TARGET: Target = target_from({"target": "target.test"})
TYPED = [("Content-Type", "text/html; charset=utf-8")]
OK = "200 OK"
AT = "2026-05-31T12:30:15Z"


def linking(number: int, *, words: int = 20) -> tuple[str, str, list[tuple[str, str]], bytes]:
    """Return the answer of a page that links to the target, as ``foreign`` takes it."""
    text = " ".join(f"word{n}" for n in range(words))
    body = f"<!doctype html><p>{text} <a href='https://target.test/{number}'>link {number}</a>"
    return f"http://h{number}.test/", OK, TYPED, body.encode()


def warc(path: Path, numbers: Iterable[int], **more: Any) -> Path:
    """Write a WARC file with a linking page for each of *numbers*; return *path*."""
    return foreign(path, [linking(number) for number in numbers], **more)


def envelope(url: str, links: Iterable[Mapping[str, Any]], **more: Any) -> Document:
    """Return what a WAT file says of a page: the shape of ia-web-commons."""
    head = {"Title": more.get("title", "A page")}
    if "base" in more:
        head["Base"] = more["base"]
    return {
        "Container": {"Filename": "x.warc.gz", "Compressed": True, "Offset": "1"},
        "Envelope": {
            "Format": "WARC/1.0",
            "WARC-Header-Metadata": {
                "WARC-Type": "response",
                "WARC-Target-URI": url,
                "WARC-Date": more.get("at", AT),
            },
            "Payload-Metadata": {
                "HTTP-Response-Metadata": {
                    "Response-Message": {"Status": more.get("status", "200")},
                    "Headers": {"Content-Type": "text/html"},
                    "HTML-Metadata": {"Head": head, "Links": list(links)},
                }
            },
        },
    }


def wat(path: Path, envelopes: Iterable[Any]) -> Path:
    """Write a WAT file; text among *envelopes* is written as it is; return *path*."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=path.suffix == ".gz")
        for one in envelopes:
            data = (one if isinstance(one, str) else json.dumps(one)).encode()
            record = writer.create_warc_record(
                "http://x.test/",
                "metadata",
                payload=BytesIO(data),
                length=len(data),
                warc_content_type="application/json",
            )
            writer.write_record(record)
    return path


def anchor(url: str, **more: str) -> dict[str, str]:
    return {"path": "A@/href", "url": url, **more}


def read(path: Path, kind: Kind = "warc", *targets: Target) -> Done:
    return read_file(Task(address=str(path), kind=kind, targets=targets or (TARGET,)))


def lines(done: Done) -> list[Document]:
    return [json.loads(line) for line in done.lines.decode().splitlines()]


def pages(done: Done) -> list[str]:
    return [line["source_url"] for line in lines(done)]
