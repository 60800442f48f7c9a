"""Parameters of a target's URL that say where a visitor came from or who is paid for him."""

from __future__ import annotations

from typing import Final

from backlinkspider.links.outlinks import is_partner, parameters
from backlinkspider.site.parameters import parameter_names

_REFERRERS: Final = frozenset({"ref", "referer", "referrer", "ref_src", "source", "src", "cmp"})
"""Names that owners of sites give out themselves."""


def tracking(url: str) -> tuple[str, ...]:
    """Return the names of the tracking parameters in *url*, in lower case, sorted.

    >>> tracking("https://shop.example/?utm_source=blog&id=7&gclid=x&aff_id=3")
    ('aff_id', 'gclid', 'utm_source')
    """
    if "?" not in url:
        return ()
    known = parameter_names().tracking
    return tuple(
        sorted(n for n in parameters(url) if n in known or n in _REFERRERS or is_partner(n, url))
    )
