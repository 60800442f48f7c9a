"""What both stores ask of a compare-and-set, and when one that missed had happened before. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.store.base import Change, StoreError
from backlinkspider.store.values import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document


def check_changes(changes: Sequence[Change]) -> None:
    """Raise ``StoreError`` if two *changes* name one document or a ``v`` does not follow."""
    seen = set()
    for change in changes:
        identity = change.document.get("_id")
        if identity in seen:
            raise StoreError(f"document {identity!r}: changed twice in one swap")
        seen.add(identity)
        wanted = (change.expected or 0) + 1
        if change.document.get("v") != wanted:
            raise StoreError(
                f"document {identity!r}: v must be {wanted}, not {change.document.get('v')!r}"
            )


def is_signed(change: Change) -> bool:
    """Return whether the document names its writer in ``by``, a token no other writer has."""
    return isinstance(change.document.get("by"), str)


def is_applied(change: Change, stored: Document | None) -> bool:
    """Return whether *stored* shows that *change* was applied, by the reply that got lost.

    Only a signed document can tell: two writers may write the same unsigned one.
    """
    return is_signed(change) and stored == clean(change.document)
