"""Keeps what proves a link: for now the digest of the bytes it was read from."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlinkspider.crawl.item import Finding, PageItem


class EvidencePipeline:
    """Adds ``proof`` to every link document: SHA-256 of the page's body as it was received."""

    async def process_item(self, item: PageItem) -> PageItem:
        """Add the digest where there are links."""
        if item.reading is None or not any(finding.links for finding in item.findings):
            return item
        proof = {"digest": f"sha256:{sha256(item.reading.body).hexdigest()}"}
        return replace(item, findings=tuple(_proven(f, proof) for f in item.findings))


def _proven(finding: Finding, proof: dict[str, str]) -> Finding:
    return replace(finding, links=tuple({**link, "proof": proof} for link in finding.links))
