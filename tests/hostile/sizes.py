"""Pages that are too large, too deep or too many of something; nothing of it may cost a crawl."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, endless, head

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.wire import Serve, Talk

_MIB: Final = 1024 * 1024
_HTML: Final = "Content-Type: text/html; charset=utf-8"
_CUT: Final = {"truncated": True}
_WHOLE: Final = {"truncated": False}


def _made(make: Callable[[], str]) -> Serve:
    """Make the page when it is asked for."""

    def serve(talk: Talk) -> None:
        answer(make())(talk)

    return serve


def _many(number: int, piece: str, first: str = LINK, last: str = "") -> Serve:
    return _made(lambda: page(first, piece * number, last))


def _numbered(number: int, piece: str, last: str) -> Serve:
    return _made(lambda: page("".join(map(piece.format, range(number))), last))


def _attributes(number: int) -> str:
    return " ".join(f"data-{n}='{n}'" for n in range(number))


_others = partial(_numbered, piece="<li><a href='http://other{0}.test/{0}'>no {0}</a>", last=LINK)

CASES: Final = (
    linked("fifty-megabytes", _many(50, "x" * _MIB), page=_CUT),
    Case("link-beyond", _many(12, "word " * (_MIB // 5), "", LINK), "no_link", page=_CUT),
    linked(
        "no-end",
        endless(head(_HTML) + page(LINK).encode(), b"<p>more" * 8192),
        page=_CUT,
    ),
    linked("many-others", _others(100_000), page=_WHOLE),
    linked(
        "many-targets",
        _numbered(100_000, f"<p>{LINK.replace('.test/', '.test/{0}')}", ""),
        *({"url": f"https://target.test/{n}"} for n in range(1000)),
        page=_CUT,
    ),
    linked("ten-thousand-levels", _many(10_000, "<div>", "", LINK), page=_WHOLE),
    linked("a-million-levels", _many(1_000_000, "<div>"), page=_CUT),
    linked("levels-of-links", _many(3_000, "<div><a href='http://other.test/'>o</a>")),
    linked("levels-of-lists", _many(10_000, "<ul><li>", "", LINK)),
    linked("levels-of-tables", _many(3_000, "<table><tr><td>", "", LINK)),
    linked("levels-of-svg", _many(3_000, "<svg><a href='http://other.test/'>")),
    linked("levels-of-templates", _many(3_000, "<template>"), page=_WHOLE),
    linked("formatting", _made(lambda: page(LINK, _fonts(3000), "<p>x" * 30_000)), page=_CUT),
    linked("misnested", _many(20_000, "<b><p></b>")),
    linked("links-in-links", _many(20_000, "<a href='http://other.test/'><div>")),
    linked("foster-children", _many(20_000, "x<table><tr>")),
    linked("three-million-tags", _many(3_000_000, "<p>"), page=_CUT),
    linked("many-attributes", _made(lambda: page(f"<p {_attributes(100_000)}>", LINK))),
    linked("giant-attribute", _made(lambda: page(f"<p title='{'x' * 8 * _MIB}'>", LINK))),
    linked("giant-class", _made(lambda: page(f"<div class='{'x ' * 3 * _MIB}'>", LINK))),
    linked("giant-style", _made(lambda: page(f"<div style='{'color:red;' * 500_000}'>", LINK))),
    linked("giant-title", _made(lambda: f"<title>{'title ' * _MIB}</title>{page(LINK)}")),
    linked("giant-text", _made(lambda: page(f"<a href='//target.test/'>{'text ' * _MIB}</a>"))),
    linked("giant-href", _made(lambda: page(f"<a href='//target.test/{'x' * 8 * _MIB}'>"))),
    linked("giant-rel", _made(lambda: page(LINK.replace("<a", f"<a rel='{'x ' * _MIB}'")))),
    linked(
        "attributes-of-the-link",
        _made(lambda: page(LINK.replace("<a", f"<a {_attributes(100_000)}"))),
        page=_CUT,
    ),
    linked("giant-comment", _made(lambda: page(f"<!--{'-' * 6 * _MIB}-->", LINK))),
    linked("giant-script", _made(lambda: page(f"<script>{'var x;' * _MIB}</script>", LINK))),
    linked("many-frames", _many(20_000, "<iframe srcdoc='<a href=//other.test/>o</a>'></iframe>")),
    linked("many-templates", _many(20_000, "<template><a href=//other.test/>o</a></template>")),
    linked("many-bases", _many(100_000, "<base href=http://other.test/>")),
    linked("many-metas", _many(100_000, "<meta name=keywords content=x>")),
    linked("deep-data", _made(lambda: page(_data('{"a":' * 100_000), LINK))),
    linked("wide-data", _made(lambda: page(_data("[" + "1," * _MIB + "1]"), LINK))),
    linked(
        "large-number", _made(lambda: page(_data('{"datePublished":' + "9" * _MIB + "}"), LINK))
    ),
    linked("mail-addresses", _many(500_000, "a@b.")),
    linked("less-than", _many(2 * _MIB, "<")),
    linked("entities", _many(400_000, "&CounterClockwiseContourIntegral;")),
    linked("nothing-but-nul", _many(4 * _MIB, "\0")),
    linked("a-long-line-of-han", _many(2 * _MIB, "\u4e00")),
)


def _fonts(number: int) -> str:
    return "".join(f"<font size={n}>" for n in range(number))


def _data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'
