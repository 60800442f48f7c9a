"""Names of parameters, and values nobody writes by hand."""

from __future__ import annotations

import pytest

from backlinkspider.site.address import read_address
from backlinkspider.site.parameters import is_token, names_visit, parameter_names


@pytest.mark.parametrize(
    ("value", "token"),
    [
        ("d41d8cd98f00b204e9800998ecf8427e", True),
        ("9f8c1d2e3b4a5968", True),
        ("123e4567-e89b-12d3-a456-426614174000", True),
        ("Zm9vYmFyQmF6UXV4MTIz", True),
        ("9f8c1d2e", False),
        ("1234567890123456789", False),
        ("abcdefabcdefabcdef", False),
        ("how-to-repair-a-bike-in-2024", False),
        ("InternationalStandards", False),
        ("WorldCup1998Results" * 40, False),
        ("", False),
    ],
)
def test_is_token(value: str, token: bool) -> None:
    assert is_token(value) is token


@pytest.mark.parametrize(
    ("written", "visit"),
    [
        ("utm_source=mail", True),
        ("UTM_Campaign=x", True),
        ("gclid=1", True),
        ("PHPSESSID=1", True),
        ("ASPSESSIONIDQQ=x", True),
        ("sid=9f8c1d2e3b4a5968", True),
        ("sid=12", False),
        ("s=search", False),
        ("id=9f8c1d2e3b4a5968", False),
        ("ref=partner", False),
        ("utm=1", False),
    ],
)
def test_what_names_a_visit(written: str, visit: bool) -> None:
    (parameter,) = read_address(f"https://example.com/?{written}").parameters
    assert names_visit(parameter) is visit


def test_names_are_listed_once_and_in_lower_case() -> None:
    names = parameter_names()
    lists = (names.tracking, names.session, names.session_token, names.order, names.date)
    whole = [name for listed in lists for name in (*listed.whole, *listed.beginnings)]
    assert len(whole) == len(set(whole))
    assert whole == [name.lower() for name in whole]
