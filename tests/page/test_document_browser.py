"""Base URLs, raw text, text, attributes: what ``HtmlDocument`` reads against Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.page.chromium import Served
from tests.page.reading import differences

if TYPE_CHECKING:
    from tests.page.chromium import Chromium

pytestmark = pytest.mark.browser

BASES: Final = (
    "<head><noscript><p>x</p></noscript><base href=/b/><title>q</title></head><a href=2>y</a>",
    "<a href=1>x</a><head><title>t</title></head><base href=/zz/>",
    "<base><base target=x><base href=/one/><base href=/two/><a href=1>x</a>",
    '<base href="rel/"><a href=1>x</a>',
    '<base href="?q"><a href=1>x</a><a href="">y</a><a href="#f">z</a>',
    '<base href="#f"><a href="">y</a><a href="#g">z</a>',
    '<base href=""><base href=/two/><a href=1>y</a>',
    '<base href="data:text/html,x"><base href=/two/><a href=1>y</a><a href=#x>z</a>',
    '<base href="javascript:x"><a href=1>y</a>',
    '<base href="http://["><base href=/two/><a href=1>y</a>',
    '<base href="mailto:x"><a href=1>y</a><a href=#>z</a>',
    '<base href="about:blank"><a href=1>y</a><a href=#>z</a>',
    '<base href="blob:http://x/y"><a href=1>y</a><a href=#f>z</a>',
    '<base href="ftp://h/x/"><a href=1>y</a>',
    '<base href="file:///x/"><a href=1>y</a>',
    '<base href="//other.example"><a href=1>y</a>',
    '<base href=" /sp ace/ "><a href=1>y</a>',
    '<base href="/t\tab/\n"><a href=1>y</a>',
    "<body><a href=0>x</a><div><base href=/inbody/></div><a href=1>y</a>",
    "<template><base href=/t/></template><a href=1>y</a>",
    "<svg><base href=/s/></svg><a href=1>y</a>",
    "<svg><foreignObject><base href=/s/></foreignObject></svg><a href=1>y</a>",
    "<math><base href=/s/></math><a href=1>y</a>",
    "<noscript><base href=/n/></noscript><a href=1>y</a>",
    "<head><noscript><base href=/n/></noscript></head><a href=1>y</a>",
    "<base href=/a/ href=/b/><a href=1>y</a>",
    '<base href="/\xe9/?\xe9"><a href=1>y</a><a href="">y</a>',
    "<table><base href=/x/></table><a href=1>y</a>",
    "<select><base href=/x/></select><a href=1>y</a>",
    "<plaintext><base href=/x/>",
    "<title><base href=/x/></title><a href=1>x</a>",
    '<base href="/x y/%zz/|^`{}"><a href=1>y</a>',
    '<base href="/x/../y/./z"><a href=1>y</a>',
    '<base href="http://u:p@h.example/x"><a href=1>y</a>',
)
RAW_TEXT_AND_COMMENTS: Final = (
    "<plaintext><a href=1>x</a>",
    "<textarea><a href=1>x</a></textarea><a href=2>y</a>",
    "<textarea>\n\nx</textarea><pre>\n\n<a href=2>\ny</a></pre>",
    "<title>a<a href=1>x</a></title><a href=2>y</a>",
    "<xmp><a href=1>x</a></xmp><a href=2>y</a>",
    "<noframes><a href=1>x</a></noframes><a href=2>y</a>",
    "<noembed><a href=1>x</a></noembed><a href=2>y</a>",
    "<iframe><a href=1>x</a></iframe><a href=2>y</a>",
    "<style><a href=1>x</a></style><script><a href=2></script><a href=3>z</a>",
    "<script><!-- <script> </script> <a href=1></a> --></script><a href=2>z</a>",
    "<script><!-- <script></script><a href=1>x</a>",
    "<script><!--></script><a href=1>x</a>",
    "<!--><a href=1>x</a>-->",
    "<!---><a href=1>x</a>-->",
    "<!-- --!><a href=1>x</a>-->",
    "<!-- -- ><a href=1>x</a>--><a href=2>y</a>",
    "<!-- <!-- --><a href=2>y</a>-->",
    "<!--<a href=1>x</a>",
    "<!- x><a href=1>x</a>",
    '<?php echo "<a href=1>x</a>"; ?><a href=2>y</a>',
    "</ a href=x><a href=2>y</a>",
    "</><a href=2>y</a>",
    "< a href=1>x</a>",
    "<noscript><a href=1>x</a></noscript>",
    "<head><noscript><a href=1>x</a></noscript><title>q</title></head><a href=2>y</a>",
    "<head><noscript><link><style></style><meta></noscript><title>q</title></head><a href=2>y</a>",
    "<noscript><iframe src=x></iframe><a href=1>x</noscript>y</a>",
    "<a href=1>x<script>var s</script><style>css</style><noscript>ns</noscript>y</a>",
    "<frameset><frame src=x><noframes><a href=1>x</a></noframes></frameset><a href=2>y</a>",
    (
        "<html>"
        "<head></head><body><a href=1>x</a></body></html><a href=2>y</a><!-- c --><title>z</title>"
    ),
    "<html lang=en><html lang=de class=z><title>a</title><title>b</title>",
    "<nobr><a href=1>x<nobr>y",
    '<html lang="">\n<title> a\n b\xa0\xa0c\u3000</title>',
    "<html xml:lang=fr><title></title><title>b</title>",
    "<title>a&amp;b&lt;&copy &#150;</title>",
)
HEAD_AND_BODY: Final = (
    "<template><a href=1>x</a></template><a href=2>y</a>",
    "<div><template shadowrootmode=open><a href=1>x</a></template><a href=2>y</a></div>",
    "<a href=1>x<template>t</template>y</a>",
    "<body><p>x</p><frameset><frame></frameset><a href=1>x</a>",
    "<a href=1>x</a><html lang=de><body class=x><a href=2>y</a>",
    '<html lang=" en ">x',
    "<html LANG=EN>x",
)
TEXT_AND_ATTRIBUTES: Final = (
    "<a href=1 href=2>dup</a>",
    "<a HREF=1 Href=2>dup</a>",
    '<a href="x\x00y">nul\x00text</a>',
    "<a hr\x00ef=1 href=2>x</a>",
    "<a\x00 href=1>x</a><a href=2>y</a>",
    "<a href=?a=1&copy=2&copy;=3&para&amp;b&lt=4&notit;&reg_x&ampx&amp=5>x</a>",
    (
        '<a href="?a=1&copy=2&copy;=3&para&amp;b&lt=4&notit;&reg_x&ampx&amp=5">'
        "x &copy x &copyx &notit; &ampx</a>"
    ),
    (
        '<a href="?&#38;&#x26;&#0;&#x80;&#150;&#xD800;&#x110000;&#9;&'
        '#10;&#13;&#;&#x;&#xfffe;&#128512;">t&#150;&#0;&#x80;&#xD800;&#13;</a>'
    ),
    '<a href="a\r\nb">x\r\ny\rz</a>',
    '<a href=1>x<a href="2',
    '<a href="1>x</a><a href=2>y</a>',
    "<a href='1\">x</a><a href='2'>y</a>",
    "<a href=1\"x'y`z<w=q>t</a>",
    '<a href = 1 >t</a><a href= \'2\'class=x>u</a><a href="3"rel="x">v</a>',
    "<a/href=1/>x</a><a href=2/>y</a>",
    "<a =href=1 href=2>x</a>",
    '<a "href"=1 href=2>x</a>',
    '<a href>x</a><a href="">y</a><a href=" ">z</a><a href=#>w</a>',
    "<area href=1><map><area href=2 alt=x><AREA HREF=3></map>",
    "<a href=1>\xa0x\xa0\xa0y\u3000z\u2003 \u200b w\ufeff</a>",
    "<a href=1>\x0bx\x0cy\x1cz\x1d \x1e\x1f\x7f\x85\u2028</a>",
    '<a href=1 rel="a\x0bb\x0cc\xa0d\te\x1cf">x</a>',
    '<a href=1 rel="NOFOLLOW nofollow NoFollow,UGC ugc \xc0B \u0130 K">x</a>',
    "<a href=1 rel>x</a>",
    '<a href="\xe9?\xe9#\xe9">x</a>',
)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(BASES, id="base"),
        pytest.param(RAW_TEXT_AND_COMMENTS, id="raw text"),
        pytest.param(HEAD_AND_BODY, id="head and body"),
        pytest.param(TEXT_AND_ATTRIBUTES, id="text and attributes"),
    ],
)
def test_reading_is_chromiums(chromium: Chromium, pages: tuple[str, ...]) -> None:
    served = (
        Served(b"<!doctype html>" + html.encode(), "text/html; charset=utf-8") for html in pages
    )
    assert differences(chromium, served) == []
