"""Sites from a folder: one folder per host, with a site.yaml and the files it names.

```yaml
about: What this host shows, one line for a person
reach: served                # or unmapped, refused, no_tls; see model.Reach
scheme: https                # of its candidates
pages:
  /some/path?and=query:
    file: page.html          # UTF-8; or text: "the body itself"
    encode: windows-1251     # sent in this encoding instead
    pad_to: 12000000         # bytes: repeats the file's last line
    status: 200
    type: text/html; charset=utf-8
    headers: {X-Robots-Tag: nofollow}
    delay: 0.5               # seconds
    behaviour: answer        # see model.Behaviour
    expect:                  # makes this page a candidate; see model.Expected
      candidate: host.test   # as written in a candidate file, the page's URL by default
      outcome: linked
      links: [{url: https://www.oakandloom.test/, text: Oak & Loom, follow: true}]
      schemes: [anchor.money_exact]
      script: false
```
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from backlinkspider.demo.model import Expected, Response, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO_SITES: Final = Path(__file__).with_name("sites")
DEMO_TARGET: Final = "oakandloom.test"

_PAGE_KEYS: Final = frozenset(
    (
        "file",
        "text",
        "encode",
        "pad_to",
        "status",
        "type",
        "headers",
        "delay",
        "behaviour",
        "expect",
    )
)


def load_sites(folder: Path = DEMO_SITES) -> dict[str, Site]:
    """Return the sites under *folder* by host. Raises ``ValueError`` naming file and page."""
    return {host.name: _site(host) for host in _hosts(folder)}


def load_expected(folder: Path = DEMO_SITES) -> list[Expected]:
    """Return what a crawl must find, for every candidate under *folder*, by host and page."""
    return [
        _expected(host.name, path, site, page["expect"])
        for host in _hosts(folder)
        for site in [_read(host)]
        for path, page in site["pages"].items()
        if "expect" in page
    ]


def candidates(folder: Path = DEMO_SITES) -> list[str]:
    """Return the candidates under *folder*, as a candidate file would list them."""
    return [expected.candidate for expected in load_expected(folder)]


def _hosts(folder: Path) -> Iterator[Path]:
    return (file.parent for file in sorted(folder.glob("*/site.yaml")))


def _read(host: Path) -> dict[str, Any]:
    file = host / "site.yaml"
    site: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    for path, page in site["pages"].items():
        if unknown := set(page) - _PAGE_KEYS:
            raise ValueError(f"{file}: {path}: unknown {sorted(unknown)}")
    return site


def _site(host: Path) -> Site:
    site = _read(host)
    pages = {path: _response(host, page) for path, page in site["pages"].items()}
    return Site(pages, reach=site.get("reach", "served"))


def _response(host: Path, page: dict[str, Any]) -> Response:
    kind = mimetypes.guess_type(page.get("file", "x.txt"))[0]
    encoding = "; charset=utf-8" if kind in ("text/html", "text/plain") else ""
    headers = {"Content-Type": page.get("type", f"{kind}{encoding}"), **page.get("headers", {})}
    return Response(
        body=_body(host, page),
        status=page.get("status", 200),
        headers=tuple((name, str(value)) for name, value in headers.items()),
        delay=page.get("delay", 0.0),
        behaviour=page.get("behaviour", "answer"),
    )


def _body(host: Path, page: dict[str, Any]) -> bytes:
    text: str = page.get("text", "")
    body = (host / page["file"]).read_bytes() if "file" in page else text.encode()
    if "encode" in page:
        body = body.decode("utf-8").encode(page["encode"])
    if missing := page.get("pad_to", 0) - len(body):
        last_line = body.rstrip(b"\n").rpartition(b"\n")[2] + b"\n"
        body += last_line * max(0, missing // len(last_line))
    return body


def _expected(host: str, path: str, site: dict[str, Any], expect: dict[str, Any]) -> Expected:
    url = f"{site.get('scheme', 'https')}://{host}{path}"
    return Expected(
        candidate=expect.get("candidate", url),
        url=url,
        outcome=expect["outcome"],
        about=expect.get("about", site["about"]),
        links=tuple(expect.get("links", ())),
        schemes=tuple(expect.get("schemes", ())),
        script=expect.get("script", False),
    )
