"""The facts a rule can read: dotted paths into a link document, each with type and meaning.

A path that a document lacks, or whose value is null, is unknown: rules that depend on it are
"not evaluated". Only for fields marked ``nullable`` null is an answer ("there is none").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["text", "number", "boolean", "texts"]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact. ``terms`` names the target file's entries that it depends on.

    Without them only the values in ``always`` can be known.
    """

    path: str
    kind: Kind
    description: str
    terms: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    nullable: bool = False
    unknown: str | None = None
    """The value by which a document says that it does not know."""

    def accepts(self, value: Any) -> bool:
        """Whether *value* has this field's type."""
        if self.kind == "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        if self.kind == "texts":
            return isinstance(value, Sequence) and not isinstance(value, str)
        return isinstance(value, str if self.kind == "text" else bool)


_BRAND_AND_MONEY = ("brand_terms", "money_terms")

_TABLE: Final = (
    Field("page.url", "text", "the candidate page as asked for"),
    Field("page.final_url", "text", "the page after redirects"),
    Field("page.host", "text", "host of the page"),
    Field("page.domain", "text", "registrable domain of the page, private suffixes included"),
    Field("page.status", "number", "HTTP status of the page"),
    Field("page.content_type", "text", "media type of the page"),
    Field("page.title", "text", "text of the title element"),
    Field("page.lang", "text", "declared language of the page, as in the lang attribute"),
    Field("page.charset", "text", "encoding the page was read in"),
    Field("page.canonical", "text", "rel=canonical of the page, resolved", nullable=True),
    Field("page.indexable", "boolean", "whether search engines may index the page"),
    Field("page.ip", "text", "address the page was fetched from"),
    Field("page.rendered", "boolean", "whether a browser rendered the page"),
    Field("page.words", "number", "words of visible text on the page"),
    Field("page.outlinks.internal", "number", "links to the page's own domain"),
    Field("page.outlinks.external", "number", "links to other domains"),
    Field("page.outlinks.domains", "number", "distinct other domains linked to"),
    Field("link.href", "text", "the href attribute as written"),
    Field("link.url", "text", "the link's URL as the browser resolves it"),
    Field("link.tag", "text", "element name: a, area, iframe"),
    Field("link.place", "text", "a, area, svg, noscript, template, shadow or iframe"),
    Field("link.text", "text", "anchor text, or what stands in for it (see link.text_source)"),
    Field("link.text_source", "text", "text, alt, title, aria-label or none"),
    Field("link.rel", "texts", "tokens of rel, lower case"),
    Field("link.follow", "boolean", "whether the anchor's own rel lets engines follow it"),
    Field("link.passes_credit", "boolean", "whether the link can pass ranking credit at all"),
    Field("link.credit_blockers", "texts", "what keeps the link from passing credit"),
    Field(
        "link.region",
        "text",
        "content, nav, header, footer, sidebar, comment, forum, signature, profile, ...",
    ),
    Field("link.path", "text", "path of the element in the page's tree"),
    Field("link.ordinal", "number", "n-th link to the same URL on the page, from 0"),
    Field("link.before", "text", "text just before the link"),
    Field("link.after", "text", "text just after the link"),
    Field("link.visibility.state", "text", "visible, hidden or unknown", unknown="unknown"),
    Field("link.visibility.reasons", "texts", "what hides the link"),
    Field("link.seen_in", "text", "raw, rendered or both"),
    Field("link.via", "text", "direct, redirect, parameter or shortener"),
    Field(
        "signals.anchor_class",
        "text",
        "brand, url, exact, partial, generic, image, empty or other",
        terms=_BRAND_AND_MONEY,
        always=("url", "generic", "image", "empty"),
    ),
    Field("signals.anchor_text_normalised", "text", "anchor text folded, punctuation dropped"),
    Field("signals.anchor_words", "number", "words in the anchor text"),
    Field("signals.anchor_chars", "number", "characters in the anchor text, outer space cut"),
    Field("signals.anchor_scripts", "texts", "writing systems of the anchor text's letters"),
    Field(
        "signals.anchor_foreign_script",
        "boolean",
        "whether the anchor is in a script of neither the target's languages nor the page's",
        terms=("languages",),
    ),
    Field(
        "signals.anchor_has_brand",
        "boolean",
        "whether the anchor names the target's brand or a product",
        terms=("brand_terms",),
    ),
    Field(
        "signals.money_term",
        "text",
        "the target's money term in the anchor text",
        terms=("money_terms",),
        nullable=True,
    ),
    Field("signals.anchor_names_host", "text", "host written as the anchor text", nullable=True),
    Field(
        "signals.anchor_host_differs",
        "boolean",
        "whether the anchor text is the address of another site than the link's",
    ),
    Field(
        "signals.rel_removed_by_script",
        "texts",
        "tokens of rel that scripts took away; known where the page was rendered",
    ),
    Field("signals.rel_added_by_script", "texts", "tokens of rel that scripts put in"),
    Field("signals.tld", "text", "last label of the page's host"),
    Field("signals.domain_hyphens", "number", "hyphens in the page's registrable domain"),
    Field("signals.domain_digits", "number", "digits in the page's registrable domain"),
    Field("signals.external_per_100_words", "number", "external links for each 100 words of text"),
    Field("signals.external_share", "number", "external links as share of all links, 0 to 1"),
    Field("signals.url_path_words", "texts", "words in the path of the page's URL, lower case"),
    Field(
        "signals.page_language_foreign",
        "boolean",
        "whether the page declares a language that is none of the target's",
        terms=("languages",),
    ),
)

FIELDS: Final[Mapping[str, Field]] = {field.path: field for field in _TABLE}
