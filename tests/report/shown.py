"""Reports of made documents, and what can be read in their HTML."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from backlinkspider.cli.reporting import Order, make_report
from backlinkspider.report.catalogue import Catalogue
from backlinkspider.store.open import open_store
from benchmarks.made.target import TARGET

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.cli.reporting import Since
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from benchmarks.made.target import Made


@dataclass(frozen=True, slots=True)
class Shown:
    """A report's file and what its HTML says."""

    path: Path
    html: str

    @property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    def figures(self) -> dict[tuple[str, str], int]:
        """Return each number that is marked as a figure, by its key and what it is of."""
        found: dict[tuple[str, str], int] = {}
        for data in self.tree.css("data[data-figure]"):
            key = str(data.attributes["data-figure"]), data.attributes.get("data-name") or ""
            value = int(data.attributes["value"] or "")
            assert found.setdefault(key, value) == value
        return found

    def figure(self, key: str, name: str = "") -> int:
        return self.figures()[key, name]

    def family(self, key: str) -> dict[str, int]:
        """Return the numbers of one key by what they are of."""
        return {name: value for (one, name), value in self.figures().items() if one == key}

    def tables(self) -> dict[str, Any]:
        """Return the rows that scripts show."""
        packed = self.tree.css_first("#tables-data")
        assert packed is not None
        content: dict[str, Any] = json.loads(gzip.decompress(b64decode(packed.text())))
        return content

    def data(self, name: str) -> Any:
        """Return what a JSON script element holds."""
        element = self.tree.css_first(f"#{name}")
        assert element is not None
        return json.loads(element.text())

    def text(self, selector: str) -> str:
        """Return the text of the first element that *selector* finds, white space collapsed."""
        element = self.tree.css_first(selector)
        assert element is not None, selector
        return " ".join(element.text().split())


async def fill(store: Store, made: Made) -> None:
    """Write *made* documents into *store*."""
    for collection, documents in made.documents.items():
        await store.replace(collection, documents)


async def report_on(store: Store, folder: Path, rules: RuleSet, **changes: Any) -> Shown:
    """Make the report of what *store* holds; it must succeed."""
    order = order_for(folder, rules, **changes)
    assert await make_report(store, order) == 0
    return Shown(order.output, order.output.read_text(encoding="utf-8"))


def order_for(
    folder: Path,
    rules: RuleSet,
    *,
    since: Since | None = None,
    title: str = "",
    logo: str = "",
    target: str = TARGET,
) -> Order:
    return Order(
        target=target,
        title=title,
        logo=logo,
        since=since,
        words=Catalogue.load("en"),
        rules=rules,
        proof=folder / "proof",
        output=folder / "report.html",
    )


async def report_of(made: Made, folder: Path, rules: RuleSet, **changes: Any) -> Shown:
    """Make the report of *made* documents in a store of their own."""
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    await store.open()
    try:
        await fill(store, made)
        return await report_on(store, folder, rules, **changes)
    finally:
        await store.close()
