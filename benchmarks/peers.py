"""What a page costs other crawlers, where they are installed.

``python -m benchmarks.peers [PAGES]`` (300). PEERS_PYTHON names the interpreter of an environment
that has them (advertools, crawlee[parsel]): their pins are not ours. The CPU time of a whole
process and its children is taken, less that of a crawl of one page, so that no start is counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figure import Figure
from benchmarks.made.real_web import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PEERS: Final = {"advertools": "advertools_peer.py", "crawlee": "crawlee_peer.py"}
SIZES: Final = (100, 300, 1000)


def is_installed(package: str, python: str) -> bool:
    """Tell whether the interpreter *python* finds *package*."""
    looked = [python, "-c", f"import importlib.util as u; exit(not u.find_spec({package!r}))"]
    return subprocess.run(looked, check=False, capture_output=True).returncode == 0


def figures(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Yield CPU milliseconds a page of each peer; one that is not installed is said to be."""
    python = os.environ.get("PEERS_PYTHON", sys.executable)
    found = [name for name in PEERS if is_installed(name, python)]
    for name in PEERS:
        if name not in found:
            print(f"{name}: left out: not installed", flush=True)
    if not found:
        return
    with serving(0 if (os.cpu_count() or 1) > 1 else None) as (port, _, count):
        for size in sizes:
            urls = [f"http://127.0.0.1:{port}/linked/{n % count}-{n}" for n in range(size)]
            for name in found:
                start = _spent(name, python, urls[:1])
                each = (_spent(name, python, urls) - start) / max(1, size - 1)
                yield Figure("peers", name, size, 1000 * each, "CPU ms a page")


def _spent(name: str, python: str, urls: Sequence[str]) -> float:
    """Return the CPU seconds of a crawl; end the program if it misses a page."""
    # advertools starts the scrapy command that it finds, which reads the scrapy.cfg that it finds.
    script = Path(__file__).parent / "spiders" / PEERS[name]
    path = os.pathsep.join((str(Path(python).parent), os.environ.get("PATH", "")))
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "urls.txt"
        listed.write_text("\n".join(urls), encoding="ascii")
        with (
            (Path(folder) / "said").open("w+") as said,
            subprocess.Popen(
                [python, "-P", str(script), str(listed), folder],
                stdout=said,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={**os.environ, "PATH": path},
            ) as process,
        ):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            read = said.read().split()[-1:]
    if process.returncode or read != [str(len(urls))]:
        sys.exit(f"{name} ended with {process.returncode} and {read} of {len(urls)} pages")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print what the peers cost for one number of pages."""
    for figure in figures((int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[1],)):
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
