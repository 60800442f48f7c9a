"""WARC and WAT files made of real pages, as large as a benchmark wants them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from backlinkspider.page.document import HtmlDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = "2026-05-31T12:30:15Z"


def pages(corpus: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield URL, Content-Type and bytes of each saved page."""
    with (corpus / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            entry = json.loads(line)
            body = (corpus / "pages" / f"{entry['id']}.html").read_bytes()
            yield entry["url"], entry["content_type"], body


def write_warc(path: Path, corpus: Path, repeat: int, first: int = 0) -> int:
    """Write every page *repeat* times, each time on hosts of its own; return the bytes of pages.

    Request, response and metadata stand for each page, as Common Crawl writes them.
    """
    total = 0
    saved = list(pages(corpus))
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number in range(first, first + repeat):
            for url, content_type, body in saved:
                address = _moved(url, number)
                headers = [("Content-Type", content_type)] if content_type else []
                http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
                _write(writer, address, "request", b"GET / HTTP/1.1\r\n\r\n")
                _write(writer, address, "response", body, http_headers=http)
                _write(writer, address, "metadata", b"fetchTimeMs: 1\r\n")
                total += len(body)
    return total


def write_wat(path: Path, corpus: Path, repeat: int) -> int:
    """Write what a WAT file says of these pages; return its bytes of JSON."""
    total = 0
    extracts = [(url, _extract(url, kind, body)) for url, kind, body in pages(corpus)]
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number in range(repeat):
            for url, extract in extracts:
                data = json.dumps(_envelope(_moved(url, number), extract)).encode()
                _write(writer, url, "metadata", data, warc_content_type="application/json")
                total += len(data)
    return total


def _moved(url: str, number: int) -> str:
    """Return *url* below another host, so that every page of a file is another one's."""
    scheme, _, rest = url.partition("://")
    return url if not number else f"{scheme}://n{number}.{rest}"


def _write(writer: Any, url: str, kind: str, data: bytes, **more: Any) -> None:
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(data),
        length=len(data),
        warc_headers_dict={"WARC-Date": AT},
        **more,
    )
    writer.write_record(record)


def _extract(url: str, content_type: str, body: bytes) -> dict[str, Any]:
    document = HtmlDocument(body, url=url, content_type=content_type)
    links = []
    for found in document.anchors():
        if found.place == "a":
            anchor = document.describe(found)
            links.append(
                {
                    "path": "A@/href",
                    "url": found.url or found.href,
                    "rel": " ".join(anchor.rel),
                    "text": anchor.text[:128] if anchor.text_source == "text" else "",
                }
            )
    return {"Head": {"Title": "A page"}, "Links": links}


def _envelope(url: str, html: dict[str, Any]) -> dict[str, Any]:
    head = {"WARC-Type": "response", "WARC-Target-URI": url, "WARC-Date": AT}
    answer = {"Response-Message": {"Status": "200"}, "HTML-Metadata": html}
    payload = {"HTTP-Response-Metadata": answer}
    return {"Envelope": {"WARC-Header-Metadata": head, "Payload-Metadata": payload}}
