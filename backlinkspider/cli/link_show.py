"""``scrapy links show ID``: all that is known about one link, and its proof as files."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy.settings import SETTINGS_PRIORITIES

from backlinkspider.cli.link_sections import sections
from backlinkspider.cli.output import json_line
from backlinkspider.disavow.stored import disavowal
from backlinkspider.proof.extract import proof_parts
from backlinkspider.proof.folder import proof_folder
from backlinkspider.proof.model import ProofError

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

SHORTEST: Final = 8
"""Characters of an id that may stand for it, where no other begins so."""

_NEAR: Final = 4
_SHOWN: Final = 10
_HEX: Final = frozenset("0123456789abcdef")
_AFTER_HEX: Final = "g"


async def show_link(
    store: Store, name: str, opts: argparse.Namespace, settings: BaseSettings
) -> int:
    """Print the link *name*, save its proof with ``--save``.

    Returns the exit status: 1 where there is no such link, or its proof can't be read.
    """
    folder = proof_folder(settings["PROOF_FOLDER"], settings["STORE_URI"])
    found = await _matching(store, name, opts.target)
    if len(found) != 1:
        await _say_not_one(store, name, found, opts.target)
        return 1
    link = found[0]
    known = await _all_about(store, link)
    if opts.format == "json":
        print(json_line(known))
    else:
        print("\n".join(sections(known, folder, _options(store, settings))))
    return _save(link, Path(opts.save), folder) if opts.save else 0


def _options(store: Store, settings: BaseSettings) -> str:
    """Return the options that lead another command to the proof, where this one needed them."""
    values = {"STORE_URI": store.uri, "PROOF_FOLDER": settings["PROOF_FOLDER"]}
    words = [
        f"-s {shlex.quote(f'{name}={value}')} "
        for name, value in values.items()
        if settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]
    ]
    return "".join(words)


async def _matching(store: Store, name: str, targets: list[str] | None) -> list[Document]:
    only = {"target": {"$in": targets}} if targets else {}
    whole = (await store.get("links", [name])).get(name)
    if whole is not None:
        return [whole] if not targets or whole["target"] in targets else []
    if len(name) < SHORTEST or not _HEX.issuperset(name):
        return []
    where = {"_id": {"$gte": name, "$lt": name + _AFTER_HEX}, **only}
    return await store.find("links", where, sort=[("_id", 1)], limit=_SHOWN + 1)


async def _say_not_one(
    store: Store, name: str, found: list[Document], targets: list[str] | None
) -> None:
    if found:
        print(f"error: {len(found)} links begin with {name}: give more of the id", file=sys.stderr)
        _list(found)
        return
    of = f" of {', '.join(targets)}" if targets else ""
    print(f"error: {store.uri} holds no link {name!r}{of}", file=sys.stderr)
    if _HEX.issuperset(name) and len(name) < SHORTEST:
        print(f"give at least {SHORTEST} characters of the id", file=sys.stderr)
    near = name[:_NEAR]
    if len(near) == _NEAR and _HEX.issuperset(near):
        where = {"_id": {"$gte": near, "$lt": near + _AFTER_HEX}}
        if close := await store.find("links", where, sort=[("_id", 1)], limit=_SHOWN):
            print("ids that begin alike:", file=sys.stderr)
            _list(close)
            return
    print("ids are printed by: scrapy links --format jsonl", file=sys.stderr)


def _list(links: list[Document]) -> None:
    for link in links[:_SHOWN]:
        print(
            f"  {link['_id']}  {link['target']}  {link['page']['url']} -> {link['link']['url']}",
            file=sys.stderr,
        )


async def _all_about(store: Store, link: Document) -> dict[str, Any]:
    page = (await store.get("pages", [link["page_id"]])).get(link["page_id"])
    mark = (await store.get("marks", [link["_id"]])).get(link["_id"])
    events = await store.find("events", {"link_id": link["_id"]}, sort=[("at", 1)])
    disavowed = await disavowal(store, link)
    return {"link": link, "page": page, "events": events, "mark": mark, "disavowed": disavowed}


def _save(link: Document, into: Path, folder: Path) -> int:
    proof = link.get("proof") or {}
    if not proof.get("warc"):
        print(f"error: no page was kept as proof of {link['_id']}", file=sys.stderr)
        return 1
    try:
        for part in proof_parts(proof, folder):
            path = into / f"{link['_id']}.{part.suffix}"
            into.mkdir(parents=True, exist_ok=True)
            path.write_bytes(part.content)
            print(f"saved {path}", file=sys.stderr)
    except ProofError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
