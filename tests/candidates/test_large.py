"""Many rows are read in the memory of a few."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from tests.conftest import PROJECT

SOME: Final = 10_000
READ: Final = """
import resource, sys
from backlinkspider.candidates import Candidate, read

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

count = 0
for row in read(sys.stdin.buffer, "f"):
    assert isinstance(row, Candidate) and row.claim is not None, row
    count += 1
    if count == int(sys.argv[1]):
        early = peak()
print(count, early, peak())
"""
"""Prints how many rows there were, and the most memory (KiB) used early and in all."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "rows", [100_000, pytest.param(1_000_000, marks=pytest.mark.large)], ids=["some", "million"]
)
def test_the_rows_of_an_export_are_not_kept(rows: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(SOME)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"Linking page,Anchor,Last crawled\r\n")
        for number in range(rows):
            row = f"https://p{number % 70_000}.example/{number},oak {number},2026-01-02\r\n"
            process.stdin.write(row.encode())
        out, _ = process.communicate()
    count, early, peak = map(int, out.split())
    assert count == rows
    assert peak - early < 8 * 1024
