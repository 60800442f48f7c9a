"""The two formats of rank lists, told by a file's first line. Pure.

Common Crawl's domain ranks are columns with tabs between, named in the first line:
``#harmonicc_pos #harmonicc_val #pr_pos #pr_val #host_rev #n_hosts``; names are written backwards
(``com.example``). https://commoncrawl.org/web-graphs
Tranco's lists are ``rank,domain``, without names of columns. https://tranco-list.eu/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.ranks.model import RankFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.ranks.model import Source

_TRANCO: Final = re.compile(rb"\d{1,10},[^,\s]+\s*")
_METRICS: Final = {b"#harmonicc_pos": "harmonic_centrality", b"#pr_pos": "pagerank"}
_NAME: Final = b"#host_rev"
_HOSTS: Final = b"#n_hosts"

Places = list[tuple[str, bytes]]
"""A domain's place as it is written, by metric."""


@dataclass(frozen=True, slots=True)
class CommonCrawl:
    """Columns by number: the name's, and each metric's."""

    name: int
    metrics: Sequence[tuple[str, int]]
    source: Source = "commoncrawl"
    has_header: bool = True

    def spelt(self, domain: str) -> bytes:
        """Return *domain* backwards, label by label."""
        return ".".join(reversed(domain.split("."))).encode()

    def name_of(self, line: bytes) -> bytes | None:
        """Return the domain of *line* as it is spelt; None for what is no line of the list."""
        cells = line.split(b"\t", self.name + 1)
        return cells[self.name].strip() if len(cells) > self.name else None

    def places(self, line: bytes) -> Places:
        """Return what *line* says of its domain."""
        cells = line.split(b"\t")
        return [(metric, cells[column]) for metric, column in self.metrics if column < len(cells)]


@dataclass(frozen=True, slots=True)
class Tranco:
    """``rank,domain``."""

    source: Source = "tranco"
    has_header: bool = False

    def spelt(self, domain: str) -> bytes:
        """Return *domain* as it is."""
        return domain.encode()

    def name_of(self, line: bytes) -> bytes | None:
        """Return the domain of *line*; None for what is no line of the list."""
        _, comma, name = line.partition(b",")
        return name.strip() if comma else None

    def places(self, line: bytes) -> Places:
        """Return what *line* says of its domain."""
        return [("rank", line.partition(b",")[0])]


Format = CommonCrawl | Tranco


def format_of(first: bytes, name: str) -> Format:
    """Return how the list *name* is written whose *first* line is given.

    Raises ``RankFileError`` for what is no rank list of domains.
    """
    line = first.strip()
    if line.startswith((*_METRICS, _NAME)):
        return _common_crawl(line.split(b"\t"), name)
    if _TRANCO.fullmatch(line):
        return Tranco()
    raise RankFileError(
        f"{name}:1: no rank list: the first line is neither Common Crawl's "
        "(#harmonicc_pos, #pr_pos, #host_rev ... with tabs) nor rank,domain as Tranco's"
    )


def _common_crawl(columns: Sequence[bytes], name: str) -> Format:
    found = {column.strip().lower(): number for number, column in enumerate(columns)}
    metrics = [(metric, found[key]) for key, metric in _METRICS.items() if key in found]
    if _NAME not in found or not metrics:
        raise RankFileError(
            f"{name}:1: no domain ranks: there must be columns #host_rev and #harmonicc_pos or "
            "#pr_pos, with tabs between"
        )
    if _HOSTS not in found:
        raise RankFileError(
            f"{name}:1: ranks of hosts (no column #n_hosts): take the list whose name ends in "
            "domain-ranks"
        )
    return CommonCrawl(found[_NAME], metrics)
