"""A URL inside another one is found however it is encoded."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.encoded import _layers, _needle, carries, names
from tests.links.test_redirectors import IN_BASE64, URLSAFE


@given(
    before=st.binary(max_size=12),
    after=st.text(st.characters(codec="ascii", exclude_characters="."), max_size=12),
    times=st.integers(0, 3),
    safe=st.booleans(),
)
def test_a_url_is_found_below_base64_and_percent_encodings(
    before: bytes, after: str, times: int, safe: bool
) -> None:
    url = before + b"//shop.example/" + after.encode()
    encode = base64.urlsafe_b64encode if safe else base64.b64encode
    for text in (encode(url).decode(), quote(url, safe="")):
        rest = f"/r?u={text}"
        for _ in range(times if text[0] != "%" and "%" not in text else max(0, times - 1)):
            rest = quote(rest, safe="/?=")
        assert carries(rest, ["shop.example"])


_HOSTS = ("shop.example", "kiosk.test")
_PARTS = ["shop.example", "SHOP.Example", "kiosk.test", "shop", ".example", "KIOSK.TEST", "a", "1"]
_PARTS += [
    "k\u0131o\u017fk.test",
    "%e2%84%aaiosk.test",
    "%C5%BFhop.example",
    "%D9%82",
    "%C4%B0",
    "é",
]
_PARTS += ["%", "%25", "%2F", "%2f", "/", "%41", "-", ".a", "ki", "osk", "%6b", "%FF", "%E2"]
_PARTS += ["c2hvcC5leGFtcGxl", "aG9wLmV4YW1wbG"]


@given(st.lists(st.sampled_from(_PARTS), max_size=12).map("".join))
def test_a_host_is_found_as_by_looking_at_every_character(rest: str) -> None:
    search = _needle(_HOSTS).search
    assert carries(rest, _HOSTS) == any(search(layer) for layer in _layers(rest))


@given(rest=st.text(max_size=60))
def test_any_text_is_read_without_error(rest: str) -> None:
    carries(f"/{rest}", ["shop.example", "xn--mbelfreunde-rfb.example"])
    names(f"/{rest}", "https://shop.example/")


@pytest.mark.parametrize(
    ("rest", "url", "wanted"),
    [
        ("/r?u=https%3A%2F%2Fshop.example%2F", "https://shop.example/", True),
        ("/r?u=shop.example", "http://shop.example/", True),
        ("/r?u=https://shop.example/other", "https://shop.example/tables", False),
        (f"/r?u={IN_BASE64}", "https://shop.example/tables", True),
        (f"/{URLSAFE}", "https://shop.example/", True),
        ("/r?id=7", "https://shop.example/", False),
    ],
)
def test_a_destination_is_recognised_in_what_led_there(rest: str, url: str, wanted: bool) -> None:
    assert names(rest, url) is wanted
