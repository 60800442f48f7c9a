"""Links that visitors do not see; each is found, and said to be hidden."""

from __future__ import annotations

from typing import Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer


def _link(name: str, html: str, *ways: str) -> Case:
    return linked(name, answer(page(html)), {"signals.inline_hidden": sorted(ways)})


def _styled(name: str, style: str, way: str) -> Case:
    """Return a link in a box of that *style*."""
    return _link(f"hidden-{name}", f"<div style='{style}'>{LINK}</div>", way)


def _shown(name: str, html: str) -> Case:
    return _link(f"shown-{name}", html)


CASES: Final = (
    _styled("display", "display:none", "display_none"),
    _styled("display-important", "DISPLAY : none !important", "display_none"),
    _styled("commented", "dis/**/play:block;display:/* x */none", "display_none"),
    _styled("visibility", "visibility:hidden", "visibility_hidden"),
    _styled("opacity", "opacity:0", "opacity_zero"),
    _styled("tiny", "font-size:0", "tiny"),
    _styled("one-pixel", "font-size:1px", "tiny"),
    _styled("indent", "text-indent:-9999px", "text_indent"),
    _styled("offscreen", "position:absolute;left:-9999px", "offscreen"),
    _styled("above", "position:fixed;top:-5000px", "offscreen"),
    _styled("zero-box", "height:0;overflow:hidden", "zero_box"),
    _styled("clip", "position:absolute;clip:rect(0,0,0,0)", "clip"),
    _styled("clip-path", "clip-path:inset(100%)", "clip"),
    _styled("escaped", "d\\69splay:none", "display_none"),
    _link("hidden-attribute", f"<div hidden>{LINK}</div>", "hidden_attribute"),
    _link("hidden-inherited", f"<div style='display:none'><p><b>{LINK}</div>", "display_none"),
    _link(
        "hidden-same-colour",
        f"<div style='background:#ffffff'>{LINK.replace('<a', '<a style=color:#fff')}</div>",
        "same_colour",
    ),
    _link("hidden-transparent", LINK.replace("<a", "<a style=color:transparent"), "same_colour"),
    _shown("plain", f"<div>{LINK}</div>"),
    _shown("again", f"<p style='visibility:hidden'><b style='visibility:visible'>{LINK}</b>"),
    _shown("last-wins", f"<div style='display:none;display:block'>{LINK}</div>"),
    _shown("string", f"<div style='content:\"display:none\"'>{LINK}</div>"),
    _shown("links-colour", f"<div style='color:#fff;background:#ffffff'>{LINK}</div>"),
)
