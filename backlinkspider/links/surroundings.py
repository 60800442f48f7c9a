"""What stands round a link on its page: its list or block, and other links in the same text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import digest
from backlinkspider.links.anchor_text import GENERIC, named_host, normalise
from backlinkspider.links.credit import is_followed
from backlinkspider.links.outlinks import external_domain
from backlinkspider.page.anchor import anchor_text, rel_tokens
from backlinkspider.page.flow import BLOCKS
from backlinkspider.urls import domain_of, host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.page.flow import Flow

_LISTS: Final = frozenset({"ul", "ol", "dl", "menu", "dir", "nav", "table"})
_ITEMS: Final = frozenset(
    {"li", "dt", "dd", "tr", "tbody", "thead", "tfoot", "th", "caption", "summary", "option"}
    | {f"h{level}" for level in range(1, 7)}
)
"""Blocks that are parts of a list or title a block: never a list themselves."""

_WHOLE: Final = frozenset({"body", "html", "main", "article"})
"""What holds all of a page is no list of links."""

_LEVELS: Final = 8
"""Blocks upwards in which a list is looked for."""

_FEWEST: Final = 3
"""Links that make a block one."""

_RUNNING_TEXT: Final = 8
"""Words outside links from which a paragraph is a text with links, not an entry of a list."""

_CLOSE: Final = 50
"""Words between two links of one cluster."""

_HASHED: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """*list_size* links in the list or block, *list_external* of them to other domains.

    *cluster* counts telling followed links to other domains close by in the text, itself
    included; ``None`` where the page was too large to be read up to it. *block_hash* is ``None``
    for fewer than three links. *same* counts the links of the page to the same URL.
    """

    list_size: int
    list_external: int
    cluster: int | None
    block_hash: str | None
    same: int


class SurroundingsReader:
    """Reads what is round the links of one document; each block is read once."""

    def __init__(self, url: str, anchors: Sequence[FoundAnchor], flow: Flow) -> None:
        self._own = domain_of(url)
        self._flow = flow
        self._same = Counter(found.url or found.href for found in anchors)
        self._anchors = {found.node.mem_id: found for found in anchors}
        self._blocks: dict[int, list[FoundAnchor]] = {}
        self._round: dict[int, frozenset[int]] = {}
        self._texts: dict[int, list[FoundAnchor]] = {}
        self._hashes: dict[int, tuple[int, str]] = {}
        self._telling: dict[int, tuple[list[int], list[int]]] = {}
        for identity, found in self._anchors.items():
            if span := flow.spans.get(identity):
                self._texts.setdefault(span.block, []).append(found)

    def around(self, found: FoundAnchor) -> Surroundings:
        """Return what is round *found*, which is one of the document's anchors."""
        container = self._container(found)
        links = self._links_in(container) if container is not None else [found]
        external, hashed = self._read_block(container, links)
        return Surroundings(
            list_size=len(links),
            list_external=external,
            cluster=self._cluster(found),
            block_hash=hashed if len(links) >= _FEWEST else None,
            same=self._same[found.url or found.href],
        )

    def _container(self, found: FoundAnchor) -> LexborNode | None:
        """Return the list or block of *found*; ``None`` if there is none."""
        last = None
        for block in _blocks_round(found.node):
            tag = block.tag or ""
            if tag in _LISTS:
                return block
            if tag not in _ITEMS and (
                len(self._links_in(block)) >= _FEWEST or self._is_running_text(found, block.mem_id)
            ):
                return block
            last = block if tag not in _ITEMS else last
        return last

    def _links_in(self, block: LexborNode) -> list[FoundAnchor]:
        """Return the links that have *block* among the blocks round them, in their order."""
        identity = block.mem_id
        links = self._blocks.get(identity)
        if links is None:
            below = (self._anchors.get(node.mem_id) for node in block.css("a,area"))
            links = [found for found in below if found and identity in self._ids_round(found)]
            self._blocks[identity] = links
        return links

    def _ids_round(self, found: FoundAnchor) -> frozenset[int]:
        """Return the ``mem_id`` of the blocks round *found*."""
        own = found.node.mem_id
        ids = self._round.get(own)
        if ids is None:
            ids = frozenset(block.mem_id for block in _blocks_round(found.node))
            self._round[own] = ids
        return ids

    def _is_running_text(self, found: FoundAnchor, block: int) -> bool:
        span = self._flow.spans.get(found.node.mem_id)
        if span is None or span.block != block or span.start == 0:
            return False
        return self._flow.unlinked[block] > _RUNNING_TEXT

    def _read_block(
        self, container: LexborNode | None, links: Sequence[FoundAnchor]
    ) -> tuple[int, str]:
        """Return how many *links* are external, and the hash of these."""
        identity = container.mem_id if container is not None else 0
        if identity and identity in self._hashes:
            return self._hashes[identity]
        external = [found for found in links if external_domain(found, self._own)]
        parts = (
            f"{host_of(found.url or '')} {normalise(anchor_text(found.node)[0])}"
            for found in external[:_HASHED]
        )
        self._hashes[identity] = len(external), digest("block", *parts)
        return self._hashes[identity]

    def _cluster(self, found: FoundAnchor) -> int | None:
        span = self._flow.spans.get(found.node.mem_id)
        if span is None:
            return 0 if self._flow.complete else None
        if span.block not in self._telling:
            spans = sorted(self._telling_spans(span.block))
            self._telling[span.block] = [start for start, _ in spans], [end for _, end in spans]
        starts, ends = self._telling[span.block]
        return bisect_right(starts, span.end + _CLOSE) - bisect_left(ends, span.start - _CLOSE)

    def _telling_spans(self, block: int) -> Iterator[tuple[int, int]]:
        for found in self._texts[block]:
            if external_domain(found, self._own) and is_followed(rel_tokens(found.node)):
                text = anchor_text(found.node)[0]
                if text and not named_host(text) and normalise(text) not in GENERIC:
                    span = self._flow.spans[found.node.mem_id]
                    yield span.start, span.end


def _blocks_round(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the blocks round *node*, nearest first; what holds the whole page only if nearest."""
    current, found = node.parent, 0
    for _ in range(4 * _LEVELS):
        if current is None or not current.is_element_node or found == _LEVELS:
            return
        if current.tag in BLOCKS:
            if current.tag in _WHOLE and found:
                return
            yield current
            found += 1
            if current.tag in _WHOLE:
                return
        current = current.parent
