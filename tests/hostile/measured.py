"""Runs a command and writes its peak memory: of the command itself, not of those who started it.

``python -m tests.hostile.measured FILE COMMAND...`` writes the peak resident set in KiB to FILE.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    status = subprocess.call(sys.argv[2:])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    Path(sys.argv[1]).write_text(str(peak), encoding="ascii")
    sys.exit(status)
