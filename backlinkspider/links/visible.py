"""What a browser measured of links, joined to the anchors of the rendered page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.links.origin import live_keys
from backlinkspider.page.visibility import UNKNOWN, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.page.measured import Measured
    from backlinkspider.page.model import Anchor
    from backlinkspider.page.seen import Seen

_REFUTED: Final = frozenset({"screen_reader", "interactive"})
"""What style attributes tell besides how something is hidden."""


def visibilities(anchors: Sequence[Anchor], look: Seen | None) -> list[dict[str, Any]]:
    """Return for each anchor of a rendered page ``{state, reasons}``, with numbers if measured."""
    known = {(one.url, one.ordinal): one for one in look.measured} if look else {}
    return [_document(known.get(key) if key else None) for key in live_keys(anchors)]


def unmeasured() -> dict[str, Any]:
    """Return what is said of a link that no browser measured."""
    return _document(None)


def hidden_by_style(ways: Iterable[str], visibility: dict[str, Any]) -> list[str]:
    """Return how style attributes hide a link, as far as the browser does not know better.

    What it shows after all is not hidden; what a visitor can open is ``interactive``.
    """
    state, reasons = visibility["state"], visibility["reasons"]
    if state == "visible":
        return []
    if state == "exempt":
        exempt = "screen_reader" if "screen_reader" in reasons else "interactive"
        return sorted({*ways, exempt}) if set(ways) - _REFUTED else list(ways)
    return list(ways)


def _document(measured: Measured | None) -> dict[str, Any]:
    if measured is None:
        return {"state": UNKNOWN.state, "reasons": []}
    found = judge(measured)
    return {
        "state": found.state,
        "reasons": list(found.reasons),
        "measured": _numbers(measured),
    }


def _numbers(measured: Measured) -> dict[str, Any]:
    """Return the numbers that matter, of the piece that is seen best."""
    piece = max(measured.pieces, key=lambda one: one.opacity * one.width * one.height, default=None)
    if piece is None:
        return {"chars": 0, "pieces": 0, "shown_on": list(measured.shown_on)}
    return {
        "chars": measured.chars,
        "pieces": len(measured.pieces),
        "kind": piece.kind,
        "opacity": piece.opacity,
        "font": piece.font,
        "width": piece.width,
        "height": piece.height,
        "outside": piece.outside / piece.points if piece.points else None,
        "clipped": piece.clipped / piece.points if piece.points else None,
        "seen_through": max(piece.through, default=None),
        "contrast": piece.ratio,
        "trace": measured.trace,
        "shown_on": list(measured.shown_on),
    }
