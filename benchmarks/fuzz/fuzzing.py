"""The process that fuzzes: ``python -m benchmarks.fuzz.fuzzing MODULE FINDINGS [LIBFUZZER ARGUMENT ...]``.

A process of its own, because libFuzzer ends the one it runs in, and because native code may crash.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import atheris

from benchmarks.fuzz.findings import Findings

INSTRUMENTED = ["backlinkspider"]


def main() -> None:
    """Fuzz until libFuzzer's arguments say that it is enough; does not return."""
    module, folder, *arguments = sys.argv[1:]
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = import_module(module)
    findings = Findings(target.run, Path(folder))
    atheris.Setup([sys.argv[0], *arguments], findings)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
