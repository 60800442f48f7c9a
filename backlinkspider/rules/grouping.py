"""Links in groups by the values of fields: how large each group could be, then the large ones.

A *row* is what the fields of a link say, as codes; links with one row are in the same groups. Most
groups are too small for any rule, so rows are counted first and links looked at after that. The
key of a group has codes, of a list its texts.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from itertools import chain, compress, product
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from backlinkspider.rules.over import Gate
    from backlinkspider.rules.table import Table


class Grouping:
    """The *admitted* links of *table*, a byte for each link of it, in the groups of *gate*."""

    def __init__(self, table: Table, gate: Gate, admitted: bytes) -> None:
        self._table = table
        self._gate = gate
        self._admitted = admitted
        self._series = [table.series(field.path) for field in gate.group_by]
        self._lists = [field.kind == "texts" for field in gate.group_by]
        self._single = len(self._series) == 1

    def count(self) -> int:
        """Return how many groups there are, the small ones too."""
        return sum(not self._is_silent(key) for key in self._sizes(by_units=False))

    def values(self, key: Any) -> tuple[Any, ...]:
        """Return the values that the links of the group *key* share."""
        if self._single:
            return (key if self._lists[0] else self._series[0].values[key],)
        return tuple(
            part if is_list else series.values[part]
            for part, series, is_list in zip(key, self._series, self._lists, strict=True)
        )

    def groups(self, links: int, units: int) -> Mapping[Any, Sequence[int]]:
        """Return the numbers of the links in each group, by key, in the order of the links.

        Groups of fewer than *links* links or *units* units are left out as far as that is known
        beforehand.
        """
        least = max(1, links, units)
        sizes = self._sizes(by_units=1 < units >= links)
        large = {key for key, size in sizes.items() if size >= least and not self._is_silent(key)}
        by_row = self._by_row(None if any(self._lists) else large)
        return self._by_key(by_row, large) if any(self._lists) else by_row

    def _by_row(self, wanted: Collection[Any] | None) -> dict[Any, array[int]]:
        """Return the numbers of the links with each row, or each *wanted* one."""
        found: dict[Any, array[int]] = {}
        if wanted is not None and not wanted:
            return found
        numbers = compress(range(self._table.size), self._admitted)
        for number, row in zip(numbers, self._rows(), strict=True):
            known = found.get(row)
            if known is not None:
                known.append(number)
            elif wanted is None or row in wanted:
                found[row] = array("I", (number,))
        return found

    def _by_key(
        self, by_row: Mapping[Any, array[int]], large: Collection[Any]
    ) -> dict[Any, Sequence[int]]:
        """Return the numbers of the links in each *large* group of those that rows are in."""
        parts: dict[Any, list[array[int]]] = {}
        for row, numbers in by_row.items() if large else ():
            for key in self._keys(row):
                if key in large:
                    parts.setdefault(key, []).append(numbers)
        return {
            key: some[0] if len(some) == 1 else sorted(chain.from_iterable(some))
            for key, some in parts.items()
        }

    def _rows(self) -> Iterable[Any]:
        """Return the row of each link: a code, or codes where there are several fields."""
        chosen = [compress(one.codes, self._admitted) for one in self._series]
        return chosen[0] if self._single else zip(*chosen, strict=True)

    def _sizes(self, *, by_units: bool) -> Mapping[Any, int]:
        """Return a number for each group that its links do not exceed; or that its units do not."""
        rows = self._rows()
        if by_units:
            units = compress(self._table.units(self._gate.unit), self._admitted)
            rows = map(itemgetter(0), set(zip(rows, units, strict=True)))
        weights = Counter(rows)
        return self._summed(weights) if any(self._lists) else weights

    def _summed(self, weights: Mapping[Any, int]) -> Counter[Any]:
        """Return what the *weights* of rows come to for the keys that the rows are in."""
        rows: dict[int, list[Any]] = defaultdict(list)
        for row, weight in weights.items():
            rows[weight].append(row)
        sums: Counter[Any] = Counter()
        for weight, some in rows.items():
            counted = Counter(chain.from_iterable(map(self._keys, some)))
            if weight > 1:
                for key in counted:
                    counted[key] *= weight
            sums.update(counted)
        return sums

    def _keys(self, row: Any) -> Iterable[Any]:
        """Return the keys of the groups that links with *row* are in."""
        if self._single:
            return self._series[0].values[row] or ()
        choices = [
            (series.values[code] or ()) if is_list else (code,)
            for code, series, is_list in zip(row, self._series, self._lists, strict=True)
        ]
        return product(*choices)

    def _is_silent(self, key: Any) -> bool:
        """Whether *key* has what makes no group: null, empty text, what the gate skips."""
        skip = self._gate.skip
        for value, field in zip(self.values(key), self._gate.group_by, strict=True):
            if value is None or value == "" or (skip is not None and skip.has(field, value)):
                return True
        return False
