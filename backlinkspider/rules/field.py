"""What one fact of a link document is: its dotted path, type and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "number", "boolean", "texts"]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact. ``terms`` names the target file's entries that it depends on.

    Without them only the values in ``always`` can be known.
    """

    path: str
    kind: Kind
    description: str
    terms: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    nullable: bool = False
    unknown: str | None = None
    """The value by which a document says that it does not know."""
    length: int = 0
    """Characters that a text of more than a few words usually has: such are looked into last."""
    virtual: bool = False
    """Computed when a population is read; no single document holds it."""

    def accepts(self, value: Any) -> bool:
        """Whether *value* has this field's type."""
        if self.kind == "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        if self.kind == "texts":
            return isinstance(value, Sequence) and not isinstance(value, str)
        return isinstance(value, str if self.kind == "text" else bool)
