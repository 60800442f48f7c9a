"""Prints what a crawl cost from its first request on: CPU seconds, pages, peak memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from pydispatch import dispatcher
from scrapy import signals


def peak_memory() -> float:
    """Return the most MiB this process held; ``ru_maxrss`` also tells what its parent held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def meter() -> None:
    """Measure the crawl that this process is about to run; the line of JSON goes to stdout."""
    begun: dict[str, float] = {}
    pages = 0

    def sent() -> None:
        if not begun:
            begun.update(cpu=time.process_time(), s=time.perf_counter())

    def received(request: Any) -> None:
        nonlocal pages
        pages += not request.url.endswith("/robots.txt")

    def stopped() -> None:
        peak = peak_memory()
        cpu, seconds = time.process_time() - begun["cpu"], time.perf_counter() - begun["s"]
        print(json.dumps({"cpu": cpu, "s": seconds, "pages": pages, "mb": peak}), flush=True)

    for receiver, signal in (
        (sent, signals.request_reached_downloader),
        (received, signals.response_received),
        (stopped, signals.engine_stopped),
    ):
        dispatcher.connect(receiver, signal, weak=False)


if __name__ == "__main__":
    from scrapy.cmdline import execute

    meter()
    sys.argv[0] = "scrapy"
    execute()
