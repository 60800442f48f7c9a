"""What a run has kept as proof, written on its document."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from backlinkspider.crawl.run import change_run
from backlinkspider.proof.cdxj import index_values

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.proof.writer import ProofWriter
    from backlinkspider.store.base import Store


async def note_proof(store: Store, run: str, writer: ProofWriter) -> None:
    """Write what all processes of the run have kept, as its files tell; what was not kept is added.

    To be called once for each process. Raises ``StoreError``.
    """
    stored = (await store.get("runs", [run]))[run].get("proof", {})
    facts = await asyncio.to_thread(proof_facts, writer.folder)
    unkept = stored.get("unkept", 0) + writer.unkept
    problem = writer.problem or stored.get("problem", "")
    await change_run(store, run, {"proof": {**facts, "unkept": unkept, "problem": problem}})


def proof_facts(folder: Path) -> Document:
    """Count WARC files, pages and records below *folder*, and the bytes of all files."""
    files = list(folder.iterdir()) if folder.is_dir() else []
    pages = records = 0
    for values in index_values(folder):
        pages += "records" in values
        records += values.get("records", 0)
    return {
        "folder": str(folder),
        "files": sum(file.name.endswith(".warc.gz") for file in files),
        "pages": pages,
        "records": records,
        "bytes": sum(file.stat().st_size for file in files),
    }
