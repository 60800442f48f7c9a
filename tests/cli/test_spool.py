from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.cli.spool import Spool

keys = st.tuples(st.integers(-9, 9), st.floats(-9, 9), st.text("ab", max_size=3))


@given(st.lists(keys, max_size=40))
def test_rows_come_by_their_keys(found: list[tuple[int, float, str]]) -> None:
    with Spool() as spool:
        for key in found:
            spool.add(key, {"key": list(key)})
        assert [tuple(row["key"]) for row in spool.sorted()] == sorted(found)
