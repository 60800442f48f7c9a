"""The store interface: the few operations both stores offer, and their errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from backlinkspider.documents import Collection, Document

Filter = Mapping[str, Any]
"""A subset of MongoDB's query language; ``store/query.py`` names and checks it."""

Sort = Sequence[tuple[str, int]]
"""Dotted field and direction (1 or -1), most significant first."""


class StoreError(Exception):
    """The store refused or failed an operation."""


class DocumentRefused(StoreError):
    """A document is nothing the store can hold: trying again would not help."""


class DocumentBroken(StoreError):
    """A stored document is none that this project wrote; asking again does not help."""


class StoreUnavailable(StoreError):
    """The store can't be reached or opened; the message names it with its password redacted."""


@dataclass(frozen=True, slots=True)
class Change:
    """A compare-and-set: *document* replaces the stored one whose ``v`` is *expected*.

    ``expected=None`` means: no document with this ``_id`` exists yet. *document* carries its
    own new ``v`` (expected + 1, or 1).
    """

    expected: int | None
    document: Document


@dataclass(frozen=True, slots=True)
class Patch:
    """A compare-and-set of some fields: the stored document keeps all others.

    *fields* are whole top-level ones; they are written where the stored ``v`` is *expected*, and
    ``v`` becomes one more.
    """

    name: str
    """The document's ``_id``."""

    expected: int
    fields: Document


class Store(Protocol):
    """What the crawl and the commands need of a store. All methods raise ``StoreError``."""

    @property
    def uri(self) -> str:
        """Where the documents are, fit for a log: password redacted."""

    async def open(self) -> None:
        """Connect, create collections and indexes. Raises ``StoreUnavailable``."""

    async def close(self) -> None:
        """Release the connection; safe to call twice."""

    async def find(
        self,
        collection: Collection,
        where: Filter,
        *,
        sort: Sort = (),
        skip: int = 0,
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[Document]:
        """Return matching documents; *fields* (dotted) narrows them, ``_id`` is always there."""

    async def find_each(
        self,
        collection: Collection,
        filters: Sequence[Filter],
        *,
        sort: Sort = (),
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[list[Document]]:
        """Return what ``find`` does for each of *filters*, asked together."""

    def iterate(
        self,
        collection: Collection,
        where: Filter,
        *,
        sort: Sort = (),
        fields: Sequence[str] = (),
    ) -> AsyncIterator[Document]:
        """Yield matching documents in batches, in bounded memory, writers not blocked."""

    async def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Document]:
        """Return the documents that exist among *ids*, by ``_id``."""

    async def count(self, collection: Collection, where: Filter) -> int:
        """Return how many documents match."""

    async def tally(
        self, collection: Collection, where: Filter, field: str
    ) -> dict[str | None, int]:
        """Return how many matching documents hold each value of the scalar *field*."""

    async def insert_missing(
        self, collection: Collection, documents: Sequence[Document]
    ) -> set[str]:
        """Insert the documents whose ``_id`` is new; return the ids inserted."""

    async def replace(self, collection: Collection, documents: Sequence[Document]) -> None:
        """Upsert whole documents by ``_id``, unordered."""

    async def swap(self, collection: Collection, changes: Sequence[Change]) -> set[str]:
        """Apply each change whose expectation holds; return the ids of those that missed."""

    async def patch(self, collection: Collection, patches: Sequence[Patch], by: str) -> set[str]:
        """Apply each patch whose expectation holds; return the ids of those that missed.

        Each document's ``by`` becomes *by*, a token that no other call of ``patch`` has had.
        """

    async def delete(self, collection: Collection, ids: Sequence[str]) -> None:
        """Delete the documents that exist among *ids*."""
