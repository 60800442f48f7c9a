"""``scrapy links show ID``: all that is known about one link, and its proof as files."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES

from backlinkspider.cli.link_ids import find_link
from backlinkspider.cli.link_sections import sections
from backlinkspider.cli.output import json_line, one_line
from backlinkspider.disavow.stored import disavowal
from backlinkspider.printable import escaped, printable
from backlinkspider.proof.extract import proof_parts
from backlinkspider.proof.folder import proof_folder
from backlinkspider.proof.model import ProofError

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


async def show_link(
    store: Store, name: str, opts: argparse.Namespace, settings: BaseSettings
) -> int:
    """Print the link *name*, save its proof with ``--save``.

    Returns the exit status: 1 where there is no such link, or its proof can't be read.
    """
    folder = proof_folder(settings["PROOF_FOLDER"], settings["STORE_URI"])
    link = await find_link(store, name, opts.target)
    if link is None:
        return 1
    known = await _all_about(store, link)
    if opts.format == "json":
        print(json_line(known))
    else:
        for line in sections(known, folder, _options(store, settings)):
            print(one_line(line))
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


async def _all_about(store: Store, link: Document) -> dict[str, Any]:
    page = (await store.get("pages", [link["page_id"]])).get(link["page_id"])
    mark = (await store.get("marks", [link["_id"]])).get(link["_id"])
    events = await store.find("events", {"link_id": link["_id"]}, sort=[("at", 1)])
    disavowed = await disavowal(store, link)
    return {"link": link, "page": page, "events": events, "mark": mark, "disavowed": disavowed}


def _save(link: Document, into: Path, folder: Path) -> int:
    proof = link.get("proof") or {}
    if not proof.get("warc"):
        print(f"error: no page was kept as proof of {printable(link['_id'])}", file=sys.stderr)
        return 1
    if Path(link["_id"]).name != link["_id"]:
        print(f"error: {printable(link['_id'])} is no id to name files by", file=sys.stderr)
        return 1
    try:
        for part in proof_parts(proof, folder):
            path = into / f"{link['_id']}.{part.suffix}"
            into.mkdir(parents=True, exist_ok=True)
            path.write_bytes(part.content)
            print(f"saved {path}", file=sys.stderr)
    except ProofError as error:
        print(f"error: {escaped(str(error))}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
