"""The facts about the page that a link stands on."""

from __future__ import annotations

from typing import Final

from backlinkspider.rules.field import Field

PAGE_FIELDS: Final = (
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
    Field("page.render_reason", "text", "why it was rendered: names with commas", nullable=True),
    Field("page.words", "number", "words of visible text on the page"),
    Field("page.outlinks.internal", "number", "links to the page's own domain"),
    Field("page.outlinks.external", "number", "links to other domains"),
    Field("page.outlinks.domains", "number", "distinct other domains linked to"),
    Field(
        "page.outlinks.followed",
        "number",
        "links to other domains without nofollow, ugc or sponsored",
    ),
    Field(
        "page.description", "text", "the description meta element, up to 300 characters", length=150
    ),
    Field(
        "page.headings",
        "text",
        "headings of level 1 to 3, joined by ' | ', up to 500 characters",
        length=250,
    ),
    Field(
        "page.excerpt",
        "text",
        "first 1,000 characters of the text outside navigation, header, footer and asides",
        length=1000,
    ),
    Field("page.author", "text", "who the page says wrote it", nullable=True),
    Field("page.published", "text", "day of publication as YYYY-MM-DD", nullable=True),
    Field("page.modified", "text", "day of the last change as YYYY-MM-DD", nullable=True),
    Field("page.generator", "text", "the generator meta element", nullable=True),
    Field(
        "page.platform",
        "text",
        "software or service that made the page: wordpress, blogger, mediawiki, phpbb, ...",
        nullable=True,
    ),
    Field(
        "page.kind",
        "text",
        "article, forum, profile, wiki, directory, links, search, press_release, coupons, home or "
        "product; null where nothing on the page says",
        nullable=True,
    ),
    Field("page.schema_types", "texts", "types of the page's structured data, without prefix"),
    Field(
        "page.ids",
        "texts",
        "analytics and advertising accounts: ga:UA-123-1, ga4:G-ABC, gtm:GTM-ABC, adsense:pub-123",
    ),
    Field(
        "page.has_contact",
        "boolean",
        "whether the page has a contact form, or leads to a contact, about or imprint page, a mail "
        "or phone address",
    ),
    Field("page.external_domains", "texts", "first 100 other domains linked to, in page order"),
    Field(
        "page.external_anchors",
        "text",
        "anchor texts of links to other domains than the target's, joined by ' | ', "
        "up to 2,000 characters",
        length=800,
    ),
    Field(
        "page.hidden_text",
        "text",
        "text in elements hidden inline, up to 500 characters",
        length=200,
    ),
    Field(
        "page.left_to",
        "text",
        "other domain's page where scripts or a refresh lead a visitor",
        nullable=True,
    ),
    Field(
        "page.affiliate_links",
        "number",
        "links to other domains with affiliate parameters or through affiliate networks",
    ),
    Field("page.text_scripts", "texts", "writing systems of at least a tenth of the letters"),
    Field("page.text_language", "text", "language the text is in, as told by its words"),
)
