"""The glossary of stored fields, docs/fields.md, from their descriptions. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.fields.described import ABOUT, DESCRIBED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.documents import Collection
    from backlinkspider.fields.model import Described, Kind

_KINDS: Final[Mapping[Kind, str]] = {
    "texts": "list of texts",
    "numbers": "list of numbers",
    "objects": "list of objects",
    "counts": "numbers by name",
    "map": "object",
}
_HEAD: Final = """\
# Stored fields

What each field of the stored documents holds. Made by `python -m backlinkspider.fields` from the
descriptions that MongoDB's validators are made from; a test keeps it current.

A path goes through lists: `flags.rule` is the rule of each flag. What is null or missing is not
there or not known. Dates are in UTC.
"""


def glossary() -> str:
    """Return the glossary as Markdown."""
    return "\n".join([_HEAD, *_contents(), *_sections()])


def _contents() -> Iterator[str]:
    for name in DESCRIBED:
        yield f"- [{name}](#{name}): {ABOUT[name]}"


def _sections() -> Iterator[str]:
    for name, fields in DESCRIBED.items():
        yield from _section(name, fields)


def _section(name: Collection, fields: tuple[Described, ...]) -> Iterator[str]:
    yield f"\n## {name}\n\n{ABOUT[name]}\n\n| field | holds | what |\n|---|---|---|"
    for field in fields:
        kind = _KINDS.get(field.kind, field.kind)
        yield f"| `{field.path}` | {kind} | {field.meaning.replace('|', chr(92) + '|')} |"
    if name == list(DESCRIBED)[-1]:
        yield ""
