"""Which script inserted an anchor: call stacks, and what a real Chromium knows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.web.origins import origin_of, read_origins
from tests.web.render_harness import HTML, SERVED, serving
from tests.web.tabs import browsing, look_at

if TYPE_CHECKING:
    from backlinkspider.web.look import Look

needs_browser = pytest.mark.browser


class Tab:
    """Stands for a page with *count* anchors that answers once it was asked for all, or never."""

    def __init__(self, count: int, *, busy: bool = False) -> None:
        self.count = count
        self.busy = busy
        self.asked = 0
        self.all_asked = asyncio.Event()

    async def handle(self, *_: object) -> str:
        return "found"

    async def send(self, method: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        given = given or {}
        if method == "Runtime.callFunctionOn" and given["returnByValue"]:
            return {"result": {"value": [["https://t.test/", n] for n in range(self.count)]}}
        if method == "Runtime.callFunctionOn":
            return {"result": {"objectId": "nodes"}}
        if method == "Runtime.getProperties":
            listed = [{"name": str(n), "value": {"objectId": n}} for n in range(self.count)]
            return {"result": [*listed, {"name": "length", "value": {"value": self.count}}]}
        if method == "DOM.requestNode":
            self.asked += 1
            if self.asked == self.count and not self.busy:
                self.all_asked.set()
            await self.all_asked.wait()
            return {"nodeId": given["objectId"]}
        frames = [{"url": f"{WIDGET}?{given.get('nodeId')}"}]
        return {"creation": {"callFrames": frames}}


async def origins(tab: Tab, **more: float) -> dict[tuple[str, int], str]:
    world: Any = tab
    world.cdp = tab
    return await read_origins(world, ["t.test"], **more)


async def test_all_anchors_are_asked_about_at_once() -> None:
    assert await origins(Tab(3)) == {("https://t.test/", n): f"{WIDGET}?{n}" for n in range(3)}


async def test_a_busy_page_is_not_waited_for() -> None:
    assert await origins(Tab(3, busy=True), seconds=0.01) == {}


PAGE, LIBRARY, WIDGET = "https://p.test/", "https://cdn.test/jq.js", "https://w.test/x.js"


@pytest.mark.parametrize(
    ("stack", "origin"),
    [
        ([], ""),
        ([""], ""),
        ([WIDGET], WIDGET),
        (["", WIDGET], WIDGET),
        ([LIBRARY, LIBRARY, PAGE], PAGE),
        ([LIBRARY, PAGE, LIBRARY], PAGE),
        ([LIBRARY, LIBRARY], LIBRARY),
        ([PAGE, WIDGET], WIDGET),
    ],
)
def test_the_script_behind_a_call_stack(stack: list[str], origin: str) -> None:
    assert origin_of([{"url": url} for url in stack]) == origin


ANCHOR: Final = "<a href=https://target.test/{name}>x</a>"
DIV: Final = "const div = document.body.appendChild(document.createElement('div'));"
WAYS: Final = {
    "create": "const a = document.createElement('a'); a.href = 'https://target.test/create';"
    "document.body.append(a)",
    "inner": f"{DIV} div.innerHTML = '<p>{ANCHOR}</p>'",
    "adjacent": f"document.body.insertAdjacentHTML('beforeend', '{ANCHOR}')",
    "write": f"document.write('{ANCHOR}')",
    "unsafe": f"{DIV} div.setHTMLUnsafe('{ANCHOR}')",
    "template": f"const t = document.createElement('template'); t.innerHTML = '{ANCHOR}';"
    "document.body.append(document.importNode(t.content, true))",
    "parsed": f"document.body.append(new DOMParser().parseFromString('{ANCHOR}', 'text/html')"
    ".querySelector('a'))",
    "range": f"document.body.append(document.createRange().createContextualFragment('{ANCHOR}'))",
    "late": "setTimeout(() => { const a = document.createElement('a');"
    "a.href = 'https://target.test/late'; document.body.append(a) }, 200)",
    "shadow": f"{DIV} div.attachShadow({{mode: 'open'}}).innerHTML = '{ANCHOR}'",
    "frame": "const f = document.body.appendChild(document.createElement('iframe'));"
    f"f.contentDocument.body.innerHTML = '{ANCHOR}'",
    "svg": f"{DIV} div.innerHTML = '<svg>{ANCHOR}</svg>'",
}
PLAIN: Final = ANCHOR.format(name="plain") + ANCHOR.format(name="twice")
SERVED.update(
    {
        f"/insert-{name}.js": ("text/javascript", f"{{{code}}}".replace("{name}", name).encode())
        for name, code in WAYS.items()
    }
)
SERVED["/inserts"] = (
    HTML,
    f"<!doctype html><body>{PLAIN}<a href=https://other.test/>y</a>".encode()
    + "".join(f"<script src=/insert-{name}.js></script>" for name in WAYS).encode()
    + f"<script>document.body.prepend(...document.createRange().createContextualFragment("
    f"'{ANCHOR.format(name='twice')}<a href=https://else.test/>z</a>').children)</script>".encode(),
)


async def inserted(*hosts: str) -> Look:
    with serving() as port:
        async with browsing() as context:
            look, _ = await look_at(context, f"http://127.0.0.1:{port}/inserts", hosts=hosts)
    return look


@needs_browser
async def test_the_browser_knows_who_inserted_an_anchor() -> None:
    look = await inserted("target.test")
    site = look.url.removesuffix("/inserts")
    assert dict(look.seen.origins) == {
        **{(f"https://target.test/{name}", 0): f"{site}/insert-{name}.js" for name in WAYS},
        ("https://target.test/twice", 0): look.url,
    }


@needs_browser
async def test_without_a_target_nobody_is_asked() -> None:
    assert (await inserted()).seen.origins == {}
