"""``python -m backlinkspider.demo``: serve the demo web until Ctrl-C."""

from __future__ import annotations

import threading
from contextlib import suppress

from backlinkspider.demo.server import DemoWeb
from backlinkspider.demo.sites import candidates, load_sites


def main() -> None:
    """Serve the demo web, print where it is and how to crawl it."""
    with DemoWeb(load_sites()) as web, suppress(KeyboardInterrupt):
        print(f"{len(web.sites)} hosts, {len(candidates())} candidates")
        print(f"http  127.0.0.1:{web.http_port}\nhttps 127.0.0.1:{web.https_port}")
        print("EGRESS_ALLOW=127.0.0.0/8")
        print(f"CONNECT_TO={web.connect_to}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
