"""Pages that let the visitor's browser ask for what is inside, each in a way of its own.

The canary's addresses are inside; every page has an honest link that must be found.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.ssrf import INWARD
from tests.hostile.wire import answer, moved

if TYPE_CHECKING:
    from tests.hostile.wire import Serve

_STAY: Final = ".catch(() => 0)"
_FRAME: Final = "document.body.appendChild(document.createElement('iframe'))"
_INNER: Final = "document.body.appendChild(document.createElement('form'))"

_MARKUP: Final = {
    "images": (
        "<img src=http://%s/><img srcset='http://%s/ 1x'><svg><image href=http://%s/ /></svg>"
        "<picture><source srcset=http://%s/><img></picture><link rel=icon href=http://%s/>"
    ),
    "styles": (
        "<link rel=stylesheet href=http://%s/><style>@import 'http://%s/'; body {background:"
        " url(http://%s/)} @font-face {font-family: x; src: url(http://%s/)} a {font-family: x}"
        "</style>"
    ),
    "frames": (
        "<iframe src=http://%s/></iframe><object data=http://%s/></object><embed src=http://%s/>"
        "<iframe srcdoc='<img src=http://%s/>'></iframe>"
    ),
    "media": (
        "<video autoplay src=http://%s/ poster=http://%s/></video><audio autoplay src=http://%s/>"
        "</audio><video src=x><track default src=http://%s/></video>"
    ),
    "hints": (
        "<link rel=preload as=script href=http://%s/><link rel=modulepreload href=http://%s/>"
        "<link rel=prefetch href=http://%s/><link rel=prerender href=http://%s/>"
        "<link rel=preconnect href=http://%s/><link rel=dns-prefetch href=http://%s/>"
        "<link rel=manifest href=http://%s/>"
    ),
    "speculation": (
        '<script type=speculationrules>{"prefetch": [{"urls": ["http://%s/"], "eagerness":'
        ' "immediate"}], "prerender": [{"urls": ["http://%s/"]}]}</script>'
    ),
    "ping": "<a id=x ping=http://%s/ href=#y>z</a><script>x.click()</script>",
    "scripts": "<script src=http://%s/></script><script type=module>import 'http://%s/'</script>",
}
_SCRIPTS: Final = {
    "fetch": (
        f"fetch('http://%s/', {{mode: 'no-cors'}}){_STAY};"
        f" fetch('http://%s/', {{mode: 'no-cors', method: 'POST', body: 'x'}}){_STAY};"
        f" onpagehide = () => fetch('http://%s/', {{keepalive: true}}){_STAY}"
    ),
    "xhr": "const ask = new XMLHttpRequest(); ask.open('GET', 'http://%s/'); ask.send()",
    "xhr-waits": (
        "const ask = new XMLHttpRequest(); ask.open('GET', 'http://%s/', false); ask.send()"
    ),
    "sockets": "new WebSocket('ws://%s/'); new EventSource('http://%s/')",
    "transport": f"new WebTransport('https://%s/').ready{_STAY}",
    "beacon": "for (const to of ['http://%s/', 'https://%s/', '/hop']) navigator.sendBeacon(to, 1)",
    "popup": (
        "window.open('http://%s/'); window.open('http://%s/', '_blank', 'noopener');"
        " const a = document.createElement('a'); a.href = 'http://%s/'; a.target = '_blank';"
        " a.click(); a.download = 'x'; a.target = ''; a.click()"
    ),
    "webrtc": (
        "const talk = new RTCPeerConnection({iceServers: [{urls: 'stun:%s'},"
        " {urls: 'turn:%s?transport=tcp', username: 'u', credential: 'p'}]});"
        " talk.createDataChannel('x');"
        " talk.createOffer().then((offer) => talk.setLocalDescription(offer))"
    ),
    "worker": (
        "const code = new Blob([\"try { importScripts('http://%s/') } catch {}"
        " fetch('http://%s/', {mode: 'no-cors'}); new WebSocket('ws://%s/')\"]);"
        " new Worker(URL.createObjectURL(code)); new SharedWorker(URL.createObjectURL(code))"
    ),
    "service-worker": "navigator.serviceWorker.register('/worker.js')",
    "form": (
        f"{_FRAME}.name = 'inner'; const form = {_INNER}; form.method = 'post';"
        " form.target = 'inner'; form.action = 'http://%s/'; form.submit()"
    ),
    "schemes": (
        "for (const to of ['file:///etc/passwd', 'ftp://%s/', 'gopher://%s/', 'chrome://settings'])"
        f" {{ fetch(to){_STAY}; {_FRAME}.src = to }}"
    ),
}
_LEAVING: Final = {
    "location": "<script>location = 'http://%s/'</script>",
    "location-tls": "<script>location = 'https://%s/'</script>",
    "refresh": "<meta http-equiv=refresh content='0; url=http://%s/'>",
    "form": "<form method=post action=http://%s/ id=f></form><script>f.submit()</script>",
    "redirected": "<script>location = '/hop'</script>",
}
"""What leaves the page: what a visitor would see then is not there to be read."""

_SPELT: Final = {
    "fetch": f"fetch(`//${{address}}/`, {{mode: 'no-cors'}}){_STAY}",
    "frame": f"{_FRAME}.src = `//${{address}}/`",
    "script": "document.head.append(Object.assign(document.createElement('script'),"
    " {src: `//${address}/`}))",
    "websocket": "new WebSocket(`ws://${address}/`)",
}


def cases(port: int) -> tuple[Case, ...]:
    """Return the cases, with the canary at *port*."""
    canary = f"127.0.0.1:{port}"
    hop = moved(f"http://{canary}/", 307)
    report = f"Content-Security-Policy: img-src 'none'; report-uri http://{canary}/"
    return (
        *(_case(name, html, canary) for name, html in _MARKUP.items()),
        *(_case(name, f"<script>{code}</script>", canary) for name, code in _SCRIPTS.items()),
        *(_left(name, html, canary) for name, html in _LEAVING.items()),
        _linked("hop", answer(page(LINK, "<img src=/hop><iframe src=/hop></iframe>")), hop=hop),
        _linked("policy-report", answer(page(LINK, "<img src=/x>"), report)),
        _linked("hint", answer(page(LINK), f"Link: <http://{canary}/>; rel=preload; as=style")),
        *(
            _case(f"spelt-{name}", f"<script>{_each(way, port)}</script>", canary)
            for name, way in _SPELT.items()
        ),
    )


def _linked(name: str, root: Serve, **others: Serve) -> Case:
    return linked(f"forges-{name}", {"/": root, **{f"/{n}": s for n, s in others.items()}})


def _each(way: str, port: int) -> str:
    """Return the code that goes *way* to the canary by each spelling of its address."""
    addresses = [f"{host}:{port}" for host in INWARD.values()]
    return f"for (const address of {json.dumps(addresses)}) {{ try {{ {way} }} catch {{}} }}"


def _case(name: str, html: str, canary: str) -> Case:
    worker = f"fetch('http://{canary}/'); onfetch = () => 0; importScripts('http://{canary}/')"
    return linked(
        f"forges-{name}",
        {
            "/": answer(page(LINK, html.replace("%s", canary))),
            "/worker.js": answer(worker, kind="text/javascript"),
            "/hop": moved(f"http://{canary}/", 307),
        },
        # Browsers have these on secure pages only.
        url=f"https://forges-{name}.test/" if name in {"service-worker", "transport"} else "",
    )


def _left(name: str, html: str, canary: str) -> Case:
    hop = moved(f"http://{canary}/", 307)
    root = answer(page(LINK, html.replace("%s", canary)))
    return linked(f"leaves-{name}", {"/": root, "/hop": hop}, detail="not rendered: ")
