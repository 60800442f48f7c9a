"""What a browser measured of one link, as plain numbers: no judgement, no browser."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Way = Literal[
    "display_none",
    "hidden_attribute",
    "visibility_hidden",
    "content_visibility",
    "until_found",
    "closed_details",
    "opacity",
    "clip",
    "overflow",
    "flat",
    "size",
    "offscreen",
    "cover",
    "not_rendered",
]
"""How an element may keep what is in it from being seen. ``overflow``: lies outside a box that cuts
off, ``flat``: one of no size; ``size``: has none itself; ``cover``: lies under something else;
``not_rendered``: has no place in what is rendered, as what no slot takes."""

Circumstance = Literal["focus", "hover", "print", "narrow", "wide"]
"""When a link that was not seen at first was: with the keyboard on it, with the mouse on what is
round it, on paper, in a window 390 or 1920 pixels wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An element that hides a link, and what there is to open it. Sizes in CSS pixels.

    ``names``: words of class, id and role of the element and its three nearest ancestors. Controls
    are buttons, tabs, labels, links within the page and the like that are seen themselves:
    ``named`` name the element as what they open, ``adjacent`` says that one stands beside it,
    ``inside`` counts them within each of the three nearest ancestors. ``alike`` are siblings of the
    same kind, ``alike_shown`` those seen. ``closes``: it holds a button to close it. ``whole``: it
    is the page itself.
    """

    tag: str
    names: tuple[tuple[str, ...], ...]
    named: int = 0
    named_roles: tuple[str, ...] = ()
    adjacent: bool = False
    inside: tuple[int, ...] = ()
    alike: int = 0
    alike_shown: int = 0
    closes: bool = False
    whole: bool = False
    position: str = "static"
    width: float = 0
    height: float = 0
    overflow_cut: bool = False
    cut: bool = False
    chars: int = 0
    links: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing of a link that could be seen: a text, an image, a picture in the background.

    ``chars`` counts letters that leave ink; ``natural`` is the smaller side of an image's file,
    ``stand_in`` says that a script has yet to put the image into its place.
    ``hides`` are ways and the number of the box in ``Measured.boxes``; ``opacity`` is the product
    of all round it. ``width`` and ``height`` are those of its largest boxes. Of ``points`` looked
    at, ``outside`` were off the page, ``clipped`` cut away; at the others ``through`` of it is seen
    through what lies over it (0 to 1), and ``through_loose`` through what a visitor scrolls away or
    closes. ``ratio`` (WCAG) and ``steps`` (of 256, the widest channel) tell its colour from what is
    painted behind, ``None`` where that is a picture; ``unsure`` says that the numbers may not be
    all: something lies over it, or filters, masks or blending do more. ``beyond_side`` and
    ``beyond_end``: how far it lies beyond the window's sides, and below what flows in the page.
    """

    kind: Literal["text", "image", "picture", "pseudo", "box"]
    chars: int = 0
    loaded: bool = True
    natural: float | None = None
    stand_in: bool = False
    rendered: bool = True
    opacity: float = 1.0
    font: float = 16.0
    indent: float = 0.0
    width: float = 0.0
    height: float = 0.0
    points: int = 0
    outside: int = 0
    clipped: int = 0
    through: tuple[float, ...] = ()
    through_loose: tuple[float, ...] = ()
    unsure: bool = False
    ratio: float | None = None
    steps: float | None = None
    beyond_side: float = 0.0
    beyond_end: float = 0.0
    hides: tuple[tuple[Way, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The link's own box. Of nine points ``hits`` meet it first, ``over`` lie over others' content.

    Both are 0 where it takes no clicks.
    """

    width: float = 0
    height: float = 0
    hits: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One link: ``url`` as the DOM has it, ``ordinal`` its number among live links to that URL.

    ``shown_on`` are the circumstances in which it was seen after all; ``moving``: an animation that
    ends moves it, ``endless``: one that never does. ``trace`` is by how many steps of 256 the
    page's picture changes when the link is blanked, ``None`` where it was not asked or can't tell.
    """

    url: str
    ordinal: int
    pieces: tuple[Piece, ...] = ()
    boxes: tuple[Box, ...] = ()
    card: Card = Card()
    connected: bool = True
    endless: bool = False
    moving: bool = False
    trace: float | None = None
    shown_on: tuple[Circumstance, ...] = ()

    @property
    def chars(self) -> int:
        """Letters of the link that could be seen."""
        return sum(piece.chars for piece in self.pieces)


def read_measured(raw: Mapping[str, Any]) -> Measured:
    """Return what the probe's script gave for one link."""
    parts = {
        "pieces": tuple(_made(Piece, piece) for piece in raw["pieces"]),
        "boxes": tuple(_made(Box, box) for box in raw["boxes"]),
        "card": _made(Card, raw["card"]),
    }
    measured: Measured = _made(Measured, {**raw, **parts})
    return measured


def _made(kind: Any, raw: Mapping[str, Any]) -> Any:
    names = {field.name for field in fields(kind)}
    return kind(**{name: _frozen(value) for name, value in raw.items() if name in names})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
