from __future__ import annotations

import pytest

from backlinkspider.page.colours import Colour, background_colour, has_image, read_colour

WHITE = Colour(255, 255, 255)


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("white", WHITE),
        ("#FFF", WHITE),
        ("#ffffff", WHITE),
        ("ffffff", WHITE),
        ("rgb(255, 255,255)", WHITE),
        ("rgb(100% 100% 100%)", WHITE),
        ("rgba(255,255,255,1)", WHITE),
        ("#ffff", WHITE),
        ("rgb(255 255 255 / 0%)", Colour(255, 255, 255, 0)),
        ("transparent", Colour(0, 0, 0, 0)),
        ("RebeccaPurple", Colour(0x66, 0x33, 0x99)),
        ("var(--x)", None),
        ("rgb(a,b,c)", None),
        ("rgb(1,2)", None),
        ("inherit", None),
        ("", None),
    ],
)
def test_read_colour(text: str, colour: Colour | None) -> None:
    assert read_colour(text) == colour


@pytest.mark.parametrize(
    ("value", "colour", "image"),
    [
        ("#fff url(x.png) no-repeat", WHITE, True),
        ("no-repeat white", WHITE, False),
        ("linear-gradient(white, black)", None, True),
        ("none", None, False),
    ],
)
def test_background(value: str, colour: Colour | None, image: bool) -> None:
    assert (background_colour(value), has_image(value)) == (colour, image)


def test_nearly_the_same_looks_the_same() -> None:
    assert WHITE.looks_like(Colour(250, 250, 255))
    assert not WHITE.looks_like(Colour(255, 255, 230))
