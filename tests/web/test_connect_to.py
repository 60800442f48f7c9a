from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.web.connect_to import parse_connect_to


@pytest.mark.parametrize(
    ("setting", "request_to", "goes_to"),
    [
        ("", ("a.test", 80), ("a.test", 80)),
        ("a.test:80=127.0.0.1:18080", ("a.test", 80), ("127.0.0.1", 18080)),
        ("a.test:80=127.0.0.1:18080", ("a.test", 443), ("a.test", 443)),
        ("a.test:80=127.0.0.1:18080", ("b.a.test", 80), ("b.a.test", 80)),
        ("a.test:80:127.0.0.1:18080", ("a.test", 80), ("127.0.0.1", 18080)),
        ("*:443=127.0.0.1:18443", ("any.example", 443), ("127.0.0.1", 18443)),
        ("*:443=127.0.0.1:18443", ("any.example", 80), ("any.example", 80)),
        ("*.test:80=127.0.0.1:1", ("a.b.test", 80), ("127.0.0.1", 1)),
        ("*.test:80=127.0.0.1:1", ("test", 80), ("test", 80)),
        ("*.test:80=127.0.0.1:1", ("nottest", 80), ("nottest", 80)),
        ("A.TEST.:80=127.0.0.1:1", ("a.test", 80), ("127.0.0.1", 1)),
        ("bücher.test:80=127.0.0.1:1", ("xn--bcher-kva.test", 80), ("127.0.0.1", 1)),
        ("[::1]:80=[fd00::1]:81", ("::1", 80), ("fd00::1", 81)),
        ("0x7f.1:80=127.0.0.2:81", ("127.0.0.1", 80), ("127.0.0.2", 81)),
        ("::127.0.0.1:1", ("a.test", 80), ("127.0.0.1", 1)),
        ("a.test:::81", ("a.test", 80), ("a.test", 81)),
        ("a.test::127.0.0.1:", ("a.test", 80), ("127.0.0.1", 80)),
        ("*:*=b.test:", ("a.test", 8080), ("b.test", 8080)),
    ],
)
def test_one_entry(setting: str, request_to: tuple[str, int], goes_to: tuple[str, int]) -> None:
    assert parse_connect_to(setting).connect_to(*request_to) == goes_to


@pytest.mark.parametrize(
    ("host", "port", "to_port"),
    [
        ("a.b.test", 80, 1),
        ("c.b.test", 80, 2),
        ("c.b.test", 81, 3),
        ("c.test", 80, 4),
        ("c.example", 80, 5),
        ("c.example", 443, 6),
    ],
)
def test_the_most_specific_wins_in_any_order(host: str, port: int, to_port: int) -> None:
    entries = [
        "*:*=127.0.0.1:6",
        "*:80=127.0.0.1:5",
        "*.test:80=127.0.0.1:4",
        "*.b.test:*=127.0.0.1:3",
        "*.b.test:80=127.0.0.1:2",
        "a.b.test:*=127.0.0.1:1",
    ]
    for order in (entries, entries[::-1]):
        assert parse_connect_to(order).connect_to(host, port) == ("127.0.0.1", to_port)


def test_the_first_of_equals_wins() -> None:
    routes = parse_connect_to("a.test:80=127.0.0.1:1, a.test:80=127.0.0.1:2")
    assert routes.connect_to("a.test", 80) == ("127.0.0.1", 1)


def test_commas_spaces_and_lists_are_the_same() -> None:
    text = "a.test:80=127.0.0.1:1,b.test:80=127.0.0.1:2 \n c.test:80=127.0.0.1:3"
    assert parse_connect_to(text) == parse_connect_to(re.split(r"[,\s]+", text))


@pytest.mark.parametrize(
    ("entry", "remedy"),
    [
        ("a.test=127.0.0.1:80", "write host:port=address:port"),
        ("a.test:80", "write host:port=address:port"),
        ("a.test:80=127.0.0.1", "write host:port=address:port"),
        ("::1:80=127.0.0.1:80", "write host:port=address:port"),
        ("a.test:http=127.0.0.1:80", "write host:port=address:port"),
        ("a.test:0=127.0.0.1:80", "port 0 is not between 1 and 65535"),
        ("a.test:80=127.0.0.1:65536", "port 65536 is not between 1 and 65535"),
        ("a@b:80=127.0.0.1:80", "'a@b' is not a host name or address"),
        ("a.test:80=1.2.3.256:80", "'1.2.3.256' is not a host name or address"),
        ("a.*.test:80=127.0.0.1:80", "* stands on the left only"),
        ("a.test:80=*.test:80", "* stands on the left only"),
    ],
)
def test_a_bad_entry_is_named_with_what_would_be_right(entry: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"CONNECT_TO: bad entry {entry!r}")) as caught:
        parse_connect_to(f"ok.test:80=127.0.0.1:1 {entry}")
    assert remedy in str(caught.value)


@given(st.text(alphabet="a1.:=*[]@-", max_size=24))
def test_any_text_parses_or_says_why(text: str) -> None:
    try:
        routes = parse_connect_to(text)
    except ValueError as error:
        message = str(error)
    else:
        message = "CONNECT_TO: bad entry "
        assert all(routes.connect_to("a.test", 80))
    assert message.startswith("CONNECT_TO: bad entry ")
