"""``scrapy demo``: the main job on the bundled web of many hosts, all on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict

from backlinkspider.cli.base import ProjectCommand, ask
from backlinkspider.store.open import redact

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from backlinkspider.demo.server import DemoWeb
    from backlinkspider.store.base import Store

STORE: Final = "demo.db"
_TIMEOUT: Final = 8  # one demo host never answers; a real crawl waits 30 s
_OF_ITS_OWN: Final = {"DOWNLOAD_DELAY": "0.1"}  # the shop is ours: nobody minds


class Command(ProjectCommand):
    """Exit status as of the crawl it runs, which takes the same ``-s NAME=VALUE``."""

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Audit the bundled demo web: the whole job on loopback"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve the demo web, crawl it and show what was found."""
        from backlinkspider.demo.server import DemoWeb
        from backlinkspider.demo.sites import DEMO_TARGET, load_sites

        if args:
            raise UsageError(f"unexpected {args[0]!r}", print_help=False)
        given = arglist_to_dict(opts.set)
        uri = given.get("STORE_URI") or _fresh_store()
        with DemoWeb(load_sites()) as web:
            print(f"serving {len(web.sites)} hosts on loopback, target {DEMO_TARGET}", flush=True)
            settings = {**given, "STORE_URI": uri}
            self.exitcode = _crawl_backlinks(web, DEMO_TARGET, settings)
            if not self.exitcode:
                self.exitcode = _crawl(web, "ownsite", {"target": DEMO_TARGET}, settings)
        shown = ask(uri, lambda store: _show(store, DEMO_TARGET))
        self.exitcode = self.exitcode or shown
        print(f"store: {redact(uri)}")
        which = f"-s STORE_URI={redact(uri)} --target {DEMO_TARGET}"
        print(f"next:  scrapy links {which} --flagged")
        print(f"       scrapy reclaim {which}")
        print(f"       scrapy report {which} --output report.html")


def _fresh_store() -> str:
    """Remove the store of an earlier demo; return the URI."""
    for suffix in ("", "-wal", "-shm"):
        Path(STORE + suffix).unlink(missing_ok=True)
    return f"sqlite:///{STORE}"


def _crawl_backlinks(web: DemoWeb, target: str, given: Mapping[str, str]) -> int:
    """Run ``scrapy crawl backlinks`` over the demo's candidates; return its exit status."""
    from backlinkspider.demo.sites import candidates

    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "candidates.txt"
        listed.write_text("\n".join(candidates()) + "\n", encoding="utf-8")
        arguments = {"target": target, "candidates": str(listed)}
        return _crawl(web, "backlinks", arguments, given)


def _crawl(
    web: DemoWeb, spider: str, arguments: Mapping[str, str], given: Mapping[str, str]
) -> int:
    """Run ``scrapy crawl`` as a user would; return its exit status."""
    settings = {
        "DOWNLOAD_TIMEOUT": str(_TIMEOUT),
        "LOG_LEVEL": "ERROR",
        **(_OF_ITS_OWN if spider == "ownsite" else {}),
        **given,
        "CONNECT_TO": web.connect_to,
        "EGRESS_ALLOW": "127.0.0.1/32",
    }
    command = [sys.executable, "-m", "scrapy", "crawl", spider]
    for option, values in (("-a", arguments), ("-s", settings)):
        command += [w for name, value in values.items() for w in (option, f"{name}={value}")]
    shown = " ".join(f"-a {name}=..." for name in arguments)
    print(f"running: scrapy crawl {spider} {shown}", flush=True)
    # No shell, and nothing in it but our own words and the user's own settings.
    return subprocess.run(command, check=False, env=_environment()).returncode  # noqa: S603


def _environment() -> dict[str, str]:
    """Return the environment without settings that would lead the demo elsewhere."""
    ours = ("STORE_URI", "CONNECT_TO", "EGRESS_ALLOW", "CONTACT_URL", "RULES_FOLDER")
    return {name: value for name, value in os.environ.items() if name not in ours}


async def _show(store: Store, target: str) -> int:
    from backlinkspider.audit.reclamation import reclamation
    from backlinkspider.cli.columns import RECLAIM, RECLAIM_SHOWN
    from backlinkspider.cli.console import open_console
    from backlinkspider.cli.form import Form
    from backlinkspider.cli.output import print_answer
    from backlinkspider.cli.overview import print_overview, read_overview
    from backlinkspider.cli.rows import each

    print_overview(await read_overview(store, target), open_console())
    entries = (await reclamation(store, target)).entries
    await print_answer(
        each(entries),
        form=Form(),
        columns=RECLAIM,
        shown=RECLAIM_SHOWN,
        title="To win back",
    )
    return 0
