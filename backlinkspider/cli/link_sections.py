"""All that is known about one link, in sections for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.output import json_line, one_line
from backlinkspider.proof.extract import PARTS, file_of
from backlinkspider.proof.model import ProofError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.documents import Document

_LONGEST: Final = 600
_APART: Final = {"visibility", "changed_by_script", "script_origin", "seen_in", "path", "hops"}
_PATH: Final = ("via", "final_url", "hops")
_STATE: Final = (
    "state",
    "first_seen",
    "last_seen",
    "last_checked",
    "lost_at",
    "lost_reason",
    "unknown_reason",
    "run",
)


def sections(known: Mapping[str, Any], folder: Path, options: str) -> Iterator[str]:
    """Yield the lines of ``links show``.

    *folder* is that of all proof, *options* lead another command to this store.
    """
    document: Document = known["link"]
    link = document["link"]
    yield f"{document['_id']}  {one_line(document['target'])}"
    yield f"{one_line(document['page']['url'])} -> {one_line(link['url'])}"
    page = document["page"]
    yield from _section("Page", {k: v for k, v in page.items() if k != "contacts"})
    yield from _section("Link", {k: v for k, v in link.items() if k not in {*_APART, *_PATH}})
    yield from _section("Visibility", link.get("visibility", {}))
    yield from _section("Script", _script(document))
    yield from _section("Path", {name: link.get(name) for name in _PATH})
    yield from _section("Signals", document.get("signals", {}))
    yield from _flags(document)
    yield from _section("State", {name: document.get(name) for name in _STATE})
    yield from _rows("History", map(_history_line, document.get("history", ())))
    yield from _rows("Events", map(_event_line, known["events"]))
    yield from _rows("Claims", map(json_line, document.get("claims", ())))
    yield from _rows("Contacts", map(_contact_line, page.get("contacts", ())))
    yield from _marks(known["mark"] or {})
    yield from _section("Disavowed", _disavowed(known["disavowed"]))
    yield from _section("Candidate", _candidate(known["page"]))
    yield from _proof(document, folder, options)


def _script(document: Document) -> dict[str, Any]:
    link, page = document["link"], document["page"]
    return {
        "seen_in": link.get("seen_in"),
        "rendered": page.get("rendered"),
        "render_reason": page.get("render_reason"),
        "changed_by_script": link.get("changed_by_script"),
        "script_origin": link.get("script_origin"),
    }


def _candidate(page: Document | None) -> dict[str, Any]:
    if page is None:
        return {}
    return {name: page.get(name) for name in ("outcome", "detail", "checked_at", "source", "looks")}


def _disavowed(mark: Document | None) -> dict[str, Any]:
    return {name: (mark or {}).get(name) for name in ("entry", "file", "line", "at")}


def _flags(document: Document) -> Iterator[str]:
    flags = document.get("flags", ())
    yield from _rows("Flags", _flag_lines(flags))
    if audit := document.get("audit"):
        yield from _section("Audit", audit)


def _flag_lines(flags: Iterable[Document]) -> Iterator[str]:
    for flag in flags:
        held = " (suppressed)" if flag.get("suppressed") else ""
        head = f"{flag['rule']}  {flag['severity']}, {flag['status']}, score {flag['score']}{held}"
        yield one_line(head)
        yield f"  {one_line(flag['message'])}"
        yield f"  clause: {one_line(flag.get('clause'))}"
        for evidence in flag.get("evidence", ()):
            shown = {name: value for name, value in evidence.items() if value is not None}
            yield f"  {_value(shown)}"


def _contact_line(contact: Document) -> str:
    said = contact["text"] if contact["text"] != contact["value"] else ""
    return one_line(f"{contact['kind']:<7} {contact['value']}  {said}").rstrip()


def _marks(mark: Document) -> Iterator[str]:
    """Yield what people say of the link now, and said before."""
    outreach = mark.get("outreach") or {}
    yield from _section(
        "Marks",
        {
            "verdict": mark.get("verdict"),
            **{name: mark.get(name) for name in ("reason", "by", "at") if mark.get("verdict")},
            "outreach": outreach.get("state"),
            **{f"outreach {name}": outreach.get(name) for name in ("note", "by", "at")},
        },
    )
    yield from _rows("Marks so far", map(_mark_line, mark.get("history", ())))


def _mark_line(entry: Document) -> str:
    said = f"{entry['field']} {entry['value'] or 'none'}  by {entry['by']}  {entry['text'] or ''}"
    return one_line(f"{one_line(entry['at'])}  {said}").rstrip()


def _history_line(entry: Document) -> str:
    details = "; ".join(f"{one['field']}: {_value(one['value'])}" for one in entry["details"])
    return f"{one_line(entry['at'])}  {entry['kind']}  {details}".rstrip()


def _event_line(event: Document) -> str:
    return f"{_history_line(event)}  run {event['run']}"


def _proof(document: Document, folder: Path, options: str) -> Iterator[str]:
    proof = document.get("proof") or {}
    yield ""
    yield "Proof"
    yield f"  digest of the page: {one_line(proof.get('digest'))}"
    kept = [(name, place) for name in PARTS if (place := proof.get(name))]
    if not kept:
        yield "  no page was kept"
        return
    try:
        paths = [file_of(place, folder) for _, place in kept]
    except ProofError as error:
        yield f"  not to be got: {error}"
        return
    for (name, place), path in zip(kept, paths, strict=True):
        gone = "" if path.is_file() else " (there is no such file)"
        yield f"  {name}: {path} at offset {place['offset']}, {place['length']} bytes{gone}"
        yield f"    {place['digest']}"
    identity, at, offset = map(
        shlex.quote, (document["_id"], str(paths[0]), str(kept[0][1]["offset"]))
    )
    yield f"  get it: scrapy links show {identity} {options}--save DIR"
    yield f"      or: warcio extract --payload {at} {offset}"


def _section(title: str, values: Mapping[str, Any]) -> Iterator[str]:
    said = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    shown = {name: value for name, value in said.items() if not name.startswith("_")}
    width = max(map(len, shown), default=0)
    yield from _rows(title, (f"{one_line(k):<{width}}  {_value(v)}" for k, v in shown.items()))


def _rows(title: str, lines: Iterable[str]) -> Iterator[str]:
    rows = [f"  {line}" for line in lines]
    if rows:
        yield ""
        yield title
        yield from rows


def _value(value: object) -> str:
    """Return *value* as one line, cut where it is long; what is nested as JSON."""
    nested = isinstance(value, Mapping) or (
        isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value)
    )
    text = one_line(json_line(value) if nested else value)  # type: ignore[arg-type]
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
