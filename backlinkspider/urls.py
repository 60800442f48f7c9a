"""URLs as browsers read them, the domains behind hosts, and the spelling of candidates.

Parsing and serialising follow the WHATWG URL Standard (ada). A *host* here is what
``host_of`` returns: lower-case ASCII (punycode), no port, no brackets, no root dot. Domains
follow the Public Suffix List bundled with tldextract; nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

import ada_url

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL_LENGTH: Final = 8192
"""Longest candidate URL: the request line common servers accept (Apache 8,190, nginx 8 KiB)."""

_DOMAINS_KEPT: Final = 1 << 15
_URLS_KEPT: Final = 1 << 11
"""About the links of a dozen pages."""

# A host that needs no parser: plain labels, the last not numeric (else it is an IPv4 address).
_PLAIN_HOST = re.compile(
    r"https?://((?:[a-z0-9_-]+\.)*[a-z][a-z0-9-]*)\.?(?::[0-9]{1,4})?(?=[/?#]|\Z)"
)
_USERINFO = re.compile(r"(?i)^([a-z][a-z0-9+.-]*://)[^/?#\\]*@")


def resolve(href: str, base: str) -> str | None:
    """Return the absolute URL a browser makes of *href*; None where it does not parse.

    Lone surrogates become U+FFFD, as in the USVString a browser parses.
    """
    try:
        return ada_url.join_url(base, href)
    except ValueError:
        pass
    try:
        return ada_url.join_url(_usv(base), _usv(href))
    except ValueError:
        return None


def normalize(url: str) -> str | None:
    """Return the serialised form of the absolute *url*; None where it does not parse."""
    try:
        return ada_url.normalize_url(_usv(url))
    except ValueError:
        return None


def host_of(url: str) -> str:
    """Return the host of *url*; ``""`` where it has none or does not parse.

    >>> host_of("https://user@BÜCHER.example.:8080/x"), host_of("http://[::1]/")
    ('xn--bcher-kva.example', '::1')
    """
    plain = _PLAIN_HOST.match(url)
    if plain and "xn--" not in plain[1]:
        return plain[1]
    try:
        hostname = ada_url.parse_url(_usv(url), ("hostname",))["hostname"]
    except ValueError:
        return ""
    return hostname.removesuffix(".").removeprefix("[").removesuffix("]")


def is_http(url: str) -> bool:
    """Tell whether the serialised *url* is fetched over http or https."""
    return url.startswith(("http://", "https://"))


def is_ip(host: str) -> bool:
    """Tell whether *host* is an address. Only addresses end in a number once parsed (WHATWG)."""
    return ":" in host or host.rpartition(".")[2].isdigit()


@lru_cache(maxsize=_DOMAINS_KEPT)
def registrable_domain(host: str) -> str:
    """Return the referring domain of *host*, private suffixes counted (a blog on a free host).

    A public suffix, a single label and an address are themselves.

    >>> registrable_domain("a.b.example.co.uk"), registrable_domain("me.blogspot.com")
    ('example.co.uk', 'me.blogspot.com')
    """
    return _one_label_more(host, public_suffix(host))


@lru_cache(maxsize=_URLS_KEPT)
def domain_of(url: str) -> str:
    """Return the referring domain of the host of *url*: a page asks for each of its links often."""
    return registrable_domain(host_of(url))


@lru_cache(maxsize=_DOMAINS_KEPT)
def politeness_key(host: str) -> str:
    """Return the domain of whoever runs *host*: private suffixes do not count.

    >>> politeness_key("me.blogspot.com")
    'blogspot.com'
    """
    return _one_label_more(host, _suffix(host, private=False))


def public_suffix(host: str) -> str:
    """Return the public suffix of *host*, its last label where no rule names one; "" for an IP."""
    return _suffix(host, private=True)


def is_public_suffix(host: str, *, private: bool = True) -> bool:
    """Tell whether names of different owners live right below *host* (``co.uk``).

    *private*: also below hosts of one owner that give names to others (``blogspot.com``).
    """
    return host != "" and host == _suffix(host, private=private)


def suffix_below(host: str) -> str:
    """Return a public suffix that lies below *host*, which is none itself; "" where none does.

    >>> suffix_below("amazonaws.com") != "", suffix_below("s3.amazonaws.com")
    (True, '')
    """
    return _above_suffixes().get(host, "")


@cache
def _above_suffixes() -> dict[str, str]:
    """Return the names that public suffixes lie below, each with the shortest of these."""
    found: dict[str, str] = {}
    for suffix in sorted((one.lstrip("!*.") for one in _suffix_list().tlds), key=_short_first):
        name = suffix.partition(".")[2]
        while name:
            if not is_public_suffix(name):
                found.setdefault(name, suffix)
            name = name.partition(".")[2]
    return found


def _short_first(name: str) -> tuple[int, str]:
    return len(name), name


def _one_label_more(host: str, suffix: str) -> str:
    if not suffix or host == suffix:
        return host
    return f"{host[: -len(suffix) - 1].rpartition('.')[2]}.{suffix}"


@lru_cache(maxsize=_DOMAINS_KEPT)
def _suffix(host: str, *, private: bool) -> str:
    if is_ip(host):
        return ""
    listed = _suffix_list().extract_str(host, include_psl_private_domains=private).suffix
    return listed or host.rpartition(".")[2]


@cache
def _suffix_list() -> TLDExtract:
    # Imported at first use: it pulls in an HTTP client, a tenth of a second for every command.
    from tldextract import TLDExtract  # noqa: PLC0415

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def without_fragment(url: str) -> str:
    """Return *url* up to its first ``#``."""
    return url.partition("#")[0]


