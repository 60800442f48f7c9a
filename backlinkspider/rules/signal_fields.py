"""The signals: facts worked out from page, link and target together."""

from __future__ import annotations

from typing import Final

from backlinkspider.rules.field import Field

_BRAND_AND_MONEY: Final = ("brand_terms", "money_terms")

_ANCHOR: Final = (
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
)

_PLACING: Final = (
    Field(
        "signals.inline_hidden",
        "texts",
        "how inline styles, attributes or class names hide the link: display_none, "
        "visibility_hidden, offscreen, tiny, opacity_zero, same_colour, text_indent, zero_box, "
        "marquee, clip, hidden_attribute, screen_reader, interactive (what a visitor can open: "
        "an accordion, tab, menu, slider); what a browser measured corrects it",
    ),
    Field(
        "signals.cluster_links",
        "number",
        "followed links to other domains, this one included, within 50 words of it in the same "
        "text block, whose text is neither an address nor one generic word",
    ),
    Field(
        "signals.block_hash",
        "text",
        "hash of the list or footer block round the link: external hosts and anchor texts; null "
        "below three links",
        nullable=True,
    ),
    Field("signals.same_link_on_page", "number", "links of the page to the same URL"),
    Field("signals.target_is_home", "boolean", "whether the link leads to the root of a host"),
    Field("signals.target_path", "text", "path of the link's URL, with a leading slash"),
    Field(
        "signals.refresh_to_target",
        "boolean",
        "whether a refresh or script takes the page's visitors to the target",
    ),
)

_DOMAIN: Final = (
    Field("signals.tld", "text", "last label of the page's host"),
    Field("signals.domain_hyphens", "number", "hyphens in the page's registrable domain"),
    Field("signals.domain_digits", "number", "digits in the page's registrable domain"),
    Field("signals.domain_length", "number", "characters of the domain before its public suffix"),
    Field("signals.domain_vowel_share", "number", "vowels as share of its letters, 0 to 1"),
    Field(
        "signals.domain_has_brand",
        "boolean",
        "whether the page's domain holds a brand term",
        terms=("brand_terms",),
    ),
    Field("signals.free_host", "boolean", "whether the domain is a name below a host of others"),
    Field("signals.host_class", "text", "edu, gov, mil or ac; null for others", nullable=True),
    Field("signals.ip_24", "text", "network of the page's address: IPv4 /24 or IPv6 /48"),
)

_PAGE: Final = (
    Field("signals.external_per_100_words", "number", "external links for each 100 words of text"),
    Field("signals.external_share", "number", "external links as share of all links, 0 to 1"),
    Field("signals.url_path_words", "texts", "words in the path of the page's URL, lower case"),
    Field(
        "signals.page_language_foreign",
        "boolean",
        "whether the page declares a language that is none of the target's",
        terms=("languages",),
    ),
    Field("signals.url_is_search", "boolean", "whether the page's URL asks a search"),
    Field(
        "signals.canonical_elsewhere",
        "boolean",
        "whether the page names a canonical page on another registrable domain",
    ),
    Field(
        "signals.text_bands",
        "texts",
        "bands of a min-hash over the main text; two pages with an equal one are near copies; "
        "empty below 50 words",
    ),
    Field("signals.skeleton", "text", "hash of the page's upper tags and classes", nullable=True),
    Field(
        "signals.title_template",
        "text",
        "title with the own domain's name as {domain} and numbers as {n}",
        nullable=True,
    ),
)

_TEXT: Final = (
    Field("signals.text_words", "number", "words of the main text"),
    Field("signals.link_text_share", "number", "words in links as share of the page's words"),
    Field("signals.unique_word_share", "number", "distinct words as share of the main text's"),
    Field(
        "signals.top_phrase_share",
        "number",
        "share of the main text's words that its most frequent phrase of 2 to 4 words covers",
    ),
    Field(
        "signals.stop_word_share",
        "number",
        "function words as share of the main text's; unknown where the language has no list",
    ),
    Field(
        "signals.topic_likeness",
        "number",
        "likeness, 0 to 1, of the words round the link, title and headings to the target's "
        "description, money terms and product names",
        terms=("description",),
    ),
    Field(
        "signals.page_likeness",
        "number",
        "likeness, 0 to 1, of the page's excerpt to the same",
        terms=("description",),
    ),
)

_WAY: Final = (
    Field(
        "signals.path_domains",
        "number",
        "registrable domains the link passes on its way to the target that are neither the page's "
        "nor the target's nor an affiliate network's",
    ),
    Field(
        "signals.open_redirect",
        "boolean",
        "whether the link's own URL holds the URL that its host led on to",
    ),
)

_CLOAKING: Final = (
    Field(
        "signals.cloaking.state",
        "text",
        "same, differs or unknown: whether other visitors steadily got other links to the target; "
        "only there where the crawl probed it",
        unknown="unknown",
    ),
    Field(
        "signals.cloaking.differs",
        "texts",
        "who steadily got other links, or was taken elsewhere: googlebot and browser compared with "
        "our own look, referrer (the browser come from a search) and phone with the browser",
    ),
    Field(
        "signals.cloaking.seen_by",
        "texts",
        "who got this link: ours, googlebot, browser, referrer, phone",
    ),
    Field(
        "signals.cloaking.missing_for",
        "texts",
        "who got the page, or was taken elsewhere, without this link",
    ),
    Field("signals.cloaking.sent_away", "texts", "who was taken to somebody else's site instead"),
    Field(
        "signals.cloaking.paywalled",
        "boolean",
        "whether the page says in its structured data that visitors must pay",
    ),
)

_PAST: Final = (
    Field(
        "signals.toggles",
        "number",
        "how often the link went and came back; known once its page was read five times",
    ),
    Field("signals.toggle_days", "number", "median days between going and coming back"),
    Field(
        "signals.days_after_published",
        "number",
        "days from the page's publication to the last look that found it without the link; known "
        "where the page was read before the link came",
    ),
)

_EXCHANGE: Final = (
    Field(
        "signals.reciprocal",
        "boolean",
        "whether the target's own pages link to the page's domain, followed; only there after a "
        "crawl of the own site",
    ),
    Field(
        "signals.reciprocal_page",
        "text",
        "the own page that does; null where none does",
        nullable=True,
    ),
)

SIGNAL_FIELDS: Final = (
    *_ANCHOR,
    *_PLACING,
    *_DOMAIN,
    *_PAGE,
    *_TEXT,
    *_WAY,
    *_CLOAKING,
    *_PAST,
    *_EXCHANGE,
)
