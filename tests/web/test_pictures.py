"""Which part of a window a picture shows, and what two pictures tell of a link."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.web.pictures import around, trace_of

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


class Window:
    """Stands for a tab: takes pictures, and answers as probe.js does."""

    def __init__(
        self, steps: list[float | None], *, staged: bool = True, blanks: bool = True
    ) -> None:
        self.steps = steps
        self.staged = staged
        self.blanks = blanks
        self.pictures = 0
        self.staged_now = False

    async def send(self, method: str, given: dict[str, Any]) -> dict[str, str]:
        assert (method, given["clip"]["scale"]) == ("Page.captureScreenshot", 1)
        self.pictures += 1
        return {"data": f"picture {self.pictures}"}

    async def ask(self, command: str, *_: object) -> Any:
        if command in {"stage", "unstage"}:
            self.staged_now = self.staged and command == "stage"
            return {"x": 0, "y": 0, "width": 9, "height": 9} if self.staged_now else None
        assert self.staged_now
        if command == "blank":
            return self.blanks
        return True if command == "keep" else self.steps.pop(0)

    async def trace(self) -> float | None:
        cdp: Any = self
        found = await trace_of(cdp, self.ask, 0)
        assert not self.staged_now
        return found


@pytest.mark.parametrize(
    ("window", "trace", "pictures"),
    [
        (Window([255, 250]), 255, 4),
        (Window([None, None, 90, 90]), 90, 6),
        (Window([None] * 5), None, 6),
        (Window([], staged=False), None, 0),
        (Window([], blanks=False), None, 1),
        (Window([3, 5]), 5, 4),
        (Window([3, 200, 190]), 200, 6),
        (Window([200, 3, 4]), 4, 6),
        (Window([200, 3, 200]), None, 6),
        (Window([3, *[None] * 5]), None, 8),
    ],
)
async def test_two_looks_in_a_row_must_be_of_one_mind(
    window: Window, trace: float | None, pictures: int
) -> None:
    assert await window.trace() == trace
    assert window.pictures == pictures
