"""What is read of a target for its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.report.read import read_target

if TYPE_CHECKING:
    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.store.base import Store


@pytest.mark.parametrize("ids", [("a", "b"), ("b", "a")])
async def test_the_profile_is_the_runs_summary_whatever_the_order_of_ids(
    store: Store, words: Catalogue, ids: tuple[str, str]
) -> None:
    about = {"target": "shop.example"}
    summary, facts = (
        {"_id": one, "kind": kind, **about}
        for one, kind in zip(ids, ("summary", "profile"), strict=True)
    )
    await store.replace("profile_flags", [summary, facts])
    read = await read_target(store, "shop.example", words, None)
    assert read.profile == summary
