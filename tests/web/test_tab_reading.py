"""What a tab reads of a page: shadow roots, frames, what comes on scroll; in a real Chromium."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.page.document import HtmlDocument
from backlinkspider.web.browser import find_chromium
from tests.web.render_harness import HTML, SERVED, serving
from tests.web.tabs import browsing, look_at, look_at_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.web.look import Look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

TALL = "<div style='height:6000px'></div>"
ADD = "document.body.insertAdjacentHTML('beforeend', '<a href=/late>late</a>')"
HOST = "const host = document.body.appendChild(document.createElement('div'));"
FRAME = "const frame = document.body.appendChild(document.createElement('iframe'));"

READ: Final[dict[str, tuple[str, list[tuple[str, str]]]]] = {
    "open root": (
        (
            f"<a href=/1>1</a><script>{HOST} host.attachShadow({{mode: 'open'}}).innerHTML ="
            " '<p><a href=/2>2</a></p>'</script><a href=/3>3</a>"
        ),
        [("a", "/1"), ("a", "/3"), ("shadow", "/2")],
    ),
    "root in a root": (
        (
            f"<script>{HOST} const outer = host.attachShadow({{mode: 'open'}});"
            " outer.innerHTML = '<span></span><a href=/1>1</a>';"
            " outer.firstChild.attachShadow({mode: 'open'}).innerHTML = '<a href=/2>2</a>'</script>"
        ),
        [("shadow", "/1"), ("shadow", "/2")],
    ),
    "declarative root": (
        "<div><template shadowrootmode=open><a href=/1>1</a></template></div><a href=/2>2</a>",
        [("a", "/2"), ("shadow", "/1")],
    ),
    "declarative root, changed": (
        (
            "<div id=host><template shadowrootmode=open><a href=/1>1</a></template></div>"
            "<script>host.shadowRoot.firstChild.href = '/2'</script>"
        ),
        [("shadow", "/2")],
    ),
    "closed, serializable root": (
        (
            f"<script>{HOST} host.attachShadow({{mode: 'closed', serializable: true}}).innerHTML ="
            " '<a href=/1>1</a>'</script>"
        ),
        [("shadow", "/1")],
    ),
    "closed root": (
        (
            f"<script>{HOST} host.attachShadow({{mode: 'closed'}}).innerHTML ="
            " '<a href=/1>1</a>'</script><a href=/2>2</a>"
        ),
        [("a", "/2")],
    ),
    "late root": (
        (
            f"<script>setTimeout(() => {{ {HOST} const root = host.attachShadow({{mode: 'open'}});"
            " setTimeout(() => root.innerHTML = '<a href=/1>1</a>', 700) }, 300)</script>"
        ),
        [("shadow", "/1")],
    ),
    "frame": (
        "<iframe src=/in/frame></iframe><a href=/1>1</a>",
        [("a", "/1"), ("iframe", "/in/x")],
    ),
    "frame in a frame": ("<iframe src=/outer></iframe>", [("iframe", "/in/x")]),
    "frame in a root": (
        "<div><template shadowrootmode=open><iframe src=/in/frame></iframe></template></div>",
        [("iframe", "/in/x")],
    ),
    "srcdoc": ("<iframe srcdoc='<a href=x>1</a>'></iframe>", [("iframe", "/x")]),
    "srcdoc, changed": (
        (
            "<base href=/deep/><iframe srcdoc='<a href=x>1</a>'></iframe><script>onload = () =>"
            " frames[0].document.body.insertAdjacentHTML('beforeend', '<a href=y>2</a>')</script>"
        ),
        [("iframe", "/deep/x"), ("iframe", "/deep/y")],
    ),
    "srcdoc, emptied": (
        (
            "<iframe srcdoc='<a href=x>1</a>'></iframe><script>onload = () =>"
            " frames[0].document.body.textContent = ''</script>"
        ),
        [],
    ),
    "srcdoc, apart": ("<iframe sandbox srcdoc='<a href=x>1</a>'></iframe>", [("iframe", "/x")]),
    "written frame": (
        f"<script>{FRAME} frame.contentDocument.write('<a href=x>1</a>')</script>",
        [("iframe", "/x")],
    ),
    "frame of others": ("<iframe src='http://localhost:{port}/in/frame'></iframe>", []),
    "frameset": ("<frameset><frame src=/in/frame></frameset>", [("iframe", "/in/x")]),
    "lazy frame": (
        f"{TALL}<iframe loading=lazy src=/in/frame></iframe>",
        [("iframe", "/in/x")],
    ),
    "seen on scroll": (
        (
            f"{TALL}<p id=end></p><script>new IntersectionObserver((seen, observer) => {{"
            f" if (seen[0].isIntersecting) {{ observer.disconnect(); {ADD} }} }})"
            ".observe(end)</script>"
        ),
        [("a", "/late")],
    ),
    "scroll, then data": (
        (
            f"{TALL}<script>addEventListener('scroll', () => fetch('/data?0.7')"
            f".then(() => {{{ADD}}}), {{once: true}})</script>"
        ),
        [("a", "/late")],
    ),
    "scroll, debounced": (
        (
            f"{TALL}<script>let timer; document.addEventListener('scroll', () => {{"
            f" clearTimeout(timer); timer = setTimeout(() => document.links.length || {ADD}, 250)"
            " })</script>"
        ),
        [("a", "/late")],
    ),
    "onscroll": (
        f"{TALL}<script>onscroll = () => {{ onscroll = null; {ADD} }}</script>",
        [("a", "/late")],
    ),
    "pane": (
        (
            "<style>body {margin: 0; overflow: hidden} main {height: 100vh; overflow: auto}</style>"
            f"<main>{TALL}</main><script>document.querySelector('main').addEventListener('scroll',"
            f" () => {{{ADD}}}, {{once: true}})</script>"
        ),
        [("a", "/late")],
    ),
    "only what is in view": (
        (
            f"<div id=list><a href=/first>1</a></div>{TALL}<script>const fill = () =>"
            " list.innerHTML = scrollY > 1000 ? '' : '<a href=/first>1</a>';"
            " addEventListener('scroll', fill)</script>"
        ),
        [("a", "/first")],
    ),
    "on click only": (
        (
            f'{TALL}<button onclick="{ADD}">more</button><a href=/1>1</a>'
            "<script>addEventListener('scroll', () => 0)</script>"
        ),
        [("a", "/1")],
    ),
    "natives as ever": (
        (
            f"{TALL}<script>class Mine extends IntersectionObserver {{}}"
            " const { name, length } = IntersectionObserver, mine = new Mine(() => 0);"
            " let thrown = '';"
            " try { IntersectionObserver(() => 0) } catch (error) { thrown = error.name }"
            " const same = name === 'IntersectionObserver' && length === 1 && mine instanceof Mine"
            " && mine instanceof IntersectionObserver && thrown === 'TypeError' &&"
            " addEventListener.name === 'addEventListener' && !('prototype' in addEventListener);"
            f" addEventListener('load', function () {{ if (same && this === window) {{{ADD}}} }})"
            "</script>"
        ),
        [("a", "/late")],
    ),
}
PATHS: Final = {name: f"/read-{number}" for number, name in enumerate(READ)}
SERVED["/in/frame"] = (HTML, b"<a href=x>in a frame</a>")
SERVED["/outer"] = (HTML, b"<iframe src=/in/frame></iframe>")
FEED = (
    "const more = () => { for (let n = 0; n < 20; n += 1) document.body.insertAdjacentHTML("
    "'beforeend', `<p style='height:100px'><a href=/${++count}>x</a></p>`) };"
    " let count = 0; more(); addEventListener('scroll', () => {"
    " if (innerHeight + scrollY > document.body.scrollHeight - 200) setTimeout(more, 200) })"
)
SERVED["/feed"] = (HTML, f"<!doctype html><body><script>{FEED}</script>".encode())


def anchors(look: Look, markup: str) -> list[tuple[str, str]]:
    """Return place and path of each anchor that a reader of the look finds."""
    page = HtmlDocument(
        markup.encode(), url=look.url, charset=look.charset, frames=look.seen.frames
    )
    site = look.url.rpartition("/")[0]
    return [(found.place, (found.url or "").removeprefix(site)) for found in page.anchors()]


@pytest.fixture(scope="module")
def looks() -> Iterator[dict[str, tuple[Look, str]]]:
    with serving() as port:
        for name, (body, _) in READ.items():
            begin = "" if body.startswith("<frameset") else "<body>"
            page = f"<!doctype html><title>t</title>{begin}{body.replace('{port}', str(port))}"
            SERVED[PATHS[name]] = (HTML, page.encode())
        urls = {name: f"http://127.0.0.1:{port}{path}" for name, path in PATHS.items()}
        found = asyncio.run(look_at_all(urls.values()))
        yield {name: found[url] for name, url in urls.items()}


@pytest.mark.parametrize("name", READ)
def test_what_is_read(looks: dict[str, tuple[Look, str]], name: str) -> None:
    look, markup = looks[name]
    assert anchors(look, markup) == READ[name][1], (markup, look.seen.frames)
    assert look.settled


async def test_a_feed_without_end_is_read_for_a_while() -> None:
    with serving() as port:
        async with browsing() as context:
            look, markup = await look_at(context, f"http://127.0.0.1:{port}/feed")
    assert len(anchors(look, markup)) >= 3 * 20


@pytest.mark.parametrize("frames", [1, 60])
async def test_markup_and_frames_have_one_limit(frames: int) -> None:
    text = "x" * 1000
    SERVED["/frames"] = (
        HTML,
        ("<!doctype html>" + "<iframe src=/long></iframe>" * frames).encode(),
    )
    SERVED["/long"] = (HTML, f"<a href=/1>{text}</a>".encode())
    with serving() as port:
        async with browsing() as context:
            url = f"http://127.0.0.1:{port}/frames"
            whole, markup = await look_at(context, url)
            cut, _ = await look_at(context, url, max_chars=len(markup) + 500)
    assert len(whole.seen.frames) == min(frames, 50)
    assert whole.truncated is (frames > 50)
    assert cut.seen.frames == ()
    assert cut.truncated
