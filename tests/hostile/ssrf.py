"""Candidates and redirects that lead inward, in every spelling a browser reads as an address.

``{port}`` is where the canary listens, on 127.0.0.1 and 127.0.0.2.
"""

from __future__ import annotations

from typing import Final

from tests.hostile.case import LINK, Case, page
from tests.hostile.wire import answer, moved

INWARD: Final = {
    "dotted": "127.0.0.1",
    "decimal": "2130706433",
    "hex": "0x7f000001",
    "hex-parts": "0x7f.0.0.0x1",
    "octal": "0177.0.0.1",
    "octal-whole": "017700000001",
    "short": "127.1",
    "percent": "127%2E0.0.1",
    "full-width": "１２７.0.0.1",
    "ideographic-dot": "127\u30020\u30020\u30021",
    "root-dot": "127.0.0.1.",
    "userinfo": "example.com@127.0.0.1",
    "zero": "0.0.0.0",
    "zero-short": "0",
    "name": "localhost",
    "name-below": "x.localhost",
    "name-dot": "localhost.",
    "ipv6": "[::1]",
    "ipv6-long": "[0:0:0:0:0:0:0:1]",
    "ipv6-zero": "[::]",
    "mapped": "[::ffff:127.0.0.1]",
    "mapped-hex": "[::ffff:7f00:1]",
    "nat64": "[64:ff9b::7f00:1]",
    "6to4": "[2002:7f00:1::]",
    "other-loopback": "127.0.0.2",
    "metadata": "169.254.169.254",
    "private": "192.168.0.1",
    "carrier": "100.64.0.1",
    "broadcast": "255.255.255.255",
}


def cases(port: int) -> tuple[Case, ...]:
    """Return the cases, with the canary at *port*."""
    return (
        *(
            Case(f"inward-{name}", answer(), "refused", url=f"http://{host}:{port}/")
            for name, host in INWARD.items()
            if "@" not in host
        ),
        *(
            Case(
                f"led-inward-{name}",
                moved(f"http://{_ascii(host)}:{port}/", 307),
                "refused",
            )
            for name, host in INWARD.items()
        ),
        Case(
            "inward-robots",
            {
                "/": answer(page(LINK)),
                "/robots.txt": moved(f"http://127.0.0.1:{port}/robots.txt", 301),
            },
            "robots_denied",
        ),
        Case(
            "inward-relative-scheme",
            moved(f"//127.0.0.1:{port}/", 302),
            "refused",
        ),
        Case("inward-file", moved("file:///etc/passwd", 302), "http_error"),
        Case("inward-gopher", moved(f"gopher://127.0.0.1:{port}/x", 302), "http_error"),
        Case("inward-ftp", moved(f"ftp://127.0.0.1:{port}/x", 302), "http_error"),
        Case("inward-data", moved("data:text/html,x", 302), "http_error"),
        Case(
            "inward-refresh-header",
            answer(page(LINK), f"Refresh: 0; url=http://127.0.0.1:{port}/"),
            "linked",
            ({},),
        ),
        Case(
            "inward-sitemap",
            {
                "/": answer(page(LINK)),
                "/robots.txt": answer(
                    f"User-agent: *\nDisallow:\nSitemap: http://127.0.0.1:{port}/s.xml",
                    kind="text/plain",
                ),
            },
            "linked",
            ({},),
            url="inward-sitemap.test",
        ),
    )


def _ascii(host: str) -> str:
    return host.encode("utf-8").decode("latin-1")
