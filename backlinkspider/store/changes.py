"""What both stores ask of a compare-and-set, and when one that missed had happened before. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.documents import utc
from backlinkspider.store.base import Change, Patch, StoreError
from backlinkspider.store.fields import check_field
from backlinkspider.store.values import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.values import OnDate

_OWN: Final = frozenset({"_id", "v", "by"})
"""What a patch itself says of a document."""


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


def check_patches(patches: Sequence[Patch]) -> None:
    """Raise ``StoreError`` if two *patches* name one document, or one a field it must not."""
    seen = set()
    for patch in patches:
        if patch.name in seen:
            raise StoreError(f"document {patch.name!r}: patched twice in one call")
        seen.add(patch.name)
        for field in patch.fields:
            if "." in check_field(field) or field in _OWN:
                raise StoreError(f"document {patch.name!r}: a patch can't set {field!r}")


def patched(patch: Patch, by: str, clean_as: OnDate = utc) -> Document:
    """Return what *patch* writes, cleaned: its fields, the name, and the new ``v`` and ``by``."""
    own = {"_id": patch.name, "v": patch.expected + 1, "by": by}
    return clean({**patch.fields, **own}, clean_as)


def is_patched(patch: Patch, by: str, stored: Document | None) -> bool:
    """Return whether *stored* shows that *patch* was applied, by the reply that got lost."""
    return stored is not None and (stored.get("v"), stored.get("by")) == (patch.expected + 1, by)
