"""Parts of URLs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.site.address import Address, Parameter, read_address


def test_the_parts_are_told_apart() -> None:
    url = "https://Shop.example.com:8080/a%20b//c/?A%5B%5D=1%2B1&&flag&x=a=b#top?no"
    assert read_address(url) == Address(
        host="shop.example.com:8080",
        path="/a%20b//c/",
        segments=("a b", "c"),
        parameters=(
            Parameter("a[]", "1+1", "A%5B%5D=1%2B1"),
            Parameter("flag", "", "flag"),
            Parameter("x", "a=b", "x=a=b"),
        ),
    )


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_parts(text: str) -> None:
    assert read_address(text).path.startswith("/")
