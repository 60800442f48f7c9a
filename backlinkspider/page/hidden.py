"""How inline styles and attributes hide a node, without style sheets and without a browser.

What style sheets do is not read here: a browser measures that. Source of the ways: Google, "Spam
policies for Google web search", Hidden text and link abuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from backlinkspider.page.ancestors import inherited
from backlinkspider.page.colours import Colour, background_colour, has_image, read_colour
from backlinkspider.page.style import declarations, font_size, pixels
from backlinkspider.page.words import data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from selectolax.lexbor import LexborNode

HIDING: Final = "[style],[hidden],marquee,font,[bgcolor]"
"""Selects every element on which something is hidden, but for names of classes."""

_HIDING_TAGS: Final = frozenset({"marquee", "font"})
_HIDING_ATTRIBUTES: Final = frozenset({"style", "hidden", "bgcolor"})
"""The same as sets: what has none of them, and no colour round it, changes nothing."""

_FAR: Final = 999.0
_FAR_SLIDE: Final = 5000.0
"""Sliders move their slides by a few thousand pixels."""

_INVISIBLE: Final = 0.05
_SMALL: Final = 1.0
_MOVED: Final = frozenset({"absolute", "fixed", "relative"})
_TAKEN_OUT: Final = frozenset({"absolute", "fixed"})
_TRANSLATE: Final = re.compile(r"translate(?:3d|x|y)?\(([^)]*)\)")
_CLIPPED: Final = re.compile(
    r"inset\(\s*(?:50|100)%|circle\(\s*0(?:px|%)?[\s)]"
    r"|polygon\(\s*0(?:px|%)? 0(?:px|%)?,\s*0(?:px|%)? 0"
)
_RECT: Final = re.compile(r"rect\(([^)]*)\)")
_FILTER: Final = re.compile(r"(?:opacity=|opacity\()\s*(?:0*\.?0+)\s*%?\)")
_AROUND: Final = 4
"""Elements upwards whose names tell that a visitor can open what is hidden."""

_OPENED: Final = frozenset({"nav", "dialog", "details"})
_CLASSES_LENGTH: Final = 1000


@dataclass(frozen=True, slots=True)
class Hiding:
    """What holds at a node for all below it. Sizes in pixels."""

    ways: frozenset[str] = frozenset()
    visible: bool = True
    opacity: float = 1.0
    font: float = 16.0
    indent: float = 0.0
    colour: Colour | None = None
    background: Colour | None = None
    painted_over: bool = False
    """A background was set below the colour: a style sheet probably sets another colour there."""

    def reasons(self) -> tuple[str, ...]:
        """Return how what stands here is hidden, sorted."""
        if self is NOT_HIDDEN:
            return ()
        return tuple(sorted({*self.ways, *self._computed()}))

    def hides(self) -> bool:
        """Tell whether text here is kept from readers."""
        return keeps_from_readers({*self.ways, *self._computed()})

    def _computed(self) -> Iterator[str]:
        if not self.visible:
            yield "visibility_hidden"
        if self.opacity <= _INVISIBLE:
            yield "opacity_zero"
        if self.font <= _SMALL:
            yield "tiny"
        if self.indent <= -_FAR:
            yield "text_indent"
        if self._is_same_colour():
            yield "same_colour"

    def _is_same_colour(self) -> bool:
        if self.colour is None:
            return False
        if self.colour.alpha <= _INVISIBLE:
            return True
        if self.background is None or self.painted_over or self.background.alpha < 1:
            return False
        return self.colour.looks_like(self.background)


NOT_HIDDEN: Final = Hiding()


def keeps_from_readers(ways: AbstractSet[str]) -> bool:
    """Tell whether *ways* hide text, and do not just move it, fold it or leave it to listeners."""
    return bool(ways - {"marquee"}) and ways.isdisjoint({"screen_reader", "interactive"})


class HiddenReader:
    """Tells how nodes of one tree are hidden; remembers what it found for ancestors."""

    def __init__(self) -> None:
        self._known: dict[int, Hiding] = {}

    def at(self, node: LexborNode) -> Hiding:
        """Return what hides *node*, by itself and by what is round it."""
        return inherited(node, self._known, NOT_HIDDEN, below)


def below(node: LexborNode, above: Hiding) -> Hiding:
    """Return what holds at *node* and below it, *above* holding round it."""
    if not node.is_element_node:
        return above
    attributes = node.attributes
    style, names = attributes.get("style"), attributes.get("class")
    set_here = declarations(style) if style else {}
    for_listeners = bool(names) and _is_for_screen_readers(names or "")
    if not (for_listeners or above.colour or node.tag in _HIDING_TAGS) and (
        _HIDING_ATTRIBUTES.isdisjoint(attributes)
    ):
        return above
    ways = set(_attribute_ways(node))
    if set_here:
        ways |= _ways_of_style(style or "", above.font)
    if for_listeners:
        ways = (ways - {"clip", "zero_box"}) | {"screen_reader"}
    # A link has the browser's colour for links, whatever colour the text round it has.
    is_link = node.tag == "a" and "href" in attributes
    now = _presentational(node, replace(above, colour=None) if is_link and above.colour else above)
    now = _inherited_values(set_here, now) if set_here else now
    computed = now is not above and set(now.reasons()) - set(above.reasons())
    if (ways or computed) and _can_be_opened(node):
        ways = (ways - {"clip", "zero_box"}) | {"interactive"}
    return replace(now, ways=above.ways | ways) if ways - above.ways else now


def _attribute_ways(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    if "hidden" in attributes and (attributes.get("hidden") or "").lower() != "until-found":
        yield "hidden_attribute"
    if node.tag == "marquee":
        yield "marquee"
        if {attributes.get("width"), attributes.get("height")} & {"0", "1", "0px", "1px"}:
            yield "zero_box"


@lru_cache(maxsize=1 << 12)
def _ways_of_style(style: str, font: float) -> frozenset[str]:
    return frozenset(_style_ways(declarations(style), font))


def _style_ways(style: Mapping[str, str], font: float) -> Iterator[str]:
    """Yield what *style* does to a box and all in it."""
    if style.get("display") == "none":
        yield "display_none"
    if _is_offscreen(style, font):
        yield "offscreen"
    overflow = style.get("overflow") or style.get("overflow-y") or style.get("overflow-x") or ""
    if "hidden" in overflow or "clip" in overflow:
        sizes = (style.get(name) for name in ("width", "height", "max-width", "max-height"))
        if any((size := pixels(value, font)) is not None and size <= _SMALL for value in sizes):
            yield "zero_box"
    if _is_clipped(style):
        yield "clip"


def _is_offscreen(style: Mapping[str, str], font: float) -> bool:
    moves = [style.get(f"margin-{side}") for side in ("left", "top", "right")]
    moves += style.get("margin", "").split()
    if style.get("position") in _MOVED:
        moves += [style.get(side) for side in ("left", "top", "right", "bottom")]
        moves += style.get("inset", "").split()
    far = _FAR_SLIDE if style.get("position") == "relative" else _FAR
    if any((move := pixels(value, font)) is not None and move <= -far for value in moves):
        return True
    slides = (
        part
        for found in _TRANSLATE.findall(style.get("transform", ""))
        for part in found.split(",")
    )
    return any(
        (move := pixels(part.strip(), font)) is not None and move <= -_FAR_SLIDE for part in slides
    )


def _is_clipped(style: Mapping[str, str]) -> bool:
    if _CLIPPED.search(style.get("clip-path", "")):
        return True
    rect = _RECT.search(style.get("clip", ""))
    if rect is None or style.get("position") not in _TAKEN_OUT:
        return False
    sides = [pixels(part) for part in re.split(r"[\s,]+", rect[1].strip())]
    if len(sides) != 4 or None in sides:
        return False
    top, right, bottom, left = (side or 0.0 for side in sides)
    return right - left <= _SMALL or bottom - top <= _SMALL


def _inherited_values(style: Mapping[str, str], above: Hiding) -> Hiding:
    changes: dict[str, object] = {}
    if (visibility := style.get("visibility")) in {"hidden", "collapse", "visible"}:
        changes["visible"] = visibility == "visible"
    if "opacity" in style or "filter" in style:
        changes["opacity"] = above.opacity * _opacity(style)
    if "font-size" in style:
        changes["font"] = font_size(style["font-size"], above.font)
    if (indent := pixels(style.get("text-indent"), above.font)) is not None:
        changes["indent"] = indent
    return _with_colours(style, replace(above, **changes) if changes else above)  # type: ignore[arg-type]


def _opacity(style: Mapping[str, str]) -> float:
    if _FILTER.search(style.get("filter", "")):
        return 0.0
    text = style.get("opacity", "1")
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return 1.0
    return min(max(value, 0.0), 1.0)


def _with_colours(style: Mapping[str, str], above: Hiding) -> Hiding:
    background = style.get("background-color") or style.get("background") or ""
    painted = has_image(background + style.get("background-image", ""))
    found = background_colour(background)
    now = _on_background(above, None if painted else found) if painted or found else above
    if "color" not in style:
        return now
    clipped = f"{style.get('background-clip')}{style.get('-webkit-background-clip')}"
    colour = None if "text" in clipped else read_colour(style["color"])
    return replace(now, colour=colour, painted_over=False)


def _on_background(above: Hiding, background: Colour | None) -> Hiding:
    if background is not None and background.alpha == 0:
        return above
    return replace(above, background=background, painted_over=True)


def _presentational(node: LexborNode, now: Hiding) -> Hiding:
    """Read the attributes that stood for styles: ``<font color>`` and ``bgcolor``."""
    attributes = node.attributes
    if "bgcolor" in attributes:
        now = _on_background(now, read_colour(attributes.get("bgcolor") or ""))
    if node.tag == "font" and "color" in attributes:
        colour = read_colour(attributes.get("color") or "")
        now = replace(now, colour=colour, painted_over=False)
    return now


@cache
def _classes(kind: str) -> frozenset[str]:
    return frozenset(data("hidden_classes")[kind])


def _is_for_screen_readers(names: str) -> bool:
    words = names[:_CLASSES_LENGTH].lower().split()
    return not _classes("screen_reader").isdisjoint(words)


def _can_be_opened(node: LexborNode) -> bool:
    words = _classes("interactive")
    current: LexborNode | None = node
    for _ in range(_AROUND):
        if current is None or not current.is_element_node:
            return False
        attributes = current.attributes
        if current.tag in _OPENED:
            return True
        names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role"))
        if not words.isdisjoint(re.split(r"[\s_-]+", names[:_CLASSES_LENGTH].lower())):
            return True
        current = current.parent
    return False
