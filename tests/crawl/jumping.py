"""Runs a command whose clock is set anew in the middle of it.

``python -m tests.crawl.jumping SECONDS PYTHON -m scrapy WORD...``: SECONDS onwards, or back, once
the crawl has asked for the time of day ``ASKED`` times.
"""

from __future__ import annotations

import runpy
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from backlinkspider.crawl import clock

ASKED: Final = 25


def main() -> None:
    """Run the command of the arguments in this process."""
    jump, _, _, module, *words = sys.argv[1:]
    asked, right, away = count(), time.time, [0.0]

    def system() -> datetime:
        away[0] = float(jump) * (next(asked) >= ASKED)
        return datetime.now(UTC) + timedelta(seconds=away[0])

    time.time = lambda: right() + away[0]
    clock._system = system
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
