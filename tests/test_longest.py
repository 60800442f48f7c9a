"""The files that begin first are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.longest import LONGEST, pytest_collection_modifyitems


class Item:
    def __init__(self, name: str) -> None:
        self.path = Path(__file__).parent / name


@pytest.mark.parametrize("name", LONGEST)
def test_each_is_a_file(name: str) -> None:
    assert (Path(__file__).parent / name).is_file()


def test_they_come_first_and_the_others_as_they_were() -> None:
    given = ["test_z.py", LONGEST[1], "test_a.py", LONGEST[0], "test_m.py"]
    items = [Item(name) for name in given]
    pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert [item.path.name for item in items] == [
        *(Path(name).name for name in LONGEST[:2]), "test_z.py", "test_a.py", "test_m.py",
    ]  # fmt: skip
