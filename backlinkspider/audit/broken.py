"""Which stored document made work fail: what others wrote, told from our own faults."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import COLLECTIONS
from backlinkspider.fields.faults import faults
from backlinkspider.printable import printable
from backlinkspider.store.base import StoreError

if TYPE_CHECKING:
    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Store

OF_DOCUMENTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a document raises whose fields are not what they should be."""


async def broken_document(store: Store) -> str | None:
    """Return in words the first stored document that is not as described, ``None`` if all are."""
    for collection in COLLECTIONS:
        async for document in store.iterate(collection, {}):
            for fault in faults(collection, document):
                return _said(collection, document, fault)
    return None


async def told(store: Store, error: Exception) -> str:
    """Return *error* in words: the broken document where reading one may have raised it."""
    if isinstance(error, OF_DOCUMENTS):
        with suppress(StoreError):
            if broken := await broken_document(store):
                return broken
    return str(error) or repr(error)


def _said(collection: Collection, document: Document, fault: str) -> str:
    return (
        f"the document {printable(document['_id'])} in {collection} is broken: "
        f"{printable(fault)}. Another program changed it: "
        "restore the store, or delete this document"
    )
