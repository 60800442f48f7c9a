"""``scrapy demo``: the main job on the bundled web of many hosts, all on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backlinkspider.cli.base import ProjectCommand, ask

if TYPE_CHECKING:
    import argparse

    from backlinkspider.demo.server import DemoWeb
    from backlinkspider.store.base import Store

STORE: Final = "demo.db"
_TIMEOUT: Final = 8  # one demo host never answers; a real crawl waits 30 s


class Command(ProjectCommand):
    """Exit status as of the crawl it runs."""

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Audit the bundled demo web: the whole job on loopback"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 (Scrapy's)
        """Serve the demo web, crawl it and show what was found."""
        from backlinkspider.demo.server import DemoWeb  # noqa: PLC0415 (keeps other commands fast)
        from backlinkspider.demo.sites import DEMO_TARGET, load_sites  # noqa: PLC0415

        for suffix in ("", "-wal", "-shm"):
            Path(STORE + suffix).unlink(missing_ok=True)
        uri = f"sqlite:///{STORE}"
        with DemoWeb(load_sites()) as web:
            print(f"serving {len(web.sites)} hosts on loopback, target {DEMO_TARGET}", flush=True)
            self.exitcode = _crawl(web, DEMO_TARGET, uri)
        shown = ask(uri, lambda store: _show(store, DEMO_TARGET))
        self.exitcode = self.exitcode or shown
        print(f"store: {uri} (any SQLite tool reads it)")
        print(f"next:  scrapy links -s STORE_URI={uri} --target {DEMO_TARGET} --flagged")


def _crawl(web: DemoWeb, target: str, uri: str) -> int:
    """Run ``scrapy crawl backlinks`` as a user would; return its exit status."""
    from backlinkspider.demo.sites import candidates  # noqa: PLC0415 (same)

    settings = {
        "STORE_URI": uri,
        "CONNECT_TO": web.connect_to,
        "EGRESS_ALLOW": "127.0.0.1/32",
        "DOWNLOAD_TIMEOUT": str(_TIMEOUT),
        "LOG_LEVEL": "ERROR",
    }
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "candidates.txt"
        listed.write_text("\n".join(candidates()) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "scrapy", "crawl", "backlinks"]
        command += ["-a", f"target={target}", "-a", f"candidates={listed}"]
        for name, value in settings.items():
            command += ["-s", f"{name}={value}"]
        print("running: scrapy crawl backlinks -a target=... -a candidates=...", flush=True)
        return subprocess.run(command, check=False, env=_environment()).returncode


def _environment() -> dict[str, str]:
    """Return the environment without settings that would lead the demo elsewhere."""
    ours = ("STORE_URI", "CONNECT_TO", "EGRESS_ALLOW", "CONTACT_URL", "RULES_FOLDER")
    return {name: value for name, value in os.environ.items() if name not in ours}


async def _show(store: Store, target: str) -> int:
    from backlinkspider.cli.console import open_console  # noqa: PLC0415 (same)
    from backlinkspider.cli.overview import print_overview, read_overview  # noqa: PLC0415

    print_overview(await read_overview(store, target), open_console())
    return 0
