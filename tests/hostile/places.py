"""Where a link stands: what is in the document, what is beside it, and what is only text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.hostile.wire import Serve

_ROOT: Final = "https://target.test/"
_SVG_LINK: Final = f"<a xlink:href='{_ROOT}'><text>x</text></a>"


def _at(name: str, html: str, *places: str) -> Case:
    links = tuple({"place": place, "url": _ROOT} for place in places)
    return linked(f"place-{name}", answer(page(html)), *links)


def _not(name: str, html: str) -> Case:
    return Case(f"place-{name}", answer(page(html)), "no_link")


def _frame(name: str, html: str) -> Case:
    """Return a page that shows another, with the link, in a frame: that is another page."""
    inner: Mapping[str, Serve] = {"/": answer(html), "/inner": answer(page(LINK))}
    return Case(f"place-{name}", inner, "no_link")


CASES: Final = (
    _at("plain", LINK, "a"),
    _at("srcdoc", f'<iframe srcdoc="{LINK.replace(chr(34), chr(39))}"></iframe>', "iframe"),
    _at(
        "srcdoc-in-srcdoc",
        f"<iframe srcdoc='<iframe srcdoc=&quot;<a href={_ROOT}>x</a>&quot;></iframe>'></iframe>",
        "iframe",
    ),
    _at("sandbox", f"<iframe sandbox srcdoc='<a href={_ROOT}>x</a>'></iframe>", "iframe"),
    _at("noscript", f"<noscript>{LINK}</noscript>", "noscript"),
    _at("template", f"<template>{LINK}</template>", "template"),
    _at("shadow", f"<div><template shadowrootmode=open>{LINK}</template></div>", "shadow"),
    _at("shadow-closed", f"<p><template shadowrootmode=closed>{LINK}</template></p>", "shadow"),
    _at("svg", f"<svg>{_SVG_LINK}</svg>", "svg"),
    _at("svg-href", f"<svg><a href='{_ROOT}'>x</a></svg>", "svg"),
    _at("foreign-object", f"<svg><foreignObject>{LINK}</foreignObject></svg>", "svg"),
    _at(
        "several",
        f"{LINK}<noscript>{LINK}</noscript><svg>{_SVG_LINK}</svg>",
        *("a", "noscript", "svg"),
    ),
    _at("select", f"<select><option>{LINK}</option></select>{LINK}", "a", "a"),
    _at("after-body", f"</body></html>{LINK}", "a"),
    _at("in-table", f"<table>{LINK}<tr><td>x</table>", "a"),
    _at("in-paragraph-soup", f"<p><div><p>{LINK}<a href=//b.test/>y", "a"),
    _at("button", f"<button>{LINK}</button>", "a"),
    _at("broken-comment", f"<!-->{LINK}<!-- -->", "a"),
    _at("bogus-comment", f"<!x>{LINK}", "a"),
    _at("comment-bang", f"<!-- x --!>{LINK}", "a"),
    _not("comment", f"<!-- {LINK} -->"),
    _not("comment-no-end", f"<!-- {LINK}"),
    _not("script", f"<script>var x = '{LINK}';</script>"),
    _not("script-escaped", f"<script><!-- <script> {LINK} </script> --></script>"),
    _not("style", f"<style>{LINK}</style>"),
    _not("textarea", f"<textarea>{LINK}</textarea>"),
    _not("title", f"<svg><title>x</title></svg><title>{LINK}</title>"),
    _not("xmp", f"<xmp>{LINK}</xmp>"),
    _not("plaintext", f"<plaintext>{LINK}"),
    _not("noframes", f"<noframes>{LINK}</noframes>"),
    _not("iframe-content", f"<iframe>{LINK}</iframe>"),
    _not("cdata", f"<svg><![CDATA[{LINK}]]></svg>"),
    _not("attribute", f"<p title='{LINK}'>x</p>"),
    _not("escaped", LINK.replace("<", "&lt;")),
    _not("math", f"<math><a href='{_ROOT}'>x</a></math>"),
    _not("link-element", f"<link rel=alternate href='{_ROOT}'>"),
    _not("image", f"<img src='{_ROOT}'><form action='{_ROOT}'><q cite='{_ROOT}'></q></form>"),
    _not("no-href", f"<a name='{_ROOT}' data-href='{_ROOT}' xlink:href='{_ROOT}'>x</a>"),
    _frame("iframe", page("<iframe src=/inner></iframe>")),
    _frame("frameset", "<title>t</title><frameset><frame src=/inner></frameset>"),
    _frame("object", page("<object data=/inner type=text/html></object>")),
)
