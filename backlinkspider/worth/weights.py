"""Every number that worth is made of, with its reason. Risk has no part in them.

They order links for a reader; none is known to be a search engine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# --- Authority: 0 to 100 ------------------------------------------------------------------------

RANKED_DOMAINS: Final = 10**8
"""Places of a rank list, the last of which is worth 0: Common Crawl's graph has about as many
domains. Tranco's places are of the same web, so they are read on the same scale."""

WEAK: Final = 20.0
"""Authority below which a domain is called weak: beyond the four-millionth place, and where most of
what the tools rate below 20 is abandoned, parked or new."""

# --- Relevance: 0 to 1 --------------------------------------------------------------------------

LIKE: Final = 0.3
"""Likeness (a cosine) that counts as fully on the subject. The demo's honest articles on the
target's trade reach 0.15 to 0.3; more only comes of repeating its terms."""

NEAR_THE_LINK: Final = 0.6
OF_THE_PAGE: Final = 0.4
"""What is round the link, with anchor and titles, says more of why it is there than the rest."""

FOREIGN: Final = 0.1
"""Relevance of a page in a language the target does not serve: its subject can't be compared, but
few of its readers become the target's."""

OFF_SUBJECT: Final = 0.1
"""Relevance below which a page is called off the subject: next to no word in common."""

# --- Placement: 0 to 1, a product ---------------------------------------------------------------

REGIONS: Final[Mapping[str, float]] = {
    "content": 1.0,  # the author chose it
    "author_bio": 0.4,  # about the author, not the subject
    "forum": 0.4,  # a user chose it
    "header": 0.5,  # seen by all, of no page
    "nav": 0.5,
    "sidebar": 0.4,  # of the site, beside what is read
    "comment": 0.25,  # anybody's
    "footer": 0.2,  # where few look; engines discount it
    "profile": 0.15,  # one's own
    "widget": 0.15,  # handed out with a tool
    "signature": 0.1,  # repeated under all that somebody writes
}
OTHER_REGION: Final = 0.4

NO_CREDIT: Final = 0.3
"""Of a link that passes no credit: visitors still come by it."""

VISIBILITY: Final[Mapping[str, float]] = {
    "visible": 1.0,
    "unknown": 1.0,  # not measured is not hidden
    "exempt": 0.8,  # a click away
    "hidden": 0.0,  # nobody sees it
}

SHORT_LIST: Final = 5
"""Links in one list, table or block up to which each is still looked at; of more, each gets its
share: five among fifty are a tenth."""

BARE: Final = 0.7
IN_WORDS: Final = 20
"""A link that stands alone in its item, and the words round it from which it is part of a text."""

# --- What is worth something --------------------------------------------------------------------

GOOD_AUTHORITY: Final = 30.0
GOOD_RELEVANCE: Final = 0.3
GOOD_PLACEMENT: Final = 0.2
"""Above a footer's and a comment's share: a place that readers get to."""

POOR_PLACEMENT: Final = 0.1
"""One of many in a list, a signature, or hidden."""
