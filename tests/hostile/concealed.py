"""Links that computed style hides from visitors, and some that it does not; all are found."""

from __future__ import annotations

from typing import Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer


def _is(name: str, state: str, reasons: tuple[str, ...], style: str, html: str = "") -> Case:
    """Return a page with *style* whose *html*, the link in ``.box`` by default, is *state*."""
    body = html or f"<div class=box>{LINK}</div>"
    return linked(
        f"{state}-{name}",
        answer(page(body, head=f"<style>{style}</style>")),
        {"link.visibility.state": state, "link.visibility.reasons": list(reasons)},
    )


def _hidden(name: str, reason: str, style: str, html: str = "") -> Case:
    return _is(name, "hidden", (reason,), style, html)


CASES: Final = (
    _hidden("class", "display_none", ".box {display: none}"),
    _hidden("variable", "display_none", ":root {--how: none} .box {display: var(--how)}"),
    _hidden("media", "display_none", "@media (min-width: 1px) {.box {display: none}}"),
    _hidden("layer", "visibility_hidden", "@layer x {.box {visibility: hidden}}"),
    _hidden("opacity", "opacity_zero", "@supports (color: red) {.box {opacity: .001}}"),
    _hidden("offscreen", "offscreen", ".box {position: absolute; inset-inline-start: -9999px}"),
    _hidden("moved", "offscreen", ".box {transform: translateX(-9999px)}"),
    _hidden("indented", "text_indent", ".box {text-indent: -9999px; white-space: nowrap}"),
    _hidden("small", "tiny", ".box a {font-size: 1px}"),
    _hidden("no-box", "zero_box", ".box {height: 0; overflow: hidden}"),
    _hidden("clipped", "clip", ".box {clip-path: inset(50%)}"),
    _hidden("colour", "same_colour", "body {background: #fefefe} .box a {color: #fff}"),
    _is("plain", "visible", (), ".box {color: black}"),
    _is("overruled", "visible", (), ".box {display: none} div.box {display: block}"),
    _is("animated", "visible", (), "@keyframes x {from {opacity: 0}} .box {animation: x .1s}"),
)
