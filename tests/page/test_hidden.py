from __future__ import annotations

import pytest

from backlinkspider.page.hidden import HiddenReader
from tests.page.reading import document


def ways(html: str) -> list[str]:
    """Return how the anchor marked ``id=it`` is hidden."""
    node = document(html).tree.css_first("#it")
    assert node is not None
    return list(HiddenReader().at(node).reasons())


def link(style: str = "", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<a id=it href=/x style="{style}"{more}>x</a>'


@pytest.mark.parametrize(
    ("style", "way"),
    [
        ("display:none", "display_none"),
        ("visibility:hidden", "visibility_hidden"),
        ("position:absolute;left:-9999px", "offscreen"),
        ("position:fixed;inset:-2000px auto auto 0", "offscreen"),
        ("margin-left:-9999px", "offscreen"),
        ("transform:translateX(-9999px)", "offscreen"),
        ("font-size:0", "tiny"),
        ("font-size:1px", "tiny"),
        ("opacity:0", "opacity_zero"),
        ("opacity:1%", "opacity_zero"),
        ("filter:alpha(opacity=0)", "opacity_zero"),
        ("text-indent:-9999px", "text_indent"),
        ("height:0;overflow:hidden", "zero_box"),
        ("max-height:1px;overflow:hidden", "zero_box"),
        ("position:absolute;clip:rect(0,0,0,0)", "clip"),
        ("clip-path:inset(50%)", "clip"),
    ],
)
def test_each_way(style: str, way: str) -> None:
    assert ways(link(style)) == [way]
    assert way in ways(f'<div style="{style}"><p>{link()}</p></div>')


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff;background:#fff",
        "color:#FFFFFF;background-color:rgb(254,254,254)",
        "color:transparent",
    ],
)
def test_colour_is_the_links_own(style: str) -> None:
    """Browsers give links a colour of their own: what stands round them has no say in it."""
    assert ways(link(style)) == ["same_colour"]
    assert ways(f'<div style="{style}"><p>{link()}</p></div>') == []


@pytest.mark.parametrize(
    "style",
    [
        "left:-9999px",
        "position:absolute;left:-20px",
        "position:relative;left:-1200px",
        "position:absolute;left:-100%",
        "/* display:none */",
        "content:'display:none'",
        "display:none;display:block",
        "clip:rect(0,0,0,0)",
        "position:absolute;clip:rect(0,10px,10px,0)",
        "height:0",
        "overflow:hidden",
        "font-size:0.8em",
        "opacity:0.5",
        "color:#fff",
        "color:#fff;background:#fff url(photo.jpg)",
        "color:#fff;background:none",
        "color:transparent;-webkit-background-clip:text",
        "transform:translateX(-1200px)",
        "text-indent:2em",
    ],
)
def test_what_does_not_hide(style: str) -> None:
    assert ways(link(style)) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f"<p hidden>{link()}</p>", ["hidden_attribute"]),
        (f"<p hidden=until-found>{link()}</p>", []),
        (f"<marquee>{link()}</marquee>", ["marquee"]),
        (f"<marquee height=1 width=1>{link()}</marquee>", ["marquee", "zero_box"]),
        (f'<div style="visibility:hidden">{link("visibility:visible")}</div>', []),
        (f'<div style="font-size:0">{link("font-size:14px")}</div>', []),
        (f'<div style="font-size:0">{link("font-size:2em")}</div>', ["tiny"]),
        (f'<div style="text-indent:-9999px">{link("text-indent:0")}</div>', []),
        (f'<div style="opacity:.2"><p style="opacity:.2">{link()}</div>', ["opacity_zero"]),
        (f'<div style="background:#000">{link("color:black")}</div>', ["same_colour"]),
        (f'<div style="color:#fff"><p style="background:#fff">{link()}</div>', []),
        (f"<td bgcolor=white><font color=#ffffff>{link()}</font>", []),
        (f"<table><td bgcolor=white><font color=#fff>{link()}</table>", []),
        (f'<div style="color:#fff;background:#fff">{link("color:#fff")}</div>', ["same_colour"]),
    ],
)
def test_what_ancestors_do(html: str, found: list[str]) -> None:
    assert ways(html) == found


def test_text_for_screen_readers_is_named_as_such() -> None:
    usual = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"
    assert ways(link(usual)) == ["clip", "zero_box"]
    assert ways(link(usual, **{"class": "btn sr-only"})) == ["screen_reader"]
    assert ways(f"<span class=visually-hidden>{link()}</span>") == ["screen_reader"]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f'<div class=accordion-body style="height:0;overflow:hidden">{link()}</div>',
         ["interactive"]),
        (f'<div role=tabpanel style="display:none">{link()}</div>',
         ["display_none", "interactive"]),
        (f'<nav><ul style="display:none">{link()}</ul></nav>', ["display_none", "interactive"]),
        (f'<div class=tabs><div style="display:none">{link()}</div></div>',
         ["display_none", "interactive"]),
        (f'<div class=stable style="display:none">{link()}</div>', ["display_none"]),
    ],
)  # fmt: skip
def test_what_a_visitor_can_open_is_told(html: str, found: list[str]) -> None:
    assert ways(html) == found


def test_deep_nesting_is_read() -> None:
    html = '<div style="opacity:.9">' * 3000 + link()
    assert ways(html) == ["opacity_zero"]
