"""The fields of ``own_pages``: the target's own pages, as links to them need them."""

from __future__ import annotations

from typing import Final

from backlinkspider.fields.crawl import CANDIDATE, QUEUED
from backlinkspider.fields.model import Described
from backlinkspider.fields.parts import IDENTITY, WRITER, below, redirects

OWN_PAGES: Final = (
    *IDENTITY,
    *WRITER,
    *CANDIDATE,
    Described("claims", "objects", "empty: imports speak of other sites' pages"),
    Described("problem", "text", "what is wrong with it for links: none, broken, soft_404, ..."),
    Described("reason", "text", "the problem in words"),
    Described("status", "number", "HTTP status in the end; null without an answer"),
    Described("final_url", "text", "where its redirects led"),
    *redirects("hops", "redirects on the way there"),
    Described("content_type", "text", "Content-Type as sent"),
    Described("soft_404", "boolean", "whether it says it is not there, with status 200"),
    Described("canonical", "text", "the page it names as canonical"),
    Described("indexable", "boolean", "whether engines may keep it"),
    Described("blockers", "texts", "what keeps credit or engines from it"),
    Described("title", "text", "its title, as last read"),
    Described("heading", "text", "its first heading, as last read"),
    Described("lang", "text", "the language it declares"),
    Described("words", "number", "words of its text"),
    Described("rendered", "boolean", "whether it was read in a browser"),
    Described("fetched_at", "date", "when it answered"),
    Described("expected", "number", "always 0: nobody looks for backlinks on it"),
    *below(
        "outlinks",
        ("", "objects", "other domains it links to, the first hundred"),
        (".domain", "text", "the registrable domain"),
        (".url", "text", "a link to it, followed if one is"),
        (".follow", "boolean", "whether one of the links passes credit"),
        (".links", "number", "links to it"),
    ),
    Described("links.live", "number", "live links that lead here"),
    Described("links.followed", "number", "of these, those that are followed"),
    Described("links.domains", "number", "referring domains of the live ones"),
    Described("worth", "number", "worth of the live ones, a domain by its best; null if not known"),
    *below(
        "suggestion",
        ("", "object", "where it had best lead; null where nothing is alike"),
        (".url", "text", "the live page"),
        (".why", "text", "what makes it alike"),
        (".score", "number", "how alike, 0 to 1"),
    ),
    *QUEUED,
)