def without_userinfo(url: str) -> str:
    """Return *url* without user name and password: a crawler has none to give, nor to log."""
    return _USERINFO.sub(r"\1", url) if "@" in url else url


def display_host(host: str) -> str:
    """Return *host* in Unicode for people; unchanged where that would not read back as *host*."""
    if "xn--" not in host or not host.isascii():
        return host
    shown = ada_url.idna_to_unicode(host)
    return shown if ada_url.idna_to_ascii(shown) == host.encode() else host


def _usv(text: str) -> str:
    """Convert to a USVString: surrogate pairs join, lone ones become U+FFFD (Web IDL)."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


CandidateKind = Literal["page", "site"]


class CandidateError(ValueError):
    """A text is no candidate; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class CandidateUrl:
    """What to visit: *url* is the serialised URL without userinfo, fragment and root dot."""

    url: str
    kind: CandidateKind


_QUOTES: Final = {'"': '"', "'": "'", "<": ">", "`": "`", "“": "”", "«": "»"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{1,5}(?:[/?#]|\Z)")
_TWO_URLS = re.compile(r"\shttps?://", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")


def parse_candidate(text: str) -> CandidateUrl:
    """Read one URL or bare domain as people write it. Raises ``CandidateError``.

    A URL is a page, also where its path is ``/``; a bare domain (a name and at most a port)
    is a site. Without a scheme it is https.

    >>> parse_candidate("Example.com")
    CandidateUrl(url='https://example.com/', kind='site')
    """
    text = _unquoted(text)
    if not text:
        raise CandidateError("nothing written: give a URL or a bare domain")
    if _CONTROL.search(text):
        raise CandidateError("tab, line break or control character inside: give one URL a line")
    if _TWO_URLS.search(text):
        raise CandidateError("two URLs on one line: give one URL a line")
    explicit = _has_http_scheme(text)
    typed = text if explicit else without_fragment(text.removeprefix("//"))
    url = _parsed(typed if explicit else f"https://{typed}")
    _check_host(host_of(url), typed, explicit=explicit)
    bare = not explicit and not re.search(r"[/?\\]", typed)
    return CandidateUrl(url, "site" if bare else "page")


def _unquoted(text: str) -> str:
    text = text.strip("\ufeff\u200b \t\r\n\x0b\x0c\xa0")
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def _has_http_scheme(text: str) -> bool:
    """Tell a scheme from ``host:port``. Raises ``CandidateError`` for schemes not crawled."""
    match = _SCHEME.match(text)
    if match is None or "." in match[1] or _PORT.match(text, match.end()):
        return False
    scheme = match[1].lower()
    if scheme in {"http", "https"}:
        return True
    raise CandidateError(f"{scheme[:32]}: is not crawled: give an http or https URL")


def _parsed(text: str) -> str:
    try:
        url = ada_url.URL(_usv(text))
        url.username = url.password = ""
        url.hostname = url.hostname.removesuffix(".")
    except ValueError:
        raise CandidateError("no valid URL: write it as https://example.com/page") from None
    if url.hostname.endswith("."):
        raise CandidateError("the host ends in two dots: write it without")
    href = without_fragment(url.href)
    if len(href) > MAX_URL_LENGTH:
        raise CandidateError(f"{len(href):,} characters: a URL may have {MAX_URL_LENGTH:,}")
    return href


def _check_host(host: str, typed: str, *, explicit: bool) -> None:
    if ":" in host:
        return
    if len(host) > 253 or not _HOST_NAME.fullmatch(host):
        raise CandidateError(f"no host name has this form: {display_host(host)[:80]!a}")
    if explicit:
        return
    if "@" in re.split(r"[/?\\]", typed, maxsplit=1)[0]:
        raise CandidateError("an e-mail address: give a URL or a bare domain")
    if "." not in host:
        raise CandidateError(f"a word without a dot: write http://{host[:80]}/ if it is a host")
    if is_ip(host) and not typed.startswith(host):
        raise CandidateError(f"a number: write http://{host}/ if it is an address")
