"""Runs a command whose files may not grow beyond a size: a disk that is full for it.

``python -m tests.limited BYTES COMMAND...``
"""

from __future__ import annotations

import os
import resource
import sys

if __name__ == "__main__":
    size = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    os.execv(sys.argv[2], sys.argv[2:])
