"""docs/reliability.md promises nothing that no test holds."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.conftest import PROJECT

_NAMED: Final = re.findall(
    r"\| `(tests/\S+\.py)::(\w+)` \|",
    (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8"),
)


@pytest.mark.parametrize(("file", "test"), _NAMED)
def test_the_test_that_holds_a_promise_is_there(file: str, test: str) -> None:
    code = (PROJECT / file).read_text(encoding="utf-8")
    assert re.search(rf"^(?:async )?def {test}\(", code, re.MULTILINE)


def test_every_promise_of_the_table_names_one() -> None:
    text = (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \|$", text.partition("## Held by tests")[2], re.MULTILINE)
    assert len(_NAMED) == len(rows) - 1 > 10
