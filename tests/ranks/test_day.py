from __future__ import annotations

import pytest

from backlinkspider.ranks.day import day_in_name


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("cc-main-2025-26-nov-dec-jan-domain-ranks.txt.gz", "2026-01"),
        ("cc-main-2024-feb-apr-may-domain-ranks.txt.gz", "2024-05"),
        ("CC-MAIN-2026-Aug-Sep-Oct-domain-ranks.txt", "2026-10"),
        ("tranco_2026-11-01-1m.csv.zip", "2026-11-01"),
        ("tranco-20261101.csv", "2026-11-01"),
        ("example.com-Latest links-2026-07-18.csv", "2026-07-18"),
        ("exports/2026_02_28/links.csv", "2026-02-28"),
        ("links-2026-02-30-2026-03-01.csv", "2026-03-01"),  # there is no 30 February
        ("top-1m.csv", None),
        ("links-01-11-2026.csv", None),  # day or month first: nobody knows
        ("order-120261101.csv", None),
        ("cc-main-2026-abc-domain-ranks.txt", None),
        ("", None),
    ],
)
def test_the_day_a_name_tells(name: str, day: str | None) -> None:
    assert day_in_name(name) == day
