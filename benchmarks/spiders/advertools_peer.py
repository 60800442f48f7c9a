"""A peer: ``python advertools_peer.py FILE FOLDER`` crawls the URLs of FILE."""

from __future__ import annotations

import sys
from pathlib import Path

import advertools  # type: ignore[import-not-found]

if __name__ == "__main__":
    urls = Path(sys.argv[1]).read_text(encoding="ascii").split()
    answer = Path(sys.argv[2]) / "pages.jl"
    advertools.crawl(urls, str(answer), follow_links=False, allowed_domains=["127.0.0.1"])
    with answer.open(encoding="utf-8") as pages:
        print(sum(1 for _ in pages))
