"""How many links of a page lead where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.page.model import Outlinks
from backlinkspider.urls import domain_of, is_http

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.page.document import FoundAnchor


def count_outlinks(url: str, anchors: Sequence[FoundAnchor]) -> Outlinks:
    """Count the http(s) anchors of the page at *url* by where they lead."""
    own = domain_of(url)
    domains = [domain_of(found.url) for found in anchors if found.url and is_http(found.url)]
    external = [domain for domain in domains if domain != own]
    return Outlinks(
        internal=len(domains) - len(external), external=len(external), domains=len(set(external))
    )
