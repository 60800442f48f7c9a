"""Run the benchmarks that need no more than a few minutes: ``python -m benchmarks``.

Those over real pages need CORPUS_DIR and are named as left out without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

_EVERYWHERE: Final = (["benchmarks.scale", "1000", "10000"],)
_REAL_PAGES: Final = (
    ["benchmarks.rules"],
    ["benchmarks.false_positives"],
    ["benchmarks.visibility"],
)


def main() -> int:
    """Run one after the other; return 1 if one failed."""
    failed = 0
    for command in (*_EVERYWHERE, *_REAL_PAGES):
        if command in _REAL_PAGES and not os.environ.get("CORPUS_DIR"):
            print(f"== {' '.join(command)}: left out, CORPUS_DIR is not set", flush=True)
            continue
        print(f"== {' '.join(command)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", *command], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
