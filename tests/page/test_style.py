from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.style import declarations, font_size, pixels


@pytest.mark.parametrize(
    ("style", "found"),
    [
        ("display:none", {"display": "none"}),
        (" DISPLAY : None ; ", {"display": "none"}),
        ("color:red;color:blue", {"color": "blue"}),
        ("color:red!important;color:blue", {"color": "red"}),
        ("color:red ! important ; color:blue!important", {"color": "blue"}),
        ("/* display:none */color:red", {"color": "red"}),
        ("background:url('a;b:c') red;top:1px", {"background": "url('a;b:c') red", "top": "1px"}),
        ("background:url(data:image/png;base64,x)", {"background": "url(data:image/png;base64,x)"}),
        ("content:'display:none'", {"content": "'display:none'"}),
        ("display:;color", {}),
        ("color:red;/* never closed display:none", {"color": "red"}),
        ("", {}),
    ],
)
def test_declarations(style: str, found: dict[str, str]) -> None:
    assert declarations(style) == found


@given(st.text(alphabet="ab:;!/*()\"' -1px", max_size=60))
def test_any_text_is_read(style: str) -> None:
    assert all(name and value for name, value in declarations(style).items())


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("-9999px", -9999),
        ("0", 0),
        ("+1.5em", 24),
        ("-.5in", -48),
        ("1e3px", 1000),
        ("12", None),
        ("auto", None),
        ("-100%", None),
        ("-100vw", None),
        (None, None),
    ],
)
def test_pixels(value: str | None, size: float | None) -> None:
    assert pixels(value) == size


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("0", 0),
        ("50%", 10),
        ("1.5em", 30),
        ("1px", 1),
        ("larger", 20),
        ("medium", 16),
        ("-1px", 20),
    ],
)
def test_font_size(value: str, size: float) -> None:
    assert font_size(value, 20) == size
