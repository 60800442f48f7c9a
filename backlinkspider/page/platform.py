"""Which software or service made a page, by the marks in ``platforms.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from backlinkspider.page.words import data
from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_RESOURCES: Final = "script[src],link[rel][href]"
_MOST_RESOURCES: Final = 300
_RESOURCE_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class _Marks:
    generator: tuple[str, ...]
    host: tuple[str, ...]
    resource: tuple[str, ...]
    mark: str
    text: tuple[str, ...]


@cache
def _platforms() -> dict[str, _Marks]:
    return {
        name: _Marks(
            generator=tuple(marks.get("generator", ())),
            host=tuple(marks.get("host", ())),
            resource=tuple(marks.get("resource", ())),
            mark=",".join(marks.get("mark", ())),
            text=tuple(marks.get("text", ())),
        )
        for name, marks in data("platforms").items()
    }


@cache
def _all_marks() -> str:
    return ",".join(marks.mark for marks in _platforms().values() if marks.mark)


def platform_of(tree: LexborHTMLParser, url: str, generator: str | None, text: str) -> str | None:
    """Return the platform of the page at *url* whose text ends with *text*; ``None`` if unknown.

    What the page says of itself (generator, host) goes before what its markup shows.
    """
    host, said = f".{host_of(url)}", (generator or "").lower()
    for name, marks in _platforms().items():
        if (said and said.startswith(marks.generator)) or host.endswith(marks.host):
            return name
    resources = _resource_addresses(tree)
    end = text.lower()
    is_marked = tree.css_first(_all_marks()) is not None  # one walk; most pages have none
    for name, marks in _platforms().items():
        if any(part in resources for part in marks.resource) or any(t in end for t in marks.text):
            return name
        if is_marked and marks.mark and tree.css_first(marks.mark) is not None:
            return name
    return None


def _resource_addresses(tree: LexborHTMLParser) -> str:
    nodes = tree.css(_RESOURCES)[:_MOST_RESOURCES]
    named = (node.attributes for node in nodes)
    addresses = (each.get("src") or each.get("href") or "" for each in named)
    return "\n".join(address[:_RESOURCE_LENGTH] for address in addresses)
