"""Whether a page leads to whoever runs it (``contact.yaml``)."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from backlinkspider.page.meta import text_within
from backlinkspider.page.words import Terms, data
from backlinkspider.urls import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.page.document import FoundAnchor

_DIRECT: Final = ("mailto:", "tel:", "callto:", "sms:", "whatsapp:")
_MOST_LINKS: Final = 3000
_TEXT_LENGTH: Final = 40
_PATH_LENGTH: Final = 200


@cache
def _terms() -> Terms:
    return Terms(term for terms in data("contact").values() for term in terms)


def has_contact(url: str, anchors: Iterable[FoundAnchor]) -> bool:
    """Tell whether the page at *url* links to a mail or phone address, a contact or about page."""
    own = registrable_domain(host_of(url))
    return any(_is_contact(found, own) for found in islice(anchors, _MOST_LINKS))


def _is_contact(found: FoundAnchor, own: str) -> bool:
    address = found.url or found.href
    if address.startswith(_DIRECT):
        return True
    if registrable_domain(host_of(address)) != own:
        return False
    segment = address.partition("?")[0].rstrip("/").rpartition("/")[2][:_PATH_LENGTH]
    name = unquote(segment).rpartition(".")[0] or unquote(segment)
    text = text_within(found.node, _TEXT_LENGTH + 1)
    return _terms().names(name) or (len(text) <= _TEXT_LENGTH and _terms().names(text))
