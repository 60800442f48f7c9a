"""Rank lists of a whole web are read in the memory of a few lines."""

from __future__ import annotations

import gzip
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASKED: Final = 50
READ: Final = """
import resource, sys
from backlinkspider.ranks.reader import rank_files, read_ranks

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

lines, asked = int(sys.argv[1]), int(sys.argv[2])
files = rank_files(",".join(sys.argv[3:]), "2026-11-01")
early = peak()
domains = [f"d{number}.example" for number in range(lines, 0, -(lines // asked))]
ranks = read_ranks(files, domains)
print(len(ranks.of), sum(map(len, ranks.of.values())), peak() - early)
"""
"""Prints how many domains have ranks, how many ranks, and by how much the memory (KiB) grew."""


def tranco(lines: int) -> Iterator[str]:
    yield from (f"{number},d{number}.example\r\n" for number in range(1, lines + 1))


def common_crawl(lines: int) -> Iterator[str]:
    yield "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"
    for number in range(1, lines + 1):
        yield f"{number}\t{lines / number}\t{number}\t{1 / number}\texample.d{number}\t1\n"


@pytest.mark.parametrize(
    "lines", [100_000, pytest.param(1_000_000, marks=pytest.mark.large)], ids=["some", "million"]
)
def test_the_lines_of_a_list_are_not_kept(lines: int, tmp_path: Path) -> None:
    top, web = tmp_path / "top-1m.csv", tmp_path / "cc-main-2026-aug-sep-oct-domain-ranks.txt.gz"
    top.write_text("".join(tranco(lines)), encoding="ascii")
    with gzip.open(web, "wt", encoding="ascii", compresslevel=1) as packed:
        packed.writelines(common_crawl(lines))
    words = [str(lines), str(ASKED), str(top), str(web)]
    ended = subprocess.run(
        [sys.executable, "-c", READ, *words],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    domains, ranks, grown = map(int, ended.stdout.split())
    assert domains == ASKED
    assert ranks == ASKED * 3
    assert grown < 8 * 1024
