"""The index beside a WARC file: a line a record, ``KEY TIME {JSON}`` (CDXJ, as pywb reads it)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ada_url

from backlinkspider.proof.records import hex_digest
from backlinkspider.urls import is_ip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.proof.records import Draft

SUFFIX = ".cdxj"


def index_line(draft: Draft, place: dict[str, Any]) -> bytes:
    """Return the line of *draft*; *place* are the values that say where it is, and others."""
    payload = draft.block if draft.payload is None else draft.payload
    values = {
        "url": draft.uri,
        "mime": draft.content_type.partition(";")[0],
        "digest": hex_digest(payload),
        **place,
    }
    return f"{surt(draft.uri)} {draft.at:%Y%m%d%H%M%S} {json.dumps(values)}\n".encode()


def surt(uri: str) -> str:
    """Return the sort-friendly form of *uri*: its host turned round, all in lower case.

    >>> surt("https://www.Example.com:8080/A?b=1")
    'com,example,www:8080)/a?b=1'
    """
    try:
        url = ada_url.URL(uri)
    except ValueError:
        return uri.lower()
    if not url.hostname:
        return uri.lower()
    host = url.hostname if is_ip(url.hostname) else ",".join(reversed(url.hostname.split(".")))
    port = f":{url.port}" if url.port else ""
    return f"{host}{port}){url.pathname}{url.search}".lower()


def index_values(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON part of every line beside the files of *folder*; a torn line is left out."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with path.open("rb") as lines:
            for line in lines:
                values = line.split(b" ", 2)[-1]
                if values.endswith(b"}\n"):
                    yield json.loads(values)
