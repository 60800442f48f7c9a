"""Which script inserted an anchor: call stacks, and what a real Chromium knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.web.origins import origin_of
from tests.web.render_harness import HTML, SERVED, serving
from tests.web.tabs import browsing, look_at

if TYPE_CHECKING:
    from backlinkspider.web.look import Look

needs_browser = pytest.mark.browser
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
    assert dict(look.origins) == {
        **{(f"https://target.test/{name}", 0): f"{site}/insert-{name}.js" for name in WAYS},
        ("https://target.test/twice", 0): look.url,
    }


@needs_browser
async def test_without_a_target_nobody_is_asked() -> None:
    assert (await inserted()).origins == {}
