"""What is checked before a crawl starts, so that wrong use costs no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.candidates import CandidateFileError
from backlinkspider.crawl.arguments import ArgumentError
from backlinkspider.ranks.model import RankFileError
from backlinkspider.ranks.reader import rank_files
from backlinkspider.rules.unevaluable import unevaluable
from backlinkspider.store.aside import ask_aside
from backlinkspider.store.base import StoreError
from backlinkspider.store.open import StoreUriError, open_store
from backlinkspider.target import TargetError
from backlinkspider.urls import is_http, normalize
from backlinkspider.web.egress import Gate
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

    from backlinkspider.crawl.plan import Plan
    from backlinkspider.spiders.visiting import VisitingSpider
    from backlinkspider.store.base import Store


class Unready(Exception):
    """The crawl can't start; *exitcode* is 2 for wrong use and 1 where the store is the reason."""

    def __init__(self, text: str, exitcode: int = 2) -> None:
        super().__init__(text)
        self.exitcode = exitcode


def check_settings(settings: BaseSettings, *, fetches: bool = True) -> None:
    """Raise ``Unready`` for settings that can't work; a crawl that *fetches* needs a contact."""
    contact = settings["CONTACT_URL"]
    if contact and not is_http(normalize(contact) or ""):
        raise Unready(f"CONTACT_URL {contact!r} is no http(s) URL")
    if fetches and not contact and not settings["CONNECT_TO"] and not settings["EGRESS_ALLOW"]:
        raise Unready(
            "CONTACT_URL is empty: set it (environment or -s) to a page that tells site owners who"
            " crawls them, such as https://example.com/crawler; it goes into the User-Agent"
        )
    try:
        settings.getint("PROOF_MAX_BYTES")
    except ValueError:
        given = settings["PROOF_MAX_BYTES"]
        raise Unready(f"PROOF_MAX_BYTES {given!r} is no number of bytes; 0 keeps none") from None
    try:
        rank_files(settings["RANK_FILES"])
    except RankFileError as error:
        raise Unready(f"RANK_FILES: {error}") from None
    try:
        Gate.from_settings(settings).close()
        open_store(settings["STORE_URI"])
    except ValueError as error:
        raise Unready(str(error)) from error


def make_plan(
    spider: type[VisitingSpider], settings: BaseSettings, given: Mapping[str, str]
) -> Plan:
    """Return what the arguments ask of *spider*. Raises ``Unready`` for any that can't be met."""
    try:
        return spider.plan(settings, given)
    except (ArgumentError, TargetError, CandidateFileError, FileErrors, StoreUriError) as error:
        raise Unready(str(error)) from error
    except StoreError as error:
        raise Unready(str(error), exitcode=1) from error


_NAMED: Final = 5
"""Rules a line names before it only counts them."""


def blind_rules(plan: Plan) -> list[str]:
    """Return a line per target for the rules that its target file gives too little for."""
    lines = []
    for target in plan.targets:
        found = unevaluable(plan.rules[target.name], target)
        if found:
            terms = sorted({term for needed in found.values() for term in needed})
            more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            lines.append(
                f"{target.name}: {len(found)} rules can't be evaluated without {', '.join(terms)}"
                f" in its target file ({', '.join(sorted(found)[:_NAMED])}{more});"
                f" draft one with: scrapy target init {target.name}"
            )
    return lines


def check_store(uri: str) -> None:
    """Open and close the store. Raises ``Unready`` with one clear line where that fails."""

    async def nothing(_: Store) -> None:
        pass

    try:
        ask_aside(uri, nothing)
    except StoreError as error:
        raise Unready(str(error), exitcode=1) from error
