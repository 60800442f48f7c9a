"""How a page says that its people can be reached: addresses, pages, a form, profiles.

Read is what the page offers as links and forms. Addresses that it hides from programs, or only has
in its text, are not collected.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from backlinkspider.page.meta import text_within
from backlinkspider.page.model import Contact
from backlinkspider.page.profile import network_of
from backlinkspider.page.words import Terms, data
from backlinkspider.urls import domain_of, host_of, is_http, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.document import FoundAnchor, HtmlDocument
    from backlinkspider.page.model import ContactKind

MOST: Final[dict[ContactKind, int]] = {
    "mail": 3,
    "form": 1,
    "page": 4,
    "phone": 2,
    "author": 1,
    "profile": 5,
}
"""Contacts kept of each kind, the most direct kind first."""

_DIRECT: Final[frozenset[ContactKind]] = frozenset({"mail", "form", "page", "phone"})
_PHONES: Final = ("tel:", "callto:", "sms:", "whatsapp:")
_MOST_LINKS: Final = 3000
_MOST_FORMS: Final = 50
_TEXT_LENGTH: Final = 40
_PATH_LENGTH: Final = 200
_URL_LENGTH: Final = 500
_MAIL: Final = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[\w.\-]{1,190}\.[^\W\d_]{2,60}")
_PHONE: Final = re.compile(r"\+?\d{5,15}")
_WHATSAPP: Final = re.compile(
    r"https?://(?:wa\.me|api\.whatsapp\.com/send/?\?phone=)/?\+?(\d{5,15})"
)
_MAIL_FIELD: Final = "input[type=email],input[name*=mail i],input[id*=mail i]"
_FORM_NAMES: Final = ("id", "class", "name", "action", "role")
_COMMENT_FORM: Final = re.compile("comment|respond|reply|review|guestbook|forum|post-|posting")


@cache
def _terms() -> Terms:
    return Terms(term for terms in data("contact").values() for term in terms)


@lru_cache(maxsize=4096)
def _is_contact_name(label: str) -> bool:
    return _terms().names(label)


def read_contacts(
    document: HtmlDocument, anchors: Iterable[FoundAnchor], author: str | None
) -> tuple[Contact, ...]:
    """Return the contacts of a page, at most ``MOST`` of each kind and in that order.

    *anchors* are its own, *author* is who it says wrote it.
    """
    found: dict[tuple[str, str], Contact] = {}
    for contact in _all(document, list(islice(anchors, _MOST_LINKS)), author):
        if len(contact.value) <= _URL_LENGTH:
            found.setdefault((contact.kind, _alike(contact.value)), contact)
    return tuple(
        contact
        for kind, most in MOST.items()
        for contact in islice((one for one in found.values() if one.kind == kind), most)
    )


def has_contact(contacts: Iterable[Contact]) -> bool:
    """Tell whether there is a mail or phone address, a form, a contact or about page."""
    return any(contact.kind in _DIRECT for contact in contacts)


def _alike(value: str) -> str:
    """Return what is the same however a site spells a link to it."""
    return value.casefold().rstrip("/").partition("://")[2].removeprefix("www.") or value


def _all(
    document: HtmlDocument, anchors: list[FoundAnchor], author: str | None
) -> Iterator[Contact]:
    yield from _author(anchors, author)
    if any(map(_is_contact_form, document.tree.css("form")[:_MOST_FORMS])):
        yield Contact("form", document.url, "")
    own = domain_of(document.url)
    for found in anchors:
        yield from _of_link(found, own)


def _author(anchors: list[FoundAnchor], name: str | None) -> Iterator[Contact]:
    """Yield the author's page, or only the name."""
    for found in anchors:
        if found.url and is_http(found.url) and "author" in _rel(found.node):
            yield Contact("author", found.url, name or text_within(found.node, _TEXT_LENGTH))
            return
    if name:
        yield Contact("author", name, name)


def _of_link(found: FoundAnchor, own: str) -> Iterator[Contact]:
    address = found.url or found.href
    scheme = address[:10].lower()
    if scheme.startswith("mailto:"):
        for mail in _mails(address):
            yield Contact("mail", mail, _text(found.node, mail))
    elif scheme.startswith(_PHONES):
        yield from _phone(address.partition(":")[2])
    elif match := _WHATSAPP.match(address):
        yield Contact("phone", f"+{match[1]}", "whatsapp")
    elif is_http(address):
        yield from _of_page(found, address, own)


def _of_page(found: FoundAnchor, address: str, own: str) -> Iterator[Contact]:
    if domain_of(address) == own:
        text = text_within(found.node, _TEXT_LENGTH + 1)
        if _is_contact_name(_name_of(address)) or (
            len(text) <= _TEXT_LENGTH and _is_contact_name(text)
        ):
            yield Contact("page", without_fragment(address), text[:_TEXT_LENGTH])
    elif network := network_of(address):
        yield Contact("profile", address.partition("?")[0].partition("#")[0], network)
    elif "me" in _rel(found.node):
        yield Contact("profile", address, host_of(address))


def _name_of(address: str) -> str:
    """Return the last part of the path of *address*, without its ending."""
    segment = address.partition("?")[0].rstrip("/").rpartition("/")[2][:_PATH_LENGTH]
    return unquote(segment).rpartition(".")[0] or unquote(segment)


def _mails(address: str) -> Iterator[str]:
    """Yield the addresses of a ``mailto:`` URL (RFC 6068); one to share a page has none."""
    for part in address.partition(":")[2].partition("?")[0].split(",")[:10]:
        mail = unquote(part).strip()
        if _MAIL.fullmatch(mail):
            name, _, host = mail.rpartition("@")
            yield f"{name}@{host.lower()}"


def _phone(number: str) -> Iterator[Contact]:
    """Yield the number of a ``tel:`` URL (RFC 3966) without what only parts its digits."""
    digits = "".join(c for c in unquote(number[:100]).partition(";")[0] if c.isdigit() or c == "+")
    if _PHONE.fullmatch(digits):
        yield Contact("phone", digits, "")


def _is_contact_form(form: LexborNode) -> bool:
    """Tell whether *form* takes a message and the sender's address, and is not for comments."""
    names = " ".join(form.attrs.get(name) or "" for name in _FORM_NAMES if name in form.attrs)
    if _COMMENT_FORM.search(names[:_URL_LENGTH].lower()):
        return False
    return form.css_first("textarea") is not None and form.css_first(_MAIL_FIELD) is not None


def _rel(node: LexborNode) -> list[str]:
    return (node.attrs.get("rel") or "").lower().split()


def _text(node: LexborNode, value: str) -> str:
    """Return the words of a link, nothing where they only repeat its address."""
    text = text_within(node, _TEXT_LENGTH)
    return "" if text.lower() == value.lower() else text
