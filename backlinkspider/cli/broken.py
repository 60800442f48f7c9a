"""Which stored document made a command fail: what others wrote, told from our own faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.candidates.model import printable
from backlinkspider.documents import COLLECTIONS
from backlinkspider.fields.faults import faults

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


def _said(collection: Collection, document: Document, fault: str) -> str:
    return (
        f"the document {printable(document['_id'])} in {collection} is broken: "
        f"{printable(fault)}. Another program changed it: "
        "restore the store, or delete this document"
    )
