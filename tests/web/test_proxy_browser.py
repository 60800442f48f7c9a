"""A real Chromium behind the proxy: what it reaches, and what a hostile page cannot."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.web.addresses import parse_networks
from backlinkspider.web.connect_to import parse_connect_to
from backlinkspider.web.egress import Gate
from backlinkspider.web.proxy import CALLS_HOME, PROXY_ARGUMENTS, EgressProxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import BrowserContext

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium in CHROMIUM or on PATH"),
]

CANARY = "127.0.0.2"
IMAGE = "new Promise(done => {{ const i = new Image(); i.onerror = done; i.src = '{}' }})"
ATTACKS = {
    "image": IMAGE.format("http://%s/"),
    "redirected image": IMAGE.format("/hop"),
    "fetch": "fetch('http://%s/', {mode: 'no-cors'}).catch(() => 0)",
    "tls": "fetch('https://%s/', {mode: 'no-cors'}).catch(() => 0)",
    "websocket": "new Promise(done => { new WebSocket('ws://%s/').onclose = done })",
    "frame": (
        "new Promise(done => { const f = document.createElement('iframe');"
        " f.onload = done; f.src = 'http://%s/'; document.body.append(f) })"
    ),
    "worker": (
        "new Promise(done => { const code = \"fetch('http://%s/', {mode: 'no-cors'})"
        '.catch(() => 0).then(() => postMessage(1))";'
        " new Worker(URL.createObjectURL(new Blob([code]))).onmessage = done })"
    ),
    "beacon": "Promise.resolve(navigator.sendBeacon('http://%s/', 'x'))",
    "webrtc": (
        "new Promise(done => { const c = new RTCPeerConnection("
        "{iceServers: [{urls: 'stun:%s'}, {urls: 'turn:%s', username: 'u', credential: 'p'}]});"
        " c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o));"
        " c.onicegatheringstatechange = () => c.iceGatheringState == 'complete' && done();"
        " setTimeout(done, 2000) })"
    ),
}


class Canary:
    """Counts TCP connections and UDP datagrams on one port of an internal address."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.visits.append("tcp")
            writer.close()

        server = await asyncio.start_server(accept, CANARY, 0)
        self.port = server.sockets[0].getsockname()[1]
        canary = self

        class Datagrams(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: Any) -> None:  # noqa: ARG002
                canary.visits.append("udp")

        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Datagrams, (CANARY, self.port))
        async with server:
            yield f"{CANARY}:{self.port}"
        transport.close()


@asynccontextmanager
async def browsing(
    connect_to: str, arguments: tuple[str, ...] = PROXY_ARGUMENTS
) -> AsyncIterator[tuple[BrowserContext, EgressProxy]]:
    gate = Gate(allow=parse_networks("127.0.0.1"), routes=parse_connect_to(connect_to))
    proxy = EgressProxy(gate)
    option: Any = await proxy.start()
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            proxy=option,
            args=[*sandbox, "--disable-dev-shm-usage", *arguments],
        )
        yield await browser.new_context(ignore_https_errors=True), proxy
        await browser.close()
    await proxy.close()
    gate.close()


async def test_pages_images_and_websockets_of_the_allowed_web_are_reached() -> None:
    page = Response(b"<body><script src=/s.js></script><img src=https://b.test/i.png>")
    script = Response(b"document.body.append('scripted')", headers=(("Content-Type", "text/js"),))
    hop = Response(status=302, headers=(("Location", "http://a.test/"),))
    sites = {
        "a.test": Site({"/": page, "/s.js": script}),
        "b.test": Site({"/": page, "/s.js": script, "/hop": hop}),
    }
    with DemoWeb(sites) as web:
        async with browsing(web.connect_to) as (context, proxy):
            tab = await context.new_page()
            for url in ("http://a.test/", "https://b.test/", "https://b.test/hop"):
                await tab.goto(url)
                assert await tab.inner_text("body") == "scripted"
            assert tab.url == "http://a.test/"
            await tab.evaluate(
                "new Promise(done => { new WebSocket('ws://a.test/socket').onclose = done })"
            )
        assert "/socket" in web.paths("a.test")
        assert {"/", "/i.png", "/hop"} <= set(web.paths("b.test"))
        assert {refusal.host for refusal in proxy.refusals} <= CALLS_HOME


async def test_a_hostile_page_reaches_nothing_internal() -> None:
    canary = Canary()
    async with canary.listening() as address:
        hop = Response(status=302, headers=(("Location", f"http://{address}/"),))
        sites = {"a.test": Site({"/": Response(b"<body>"), "/hop": hop})}
        with DemoWeb(sites) as web:
            async with browsing(web.connect_to) as (context, proxy):
                tab = await context.new_page()
                await tab.goto("http://a.test/")
                for attack in ATTACKS.values():
                    await tab.evaluate(attack.replace("%s", address))
                async with context.expect_page() as popup:
                    await tab.evaluate(f"void window.open('http://{address}/')")
                await (await popup.value).wait_for_load_state()
                response = await tab.goto("http://a.test/hop")
                assert response is not None
                assert response.status == 403
                assert "destination_ip_prohibited" in response.headers["proxy-status"]
                with pytest.raises(PlaywrightError, match="ERR_TUNNEL_CONNECTION_FAILED"):
                    await tab.goto(f"https://{address}/")
        refused = {refusal.host: refusal.count for refusal in proxy.refusals}
    assert canary.visits == []
    # Every attack but WebRTC's came to the proxy.
    assert refused[CANARY] >= len(ATTACKS) - 1


async def test_webrtc_would_pass_beside_the_proxy_without_its_argument() -> None:
    canary = Canary()
    async with canary.listening() as address:
        with DemoWeb({"a.test": Site({"/": Response(b"<body>")})}) as web:
            async with browsing(web.connect_to, PROXY_ARGUMENTS[:1]) as (context, _):
                tab = await context.new_page()
                await tab.goto("http://a.test/")
                await tab.evaluate(ATTACKS["webrtc"].replace("%s", address))
    assert "udp" in canary.visits


async def test_loopback_is_no_exception_from_the_proxy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://localhost:{listening.getsockname()[1]}/"
        async with browsing("") as (context, proxy):
            await proxy.close()
            tab = await context.new_page()
            with pytest.raises(PlaywrightError, match="ERR_PROXY_CONNECTION_FAILED"):
                await tab.goto(url)
