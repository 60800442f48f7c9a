"""Details beside ``test_charset_browser.py``, which compares a long table with Chromium."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.prescan import declared_labels, label_in

LATE = b" " * 1100
META = b"<meta charset=koi8-r>"


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"<!doctype html><html><head><title>x</title>",
        b"<!-- a comment -->",
        b"<!-->",
        b"<head>" + LATE,
        b"<head><script>" + LATE + b"</script><style></style><link><base>",
        b"<p>" + b" " * 900,
        b"<script>'</scriptx>'</script>",
        b"<script><!-- <script></script> --></script>",
    ],
)
def test_found(before: bytes) -> None:
    assert list(declared_labels(before + META)) == ["koi8-r"]


@pytest.mark.parametrize(
    "before",
    [
        b"<!-- ",
        b"<script>",
        b"<title>",
        b"<plaintext>",
        b"<script><!-- <script></script>",
        b"<p>" + LATE,
        b"<body>" + LATE,
        b"</head>" + LATE,
        b"<p title='",
        b"<![CDATA[",
        b"<?php ",
        b"</ ",
    ],
)
def test_not_found(before: bytes) -> None:
    assert list(declared_labels(before + META)) == []


def test_all_in_order_known_or_not() -> None:
    body = b'<meta charset=nonsense><meta http-equiv=content-type content="x; charset=utf-8">'
    assert list(declared_labels(body)) == ["nonsense", "utf-8"]


@pytest.mark.parametrize(
    ("content", "label"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ("text/html; CHARSET = 'utf-8' ; x", "utf-8"),
        ('text/html; charset="utf-8', ""),
        ("text/html; charset", ""),
        ("charset charset=utf-8", "utf-8"),
        ("text/html; charset=utf-8,x", "utf-8,x"),
        ("", ""),
    ],
)
def test_label_in_content(content: str, label: str) -> None:
    assert label_in(content) == label


@given(
    st.lists(
        st.sampled_from([b"<meta ", b"charset=", b"'", b'"', b"<!--", b"<script>", b">", b"x"])
    )
)
def test_any_markup_is_read(pieces: list[bytes]) -> None:
    assert isinstance(list(declared_labels(b"".join(pieces))), list)


def test_hostile_openings_are_read_in_linear_time() -> None:
    for opening in (b"<a charset ", b"<!--", b"<a charset='", b"<script><!--", b"<a x=charset"):
        assert list(declared_labels(opening * 20_000)) == []
