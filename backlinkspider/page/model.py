"""What is read from one page, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["a", "area", "svg", "noscript", "template", "shadow", "iframe"]
"""Where the anchor stands: in the document as ``a`` or ``area``, inside ``svg``, ``noscript``,
``template``, a declarative shadow root (``shadow``) or an ``iframe``'s ``srcdoc``."""

TextSource = Literal["text", "alt", "title", "aria-label", "none"]
"""Where an anchor's text comes from. Google reads ``alt`` for image links and falls back to
``title`` for empty ones (Link best practices)."""

Region = Literal[
    "content",
    "nav",
    "header",
    "footer",
    "sidebar",
    "comment",
    "forum",
    "signature",
    "profile",
    "author_bio",
    "widget",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One anchor with all that plain HTML tells about it.

    ``href`` is as written, ``url`` as the browser resolves it (``None`` where it can't). ``rel``
    holds the tokens of ``relList`` in lower case. ``before`` and ``after`` are up to 160 characters
    of the text around the link.
    """

    href: str
    url: str | None
    tag: str
    place: Place
    rel: tuple[str, ...]
    text: str
    text_source: TextSource
    region: Region
    path: str
    before: str
    after: str

    @property
    def address(self) -> str:
        """What the DOM's ``href`` property gives: an href that does not resolve is itself."""
        return self.href if self.url is None else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlinks:
    """How many anchors lead where: own registrable domain, others, and how many others."""

    internal: int
    external: int
    domains: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What the page says about itself. ``robots`` maps a bot's name to its directives."""

    title: str
    lang: str
    charset: str
    canonical: str | None
    robots: dict[str, tuple[str, ...]]
    words: int
    outlinks: Outlinks
