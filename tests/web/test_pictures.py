"""Which part of a window a picture shows."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.web.pictures import around

VIEW = [1280, 720]


def place(left: float, top: float, width: float = 100, height: float = 20) -> dict[str, Any]:
    return {"left": left, "top": top, "width": width, "height": height, "view": VIEW}


@pytest.mark.parametrize(
    ("where", "corner"),
    [
        (place(590, 350), (240, 60)),
        (place(0, 0), (0, 0)),
        (place(1180, 700), (480, 120)),
        (place(100, 350, width=1240), (80, 60)),
        (place(-5000, -5000), (0, 0)),
    ],
)
def test_the_link_is_in_the_middle_as_far_as_the_window_goes(
    where: dict[str, Any], corner: tuple[float, float]
) -> None:
    clip = around(where)
    assert (clip["x"], clip["y"]) == corner
    assert (clip["width"], clip["height"]) == (800, 600)


def test_a_small_window_is_shown_whole() -> None:
    clip = around({**place(10, 10), "view": [390, 500]})
    assert clip == {"x": 0, "y": 0, "width": 390, "height": 500}


def test_half_the_size() -> None:
    clip = around(place(590, 350), 0.5)
    assert (clip["width"], clip["height"]) == (400, 300)
    assert clip["x"] == 440
