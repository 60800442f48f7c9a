"""All links of a population, column by column: only what its rules ask of them.

``feed`` keeps a block of links as they come; a full block goes into the columns. A link takes four
bytes in each column, and a value is kept once.
"""

from __future__ import annotations

from array import array
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.facts import State, part_of
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.over import DOMAIN
from backlinkspider.rules.planes import Plane, answers, every
from backlinkspider.rules.series import Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlinkspider.rules.columns import Column
    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.facts import Predicate
    from backlinkspider.rules.over import PopulationRule, Unit

_BLOCK: Final = 256
"""Links that are held as they came."""

_SILENT: Final = repeat(State.UNKNOWN)
_DAYS: Final = "seen.days"
_PAGES: Final = ("page.final_url", "page.url")


class Table:
    """The links that *rules* are asked about."""

    def __init__(self, rules: Sequence[PopulationRule]) -> None:
        nodes = [node for rule in rules for node in _conditions(rule)]
        columns = {one.field.path: one for node in nodes for one in _columns(node)}
        kept = {DOMAIN, *(path for rule in rules for path in _kept(rule))}
        read = {field.path for rule in rules for field in rule.gate.read}
        self._series = {
            path: Series(FIELDS[path], columns.get(path), keeps=path in kept)
            for path in sorted({*columns, *kept, *read})
        }
        self.ages = Series(FIELDS[_DAYS], None, keeps=True)
        """How many days ago each link was first seen, where that can be told."""
        self.identities: list[str] = []
        self._by_page = any(rule.gate.unit == "page" or _counts_pages(rule) for rule in rules)
        self._page_codes = array("I")
        self._page_names: dict[str, int] = {}
        self._rows: list[list[Any]] = []
        self._parts = list(_by_part([*_PAGES, *(one for one in self._series if one != _DAYS)]))
        self._order = [path for parent, keys in self._parts for path in _paths(parent, keys)]
        self._planes: dict[str, list[Plane]] = {}
        self._link_codes: list[int] = []

    def feed(self, document: Mapping[str, Any], identity: str, days: int | None) -> None:
        """Take one link, which was first seen *days* ago."""
        age = State.UNKNOWN if days is None else days
        said = part_of(document, ("seen",)).get("days", State.UNKNOWN) if days is None else days
        row = [identity, age, said]
        for parent, keys in self._parts:
            part = document.get(parent[0]) if len(parent) == 1 else None
            if part.__class__ is not dict:
                part = part_of(document, parent)
            row += map(part.get, keys, _SILENT)
        self._rows.append(row)
        if len(self._rows) >= _BLOCK:
            self.settle()

    def settle(self) -> None:
        """Bring what was fed into the columns."""
        if not self._rows:
            return
        identities, ages, said, *columns = zip(*self._rows, strict=True)
        self._rows.clear()
        self._planes.clear()
        self.identities.extend(identities)
        self.ages.extend(ages)
        values = {**dict(zip(self._order, columns, strict=True)), _DAYS: said}
        for path, series in self._series.items():
            series.extend(values[path])
        if self._by_page:
            finals, urls = (values[path] for path in _PAGES)
            self._page_codes.extend(map(self._page, finals, urls, identities))

    def _page(self, final: Any, url: Any, identity: str) -> int:
        """Return the code of a link's page: its URL after redirects if there is one."""
        name = _text(final) or _text(url) or identity
        return self._page_names.setdefault(name, len(self._page_names))

    @property
    def size(self) -> int:
        """How many links were settled."""
        return len(self.identities)

    def series(self, path: str) -> Series:
        """Return the column of the field at *path*."""
        return self._series[path]

    @property
    def domains(self) -> Sequence[int]:
        """Return the code of each link's referring domain."""
        return self._series[DOMAIN].codes

    @property
    def domain_names(self) -> Sequence[str]:
        """Return the referring domains by code."""
        return self._series[DOMAIN].values

    @property
    def pages(self) -> Sequence[int]:
        """Return the code of each link's page."""
        return self._page_codes

    def names(self) -> set[str]:
        """Return the referring domains there are."""
        return {name for name in self._series[DOMAIN].values if _text(name)}

    def units(self, unit: Unit) -> Sequence[int]:
        """Return the code of what each link is one of."""
        if unit == "referring_domain":
            return self.domains
        return self.pages if unit == "page" else self._links()

    def _links(self) -> Sequence[int]:
        """Return a code for each link; links of one identity share it."""
        if len(self._link_codes) != self.size:
            codes = {name: number for number, name in enumerate(self.identities)}
            self._link_codes = [codes[name] for name in self.identities]
        return self._link_codes

    def answers(self, node: Node) -> Plane:
        """Return what the condition *node* says of all links."""
        return answers(node, self._leaf, every(self.size))

    def _leaf(self, predicate: Predicate) -> Plane:
        path = predicate.field.path
        if path not in self._planes:
            self._planes[path] = self._series[path].planes()
        return self._planes[path][predicate.position]


def _conditions(rule: PopulationRule) -> Iterator[Node]:
    if rule.gate.where is not None:
        yield rule.gate.where
    yield from (one.where for one in rule.measures if one.where is not None)


def _columns(node: Node) -> Iterator[Column]:
    if node.predicate is not None:
        yield node.predicate.column
    for part in node.parts:
        yield from _columns(part)


def _kept(rule: PopulationRule) -> Iterator[str]:
    """Yield the fields of which the values are asked."""
    yield from (field.path for field in (*rule.gate.group_by, *rule.constants))
    yield from (one.field for one in rule.measures if one.field is not None)
    if any(one.aggregate == "interlinked" for one in rule.measures):
        yield "page.external_domains"


def _counts_pages(rule: PopulationRule) -> bool:
    return any(one.aggregate == "pages_per_domain" for one in rule.measures)


def _by_part(paths: Iterable[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield the parts of a document in which *paths* lie, with the keys in each."""
    keys: dict[tuple[str, ...], list[str]] = {}
    for path in dict.fromkeys(paths):
        *parent, key = path.split(".")
        keys.setdefault(tuple(parent), []).append(key)
    yield from keys.items()


def _paths(parent: Sequence[str], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield ".".join((*parent, key))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
