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


PageKind = Literal[
    "article",
    "forum",
    "profile",
    "wiki",
    "directory",
    "links",
    "search",
    "press_release",
    "coupons",
    "home",
    "product",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One anchor with all that plain HTML tells about it.

    ``href`` is as written, ``url`` as the browser resolves it (``None`` where it can't). ``rel``
    holds the tokens of ``relList`` in lower case. ``before`` and ``after`` are up to 160 characters
    of the text around the link, ``near_before`` and ``near_after`` what of it stands in the same
    item (list entry, table cell, article, box).
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
    near_before: str
    near_after: str
    title: str
    classes: tuple[str, ...]
    """Class and id tokens of the element and its four nearest ancestors, in lower case."""
    hidden: tuple[str, ...]
    """The ways in which inline styles, attributes and known class names hide it."""

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


ContactKind = Literal["mail", "form", "page", "phone", "author", "profile"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A hint how to reach whoever runs or wrote a page.

    *value* is a mail address, a number, or a URL: of the contact, imprint or about page, of the
    page that holds the form, of the author's page (or the bare name), of the profile. *text* is
    what its link says, the author's name or the network.
    """

    kind: ContactKind
    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page is, from its metadata, markup and links. Days are ``YYYY-MM-DD``.

    ``None`` means that the page does not say; ``platform`` is a name in ``platforms.yaml``.
    """

    description: str
    headings: str
    author: str | None
    published: str | None
    modified: str | None
    generator: str | None
    platform: str | None
    kind: PageKind | None
    schema_types: tuple[str, ...]
    ids: tuple[str, ...]
    contacts: tuple[Contact, ...]
    refresh: str | None
    """Where a meta refresh leads."""
    skeleton: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """What the main text of a page is like. Shares go from 0 to 1, ``None`` is unknown.

    *excerpt* is its beginning, *hidden* text that inline styles keep from readers, *bands* the
    fingerprint of ``near_copy.text_bands``.
    """

    excerpt: str
    hidden: str
    scripts: tuple[str, ...]
    language: str | None
    words: int
    link_text_share: float | None
    unique_word_share: float | None
    top_phrase_share: float | None
    function_word_share: float | None
    bands: tuple[str, ...]
