"""Writers of proof that are closed when a test has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from tests.proof import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.proof.writer import ProofWriter


class NewWriter(Protocol):
    """Makes a writer below a folder."""

    def __call__(self, folder: Path, *, limit: int = pages.LIMIT) -> ProofWriter: ...


@pytest.fixture
def writer() -> Iterator[NewWriter]:
    made = []

    def make(folder: Path, *, limit: int = pages.LIMIT) -> ProofWriter:
        made.append(pages.writer(folder, limit=limit))
        return made[-1]

    yield make
    for one in made:
        one.close()
