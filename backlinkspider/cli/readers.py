"""How columns read their values from a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from backlinkspider.flags import in_force, worst

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.documents import Document


@dataclass(frozen=True, slots=True)
class FieldAt:
    """Reads the field at a dotted *path* of a document; None where there is none."""

    path: str

    def __call__(self, document: Document) -> Any:
        """Return what *document* holds there."""
        value: Any = document
        for name in self.path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value


def rules_of(document: Document) -> list[str]:
    """Return the rules whose flags count."""
    return [flag["rule"] for flag in in_force(document)]


def worst_of(document: Document) -> str | None:
    """Return the severity of the gravest flag that counts."""
    return worst(in_force(document))


def each_of(path: str, name: str) -> Callable[[Document], list[Any]]:
    """Read one field of each entry of a list."""
    read = FieldAt(path)
    return lambda document: [entry[name] for entry in read(document) or ()]


def counts_of(path: str) -> Callable[[Document], list[str]]:
    """Read numbers by name."""
    read = FieldAt(path)
    return lambda document: [f"{name} {count}" for name, count in (read(document) or {}).items()]


def of_mark(path: str) -> Callable[[Document], Any]:
    """Read a field of a link's mark: no field of the link itself, so no store orders by it."""
    return partial(FieldAt(f"mark.{path}"))


def contact(document: Document) -> str | None:
    """Return the most direct way to reach the page's people."""
    contacts = FieldAt("page.contacts")(document)
    return contacts[0]["value"] if contacts else None


def contacts(document: Document) -> list[str]:
    """Return every way to reach them."""
    return [f"{one['kind']} {one['value']}" for one in FieldAt("page.contacts")(document) or ()]


def named(path: str) -> Callable[[Document], list[str]]:
    """Read how mentions at *path* name the target, each once."""
    read = FieldAt(path)
    return lambda document: list(dict.fromkeys(one["text"] for one in read(document) or ()))


def context(path: str) -> Callable[[Document], str | None]:
    """Read what stands round the first mention at *path*."""
    read = FieldAt(path)
    return lambda document: next((one["context"] for one in read(document) or ()), None)


def group(document: Document) -> list[str]:
    """Return what the links of a finding have in common."""
    return [f"{part['field']}={part['value']}" for part in document.get("group", ())]
