"""Fuzz a target: ``python -m benchmarks.fuzz TARGET --seconds N --corpus DIR``.

Targets: page, candidates, rules, store, target, disavow. DIR keeps the inputs that reached new
code, to go on from; what was found wrong is in DIR/findings, an input and a traceback each. Needs
``requirements-fuzz.txt``. Real pages begin the target ``page`` where CORPUS_DIR names them. Exit
status 1 if there were findings or the process that fuzzes crashed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.fuzz.findings import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

TARGETS: Final = {
    "page": "benchmarks.fuzz.pages",
    "candidates": "benchmarks.fuzz.candidates",
    "rules": "benchmarks.fuzz.rules",
    "store": "benchmarks.fuzz.store",
    "target": "benchmarks.fuzz.target_files",
    "disavow": "benchmarks.fuzz.disavow",
}
_MEGABYTES: Final = 2048
_HANGS: Final = 120
"""Seconds after which libFuzzer ends a run that does not come back; then the input is kept."""


def plant(target: ModuleType, folder: Path) -> None:
    """Write the target's seeds and words where libFuzzer looks for them."""
    real = os.environ.get("CORPUS_DIR")
    (folder / "inputs").mkdir(parents=True, exist_ok=True)
    (folder / "findings").mkdir(exist_ok=True)
    for seed in target.seeds(Path(real) if real else None):
        if len(seed) <= LONGEST:
            (folder / "inputs" / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    (folder / "words").write_text("".join(map(_entry, target.WORDS)), encoding="ascii")


def _entry(word: str) -> str:
    escaped = "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))
    return f'"{escaped}"\n'


def fuzz(name: str, seconds: int, folder: Path) -> tuple[int, int]:
    """Fuzz the target *name*; return the process's exit status and how many inputs were run."""
    command = [
        *(sys.executable, "-m", "benchmarks.fuzz.fuzzing", TARGETS[name], str(folder / "findings")),
        *(str(folder / "inputs"), f"-dict={folder / 'words'}", f"-max_len={LONGEST}"),
        *(f"-max_total_time={seconds}", f"-rss_limit_mb={_MEGABYTES}", f"-timeout={_HANGS}"),
        *(f"-artifact_prefix={folder / 'findings'}/", "-print_final_stats=1", "-len_control=20"),
    ]
    with (folder / "log").open("w", encoding="utf-8") as log, TemporaryDirectory() as scratch:
        environment = {**os.environ, "TMPDIR": scratch}
        done = subprocess.run(command, stderr=log, env=environment, check=False)
    counts = re.findall(
        r"^(?:#|Done )(\d+)", (folder / "log").read_text(errors="replace"), re.MULTILINE
    )
    return done.returncode, int(counts[-1]) if counts else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz what the *arguments* name, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    given = parser.parse_args(arguments)
    plant(import_module(TARGETS[given.target]), given.corpus)
    status, executions = fuzz(given.target, given.seconds, given.corpus)
    found = sorted((given.corpus / "findings").iterdir())
    print(f"{given.target}: {executions:,} inputs in {given.seconds} s, exit status {status}")
    for path in found:
        if path.suffix != ".input":
            print(f"  {path}: {path.read_text(errors='replace').partition(chr(10))[0][:200]}")
    return int(bool(status or found))


if __name__ == "__main__":
    sys.exit(main())
