"""Runs a command whose files may not grow beyond a size: a disk that is full for it.

``python -m tests.limited BYTES PYTHON -m scrapy WORD...``. It waits for its store a second in all.
"""

from __future__ import annotations

import resource
import runpy
import sys

from backlinkspider.crawl import patience


def main() -> None:
    """Run the command of the arguments in this process."""
    size, _, _, module, *words = sys.argv[1:]
    patience.RETRY_DELAYS = (0.1, 0, 0, 0, 0, 1)  # type: ignore[misc]
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
