"""Pages to keep, and WARC files as other tools write them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from backlinkspider.page.fetch import Fetch, Hop
from backlinkspider.proof.model import PageProof
from backlinkspider.proof.reader import Record, records
from backlinkspider.proof.writer import ProofWriter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

AT = datetime(2026, 5, 31, 12, 30, 15, 250000, UTC)
HTML = b"<!doctype html><title>A page</title><a href='https://target.test/'>the target</a>"
RUN = "run1"
LIMIT = 10**9


def page(url: str = "http://a.test/", body: bytes = HTML, **more: Any) -> PageProof:
    """Return a page of *url* after one redirect."""
    answer = Fetch(
        final_url=more.pop("final_url", url),
        status=200,
        headers=(("content-type", "text/html"),),
        redirects=(Hop(url="http://old.test/", status=301),),
        ip="127.0.0.1",
        fetched_at=AT,
        truncated=more.pop("truncated", False),
        received=((b"Content-Type", b"text/html"), (b"X-Odd", b"caf\xe9")),
    )
    return PageProof(url=url, at=AT, answer=answer, body=body, **more)


def writer(folder: Path, *, limit: int = LIMIT) -> ProofWriter:
    return ProofWriter(folder, RUN, limit=limit, info={"description": "a test"})


def all_records(path: Path, limit: int = LIMIT) -> list[Record]:
    return list(records(path, path.name, wanted=lambda _: limit))


def check(*paths: Path) -> tuple[int, str]:
    """Return what ``warcio check`` says of *paths*."""
    command = [sys.executable, "-c", "import sys, warcio.cli; warcio.cli.main(sys.argv[1:])"]
    ended = subprocess.run(
        [*command, "check", "-v", *map(str, paths)], capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def foreign(
    path: Path, answers: Iterable[tuple[str, str, list[tuple[str, str]], bytes]], **more: Any
) -> Path:
    """Write responses (URL, status line, headers, body as sent) as warcio does; return *path*."""
    kind, at = more.get("kind", "response"), more.get("at", "2026-05-31T12:30:15Z")
    with path.open("ab") as out:
        warc = WARCWriter(out, gzip=path.suffix == ".gz")
        for url, status, headers, body in answers:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            record = warc.create_warc_record(
                url,
                kind,
                payload=BytesIO(body),
                http_headers=http if kind == "response" else None,
                length=len(body),
                warc_content_type=more.get("content_type", ""),
                warc_headers_dict={"WARC-Date": at},
            )
            warc.write_record(record)
    return path
