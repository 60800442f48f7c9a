"""How a crawl introduces itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider import __version__

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def name_contact(settings: BaseSettings) -> None:
    """Put CONTACT_URL into the User-Agent, wherever the setting came from."""
    if contact := settings["CONTACT_URL"]:
        agent = f"backlinkspider/{__version__} (+{contact})"
        settings.set("USER_AGENT", agent, priority="spider")
