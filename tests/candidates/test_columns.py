"""Column names as data."""

from __future__ import annotations

import pytest

from backlinkspider.candidates.columns import columns, fold, linking_column, lists_own_pages


def test_no_name_is_both_linking_page_and_target() -> None:
    known = columns()
    assert not known.linking.keys() & (known.target | known.own_pages)


@pytest.mark.parametrize("name", ["Source URL", "source_url", "SourceURL", " Source-Url * "])
def test_spelling_does_not_matter(name: str) -> None:
    assert fold(name) == "sourceurl"
    assert linking_column(["Target URL", name]) == 1


@pytest.mark.parametrize(
    ("names", "column", "own"),
    [
        (["URL", "Source URL"], 1, False),
        (["Domain", "URL"], 1, False),
        (["Target URL"], None, True),
        (["URL", "Incoming links"], None, True),
        (["Anchor"], None, False),
        ([], None, False),
    ],
)
def test_the_best_name_wins(names: list[str], column: int | None, own: bool) -> None:
    assert linking_column(names) == column
    assert lists_own_pages(names) == own
