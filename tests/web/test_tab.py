"""How long a tab waits for links, in a real Chromium."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import psutil
import pytest
from playwright.async_api import Error as PlaywrightError

from backlinkspider.web.browser import find_chromium
from backlinkspider.web.tab import TabCrashed
from backlinkspider.web.world import World
from tests.web.render_harness import LINK, SERVED, WRITE, has_link, scripts, serving
from tests.web.tabs import browsing, look_at, look_at_all

if TYPE_CHECKING:
    from backlinkspider.web.look import Look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

FOR_EVER = 1e9
CLOCK = f"{LINK}<p id=clock></p>"
TELL = "clock.textContent = Date.now()"

LATE = {
    "timer 300": f"setTimeout(() => {{{WRITE}}}, 300)",
    "timer 600": f"setTimeout(() => {{{WRITE}}}, 600)",
    "timer 1000": f"setTimeout(() => {{{WRITE}}}, 1000)",
    "timer 2000": f"setTimeout(() => {{{WRITE}}}, 2000)",
    "timer 2500": f"setTimeout(() => {{{WRITE}}}, 2500)",
    "code as text": f"function go() {{{WRITE}}}; setTimeout('go()', 900)",
    "arguments": f"setTimeout((a, b) => a + b === 3 && {WRITE}, '900', 1, 2)",
    "nested": f"setTimeout(() => setTimeout(() => setTimeout(() => {{{WRITE}}}, 400), 400), 400)",
    "nested slowly": f"setTimeout(() => setTimeout(() => {{{WRITE}}}, 1000), 1000)",
    "asleep": "(async () => { for (const _ of 'abc') await new Promise(r => setTimeout(r, 600));"
    f" {WRITE} }})()",
    "third tick": f"let n = 0; setInterval(() => ++n === 3 && {WRITE}, 400)",
    "one link a tick": "let n = 0; const ticks = setInterval(() => { if (++n < 4)"
    " document.body.append(document.createElement('a')); else { clearInterval(ticks);"
    f" {WRITE} }} }}, 700)",
    "60 frames": f"let n = 0; (function frame() {{ if (++n === 60) {WRITE}; "
    "else requestAnimationFrame(frame) })()",
    "idle": f"setTimeout(() => requestIdleCallback(() => {{{WRITE}}}), 700)",
    "fetch, then timer": f"fetch('/data?1.2').then(() => setTimeout(() => {{{WRITE}}}, 300))",
    "DOMContentLoaded": f"addEventListener('DOMContentLoaded', () => {{{WRITE}}})",
    "load": f"addEventListener('load', () => setTimeout(() => {{{WRITE}}}, 700))",
    "late load": f"addEventListener('load', () => {{{WRITE}}}); const frame = "
    "document.createElement('iframe'); frame.src = '/data?1.2'; document.body.append(frame)",
    "mutation": f"new MutationObserver(() => setTimeout(() => {{{WRITE}}}, 600))"
    ".observe(root, {childList: true}); setTimeout(() => root.append('text'), 700)",
    "import": "setTimeout(() => import('/module.js').then(module => module.run()), 600)",
    "worker": "new Worker(URL.createObjectURL(new Blob(['setTimeout(() => postMessage(1), 500)'])))"
    f".onmessage = () => {{{WRITE}}}",
    "written anew": "addEventListener('load', () => setTimeout(() => { document.open();"
    f" document.write(`<body>{LINK}`); document.close() }}, 700))",
    "written anew, then timer": "addEventListener('load', () => { document.open(); document.write("
    f"`<body><script>setTimeout(() => document.body.innerHTML = \\`{LINK}\\`, 900)<\\/script>`);"
    " document.close() })",
    "history": "setTimeout(() => { history.pushState({}, '', '/elsewhere');"
    f" setTimeout(() => {{{WRITE}}}, 600) }}, 300)",
    "hydrated twice": "setTimeout(() => { root.innerHTML = '<a href=/x>x</a>'; setTimeout(() => {"
    " const next = document.createElement('main'); next.innerHTML ="
    f" `{LINK}`; root.replaceWith(next) }}, 800) }}, 600)",
    "busy when due": "setTimeout(() => { for (const end = Date.now() + 900; Date.now() < end;);"
    f" {WRITE} }}, 600)",
    "redirect": "setTimeout(() => location.replace('/static'), 900)",
    "removes itself": f"setTimeout(() => {{{WRITE}}}, 900); document.currentScript.remove()",
    "natives as ever": "const same = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval',"
    " 'requestAnimationFrame', 'requestIdleCallback'].every(name => { const f = window[name];"
    " return f.name === name && /^function .*\\{ \\[native code\\] \\}$/.test(f)"
    " && f.length === (name.startsWith('clear') ? 0 : 1) && !('prototype' in f) });"
    " let thrown = ''; try { setTimeout() } catch (error) { thrown = error.name }"
    " let cleared = true; clearTimeout(setTimeout(() => cleared = false, 50));"
    " setTimeout(function (given) { if (same && thrown === 'TypeError' && cleared"
    f" && this === window && given === 1) {WRITE} }}, 900, 1)",
    "tampers": "const fail = () => { throw new Error('tampered') }; Object.prototype.get = fail;"
    " Object.prototype.apply = fail; EventTarget.prototype.dispatchEvent = fail;"
    " Event.prototype.preventDefault = fail; Performance.prototype.now = fail;"
    f" Reflect.apply = Function.prototype.apply = fail; Proxy = Promise = fail;"
    " Array.prototype[Symbol.iterator] = fail; clearTimeout(setTimeout(fail, 500));"
    f" setTimeout(() => {{{WRITE}}}, 900)",
    "fails": f"setTimeout(() => {{{WRITE}}}, 900); setTimeout(() => {{ throw 1 }}, 100); throw 2",
}
TICKERS = {
    "interval": f"setInterval(() => {TELL}, 50)",
    "slow interval": f"setInterval(() => {TELL}, 1000)",
    "timers": f"(function tick() {{ {TELL}; setTimeout(tick, 50) }})()",
    "closures": f"const tick = () => {{ {TELL}; setTimeout(() => tick(), 300) }}; tick()",
    "texts": f"function tick() {{ {TELL}; setTimeout('tick()', 1000) }} tick()",
    "promises": "(async () => { for (;;) { await new Promise(r => setTimeout(r, 100));"
    f" {TELL} }} }})()",
    "frames": f"(function tick() {{ {TELL}; requestAnimationFrame(tick) }})()",
    "idle": f"(function tick() {{ {TELL}; requestIdleCallback(tick) }})()",
    "polls": "setInterval(() => fetch('/data?0'), 900)",
    "far": "setTimeout(() => 0, 60000); setInterval(() => 0, 30000)",
}
PATHS = {name: f"/late-{number}" for number, name in enumerate(LATE)} | {
    f"ticker: {name}": f"/ticker-{number}" for number, name in enumerate(TICKERS)
}
SERVED |= scripts({PATHS[name]: f"<script>{code}</script>" for name, code in LATE.items()})
SERVED |= scripts(
    {PATHS[f"ticker: {name}"]: f"{CLOCK}<script>{code}</script>" for name, code in TICKERS.items()}
)
SERVED["/module.js"] = (
    "text/javascript",
    f"export const run = () => setTimeout(() => {{{WRITE}}}, 600)".encode(),
)
ONLOAD = "setTimeout(() => document.body.innerHTML = `<a href=https://target.test/>link</a>`, 900)"
SERVED["/onload"] = ("text/html", f"<body onload='{ONLOAD}'>".encode())
PATHS["onload attribute"] = "/onload"


@pytest.fixture(scope="module")
def looks() -> dict[str, tuple[Look, str]]:
    with serving() as port:
        urls = {name: f"http://127.0.0.1:{port}{path}" for name, path in PATHS.items()}
        found = asyncio.run(look_at_all(urls.values()))
        return {name: found[url] for name, url in urls.items()}


@pytest.mark.parametrize("name", [*LATE, "onload attribute"])
def test_a_late_link_is_waited_for(looks: dict[str, tuple[Look, str]], name: str) -> None:
    _, markup = looks[name]
    assert has_link(markup), markup


@pytest.mark.parametrize("name", TICKERS)
def test_a_ticker_does_not_hold_its_page(looks: dict[str, tuple[Look, str]], name: str) -> None:
    look, markup = looks[f"ticker: {name}"]
    assert has_link(markup)
    assert look.settled


SCRIPTLESS = {
    "plain": LINK,
    "onload": f"{LINK}<img src=/none.png onload='x()' onerror='y()'>",
    "body onload": f"<body onload='1'>{LINK}",
    "icons": f"<svg><symbol id=i><path d='M0 0'/></symbol></svg>{LINK}",
}


@pytest.mark.parametrize("name", SCRIPTLESS)
async def test_a_page_without_scripts_is_not_waited_for(name: str) -> None:
    SERVED.update({"/scriptless": ("text/html", SCRIPTLESS[name].encode())})
    with serving() as port:
        async with browsing() as context:
            page = await context.new_page()
            await page.goto(f"http://127.0.0.1:{port}/scriptless")
            world = World(await context.new_cdp_session(page))
            async with asyncio.timeout(30):
                told = await world.run("quiet.js", FOR_EVER, FOR_EVER, "asked", "changed", "lazy")
    assert told == {"settled": True, "lazy": False}


async def test_a_crashed_tab_is_told_at_once() -> None:
    with serving() as port:
        async with browsing() as context:
            looking = asyncio.create_task(look_at(context, f"http://127.0.0.1:{port}/endless"))
            while not any(  # noqa: ASYNC110 (a commit has no event here)
                page.url.endswith("/endless") for page in context.pages
            ):
                await asyncio.sleep(0.05)
            await asyncio.sleep(1)
            for process in psutil.Process().children(recursive=True):
                if "--type=renderer" in process.cmdline():
                    process.send_signal(signal.SIGKILL)
            with pytest.raises(TabCrashed, match="crashed its tab"):
                await looking


NOWHERE = "<script>location = 'http://127.0.0.1:1/'</script>" + "<p>text" * 500_000


async def test_a_page_that_leads_to_what_does_not_load_is_told() -> None:
    SERVED.update(scripts({"/nowhere": NOWHERE}))
    with serving() as port:
        async with browsing() as context:
            with pytest.raises(PlaywrightError, match="an address that does not load"):
                await look_at(context, f"http://127.0.0.1:{port}/nowhere")


async def test_a_page_that_leads_on_for_ever_is_told() -> None:
    SERVED.update(scripts({"/on": "<script>location.replace('/on?' + Math.random())</script>"}))
    with serving() as port:
        async with browsing() as context:
            with pytest.raises(PlaywrightError, match="led on to 10 documents, and further"):
                await look_at(context, f"http://127.0.0.1:{port}/on")


async def test_a_page_that_does_not_come_whole_is_told() -> None:
    held = f"{LINK}<script src=/data?60></script>"
    SERVED.update(scripts({"/held": held}))
    with serving() as port:
        async with browsing() as context:
            look, markup = await look_at(context, f"http://127.0.0.1:{port}/held")
            other, _ = await look_at(context, f"http://127.0.0.1:{port}/static")
    assert (look.whole, look.settled) == (False, False)
    assert has_link(markup)
    assert other.whole


async def test_a_page_left_before_it_had_come_whole_is_a_hop() -> None:
    leaves = NOWHERE.replace("http://127.0.0.1:1/", "/static")
    SERVED.update(scripts({"/leaves": leaves}))
    with serving() as port:
        async with browsing() as context:
            look, markup = await look_at(context, f"http://127.0.0.1:{port}/leaves")
    assert [hop.url.rpartition("/")[2] for hop in look.redirects] == ["leaves"]
    assert has_link(markup)
