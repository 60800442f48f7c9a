"""What was found as JSON lines, one a link: a list of candidates that a crawl reads. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backlinkspider.discover.wat import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.discover.model import Find, Shown


def lines_of(find: Find) -> Iterator[str]:
    """Yield a line for each link of *find*; what its archive does not tell is named, or left out.

    The names are those of ``candidates/layouts/discovered.yaml``.
    """
    for link in find.links:
        yield json.dumps(_line(find, link), ensure_ascii=False)


def encoded_lines(find: Find) -> bytes:
    """Return the lines of *find* as they are written."""
    return b"".join(line.encode("utf-8", "backslashreplace") + b"\n" for line in lines_of(find))


def _line(find: Find, link: Shown) -> dict[str, Any]:
    day = find.at.date().isoformat() if find.at else None
    return {
        "target": find.target,
        "source_url": find.page,
        "title": find.title,
        "target_url": link.url,
        "href": link.href,
        "ordinal": link.ordinal,
        **({} if link.text is None else {"anchor": link.text}),
        "rel": " ".join(link.rel),
        "follow": link.follow,
        **link.more,
        **({} if day is None else {"first_seen": day, "last_seen": day}),
        "recorded_at": find.at.isoformat() if find.at else None,
        "archive": find.kind,
        "file": find.file,
        "record": find.record,
        "offset": find.offset,
        **({"unknown": _unknown(link)} if find.kind == "wat" else {}),
    }


def _unknown(link: Shown) -> list[str]:
    return [*UNKNOWN, *([] if link.text is not None else ["anchor"])]
