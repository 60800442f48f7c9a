"""What belongs to a site.

A bare domain stands for itself and all below it: ``example.com`` has ``www.example.com`` and
``blog.example.com``. Whoever lists ``blog.example.com`` means the blog, not the shop beside it.
"""

from __future__ import annotations

from typing import Final

from backlinkspider.urls import (
    MAX_URL_LENGTH,
    host_of,
    is_http,
    is_public_suffix,
    registrable_domain,
    without_fragment,
)

_WWW: Final = "www."


def site_of(home_url: str, final_url: str = "") -> str:
    """Return the site of the bare domain tried at *home_url*, as the host all of it is below.

    *final_url* is where the home page was found. Redirects that leave the listed domain take the
    site with them: ``example.com`` that leads to ``www.example.org`` is the site ``example.org``.

    >>> site_of("https://example.com/", "https://shop.example.com/")
    'example.com'
    """
    site = _without_www(host_of(home_url))
    if final_url and not in_site(final_url, site):
        return _without_www(host_of(final_url))
    return site


def in_site(url: str, site: str) -> bool:
    """Tell whether *url* is below *site* and of the same owner (public suffix list)."""
    host = host_of(url)
    if host == site:
        return host != ""
    below = site != "" and host.endswith(f".{site}")
    return below and registrable_domain(host) == registrable_domain(site)


def page_url(url: str | None) -> str | None:
    """Return the serialised *url* as it is requested, without its fragment.

    ``None`` where no request should be made of it: other schemes, user names, over-long.
    """
    if url is None or not is_http(url) or len(url) > MAX_URL_LENGTH:
        return None
    authority = url.partition("//")[2].partition("/")[0]
    return None if "@" in authority else without_fragment(url)


def _without_www(host: str) -> str:
    """Return *host* without ``www.``, unless another owner's names start right below the rest."""
    rest = host.removeprefix(_WWW)
    return host if is_public_suffix(rest) else rest
