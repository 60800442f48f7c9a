"""The end of a crawl in a few lines: what was looked at, what was found, what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.settings import SETTINGS_PRIORITIES

if TYPE_CHECKING:
    from backlinkspider.crawl.session import Session


_SHOWN: Final = 10


def print_summary(session: Session) -> None:
    """Print the outcome counts of the session's run and where its documents are."""
    run = session.run
    if run is None:
        return
    outcomes: dict[str, int] = run["outcomes"]
    total = sum(outcomes.values())
    print(f"{total} candidates, {run['links']} live links to {', '.join(run['targets'])}")
    width = max((len(name) for name in outcomes), default=0)
    for name, count in sorted(outcomes.items(), key=lambda pair: -pair[1]):
        print(f"  {name:<{width}}  {count}")
    if session.bad_lines:
        print(f"  {session.bad_lines} lines of the input were no candidates (see the log)")
    if session.tally.set_aside:
        print(f"  {len(session.tally.set_aside)} hosts were set aside:")
        for line in session.tally.set_aside[:_SHOWN]:
            print(f"    {line}")
    print(f"store: {session.store.uri}")
    print(f"next:  scrapy links {_store_option(session)}--target {run['targets'][0]} --flagged")


def _store_option(session: Session) -> str:
    """Return the option that leads another command to the store, where this one needed it."""
    given = session.settings.getpriority("STORE_URI") == SETTINGS_PRIORITIES["cmdline"]
    return f"-s STORE_URI={session.store.uri} " if given else ""
