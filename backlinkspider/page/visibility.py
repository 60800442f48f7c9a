"""Whether a visitor sees a link, from what a browser measured of it.

A link is its pieces: texts, images, pictures in its background. It is ``visible`` if one piece is,
``exempt`` if a visitor can bring one up (openable.py says how) or it is text for screen readers,
``hidden`` if none of that holds, with how, and ``unknown`` where it could not be measured. Source
of the ways: Google, "Spam policies for Google web search", Hidden text and link abuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.page.openable import is_for_screen_readers, opened_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.page.measured import Card, Measured, Piece

State = Literal["visible", "hidden", "exempt", "unknown"]

INVISIBLE: Final = 0.05
"""Opacity up to which nothing is made out, as for inline styles (hidden.py)."""

COVERED: Final = 0.1
"""Share that shines through a cover up to which it hides."""

NO_SIZE: Final = 1.0
"""Pixels below which a box has no size."""

TINY: Final = 3.0
"""Pixels up to which the letters of a line, or an image, are no more than a dot or a stroke. Google
names font size 0 and links on one small character; the smallest print of real pages is 7 to 8."""

SPACER: Final = 2.0
"""Pixels of an image file that shows nothing, however large it is drawn: the "spacer GIF"."""

SAME_STEPS: Final = 24.0
SAME_RATIO: Final = 1.25
"""Steps of 256 and WCAG contrast up to which letters can't be read on their background: #e8e8e8 on
white. WCAG asks for 4.5, light grey print of real pages has 1.6 (#ccc) and more."""

FAR: Final = 1500.0
"""Pixels beyond the page, to the side or below its content, where no visitor scrolls: more than a
window of any size."""

INDENT: Final = -100.0
"""A text indent that moves text out of a box, not one that sets a line apart."""

CARD: Final = 24.0
"""Pixels of a link laid over a card that make it a target for a finger (WCAG 2.2, 2.5.8)."""

UNCOVERED: Final = 0.95
"""Share that must be seen through notices and bars for a picture of the page to tell anything."""

_BY_PICTURE: Final = frozenset({"same_colour", "covered", "clip", "overflow"})
"""What a picture refutes in which the link leaves a trace."""

_OPENABLE: Final = frozenset(
    {
        *("display_none", "hidden_attribute", "visibility_hidden", "content_visibility"),
        *("not_rendered", "closed_details", "opacity_zero", "zero_box"),
        *("clip", "overflow", "offscreen", "covered"),
    }
)
_SAME_NAME: Final = (
    *("display_none", "hidden_attribute", "visibility_hidden", "content_visibility"),
    *("until_found", "closed_details"),
)
_WAYS: Final[dict[str, tuple[str, ...]]] = {
    "opacity_zero": ("opacity",),
    "zero_box": ("size", "flat"),
    "clip": ("clip",),
    "overflow": ("overflow",),
    "offscreen": ("offscreen",),
    "covered": ("cover",),
}
"""Which boxes are asked about a reason: those that hide in these ways."""

_SHOWN_ON: Final = {
    "focus": "skip_link",
    "hover": "hover",
    "print": "print_only",
    "narrow": "other_screen",
    "wide": "other_screen",
}


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a visitor gets of a link; *reasons* are sorted: how it is hidden, and why exempt."""

    state: State
    reasons: tuple[str, ...] = ()


UNKNOWN: Final = Visibility("unknown")


def judge(measured: Measured) -> Visibility:
    """Return whether a visitor sees the link."""
    if not measured.connected:
        return UNKNOWN
    found = [_reasons(measured, piece) for piece in measured.pieces]
    if any(not reasons for reasons in found):
        if not _is_without_trace(measured):
            return Visibility("visible")
        found = [reasons or {"not_painted"} for reasons in found]
    hidden = set().union(*found) or {"no_text"}
    if hidden <= _BY_PICTURE and measured.trace is not None and not _is_without_trace(measured):
        return Visibility("visible")
    exempt = set(_exempt(measured, found))
    if exempt:
        return Visibility("exempt", tuple(sorted((hidden | exempt) - {"not_loaded"})))
    if any("not_loaded" in reasons for reasons in found):
        return UNKNOWN  # an image that could not be loaded has no size to go by
    if _is_page_hidden(measured):
        return UNKNOWN  # it waits for a script, and would show the link with all the rest
    return Visibility("hidden", tuple(sorted(hidden)))


def _is_without_trace(measured: Measured) -> bool:
    return measured.trace is not None and measured.trace <= SAME_STEPS


def _is_page_hidden(measured: Measured) -> bool:
    """Tell whether what hides the link hides all of the page, and nothing else does."""
    hiding = {number for piece in measured.pieces for _, number in piece.hides}
    return bool(hiding) and all(measured.boxes[number].whole for number in hiding)


def is_painted_for_sure(measured: Measured) -> bool:
    """Tell whether a picture of the page has nothing to add to what was measured."""
    found = [(piece, set(reasons_of(piece))) for piece in measured.pieces]
    seen = [piece for piece, reasons in found if not reasons]
    if not seen:
        hidden = set().union(*(reasons for _, reasons in found))
        return not hidden or not hidden <= _BY_PICTURE
    return any(piece.kind != "text" or not piece.unsure or _is_below(piece) for piece in seen)


def _is_below(piece: Piece) -> bool:
    """Tell whether something that goes away lies over *piece*."""
    return min(piece.through_loose, default=0) < UNCOVERED


def _reasons(measured: Measured, piece: Piece) -> set[str]:
    """Return how *piece* is hidden; an image that hides itself may do so until it is loaded."""
    found = set(reasons_of(piece))
    itself = all(measured.boxes[number].tag == "img" for _, number in piece.hides)
    if found and piece.kind == "image" and not piece.loaded and piece.hides and itself:
        return {"not_loaded"}
    return found


def is_seen_by_picture(measured: Measured) -> bool:
    """Tell whether only pictures in backgrounds make the link visible, which may be empty files."""
    seen = [piece.kind for piece in measured.pieces if not any(reasons_of(piece))]
    return bool(seen) and set(seen) == {"picture"}


def reasons_of(piece: Piece) -> Iterator[str]:
    """Yield how *piece* is hidden; nothing: it is seen."""
    ways = {way for way, _ in piece.hides}
    yield from (name for name in _SAME_NAME if name in ways)
    if not piece.rendered and ways.isdisjoint(_SAME_NAME):
        yield "not_rendered"
    if piece.opacity <= INVISIBLE:
        yield "opacity_zero"
    if ways.isdisjoint(_SAME_NAME) and piece.rendered:
        yield from _geometry(piece)
        if piece.kind == "text" and piece.opacity > INVISIBLE and _is_same_colour(piece):
            yield "same_colour"


def _geometry(piece: Piece) -> Iterator[str]:
    edge = TINY if piece.stand_in else 0
    if not piece.loaded and (
        piece.kind == "picture" or _is_small(piece) or min(piece.width, piece.height) <= edge
    ):
        yield "not_loaded"
        return
    if piece.natural is not None and 0 < piece.natural <= SPACER and piece.kind != "text":
        yield "tiny"
    if _is_small(piece):
        yield "tiny" if piece.kind == "text" and piece.font <= TINY else "zero_box"
        return
    if min(piece.height, piece.width if piece.kind != "text" else TINY + 1) <= TINY:
        yield "tiny"
    if piece.points and piece.outside + piece.clipped == piece.points:
        if piece.indent <= INDENT:
            yield "text_indent"
            return
        ways = {way for way, _ in piece.hides}
        yield from ({"offscreen"} & ways) if piece.outside else ()
        if piece.clipped:
            yield "clip" if "clip" in ways else "zero_box" if "flat" in ways else "overflow"
    if max(piece.beyond_side, piece.beyond_end) > FAR:
        yield "offscreen"
    if piece.through and max(piece.through) <= COVERED:
        yield "covered"


def _is_small(piece: Piece) -> bool:
    return piece.width < NO_SIZE or piece.height < NO_SIZE


def _is_same_colour(piece: Piece) -> bool:
    if piece.steps is None or piece.ratio is None:
        return False
    return piece.steps <= SAME_STEPS and piece.ratio <= SAME_RATIO


def _exempt(measured: Measured, found: list[set[str]]) -> Iterator[str]:
    """Yield why a visitor may well come to see the link, or was not meant to."""
    pale = any("same_colour" in reasons for reasons in found)
    for circumstance in measured.shown_on:
        if not (pale and circumstance == "focus"):  # themes colour every link that has the focus
            yield _SHOWN_ON[circumstance]
    if _is_card(measured.card):
        yield "card_link"
    for piece, reasons in zip(measured.pieces, found, strict=True):
        opened = [_opened(measured, piece, reason) for reason in reasons]
        if all(opened):
            yield from (kind for kind in opened if kind)


def _opened(measured: Measured, piece: Piece, reason: str) -> str | None:
    """Return by what the boxes that hide *piece* in this way can all be opened, if they can."""
    if reason == "until_found":
        return reason  # the browser's search opens it
    if reason not in _OPENABLE:
        return None
    ways = _WAYS.get(reason, (reason,))
    boxes = [measured.boxes[number] for way, number in piece.hides if way in ways]
    labels = reason in {"clip", "zero_box", "offscreen", "opacity_zero"}
    opened = [
        "screen_reader" if labels and is_for_screen_readers(box) else opened_by(box)
        for box in boxes
    ]
    return opened[0] if opened and all(opened) else None


def _is_card(card: Card) -> bool:
    """Tell whether the link lies, without ink of its own, over content that it makes clickable."""
    return min(card.width, card.height) >= CARD and card.hits > 4 and card.over > 0
