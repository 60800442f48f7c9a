"""The facts about the link itself, and about when it was seen."""

from __future__ import annotations

from typing import Final

from backlinkspider.rules.field import Field

LINK_FIELDS: Final = (
    Field("link.href", "text", "the href attribute as written"),
    Field("link.url", "text", "the link's URL as the browser resolves it"),
    Field("link.tag", "text", "element name: a, area, iframe"),
    Field("link.place", "text", "a, area, svg, noscript, template, shadow or iframe"),
    Field("link.text", "text", "anchor text, or what stands in for it (see link.text_source)"),
    Field("link.text_source", "text", "text, alt, title, aria-label or none"),
    Field("link.title", "text", "the title attribute"),
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
    Field(
        "link.classes",
        "texts",
        "class and id tokens of the anchor and its four nearest ancestors, lower case",
    ),
    Field("link.list_size", "number", "links in the same list, table or block, this one included"),
    Field("link.list_external", "number", "of these, links to other domains than the page's"),
    Field("link.ordinal", "number", "n-th link to the same URL on the page, from 0"),
    Field("link.before", "text", "text just before the link", length=160),
    Field("link.after", "text", "text just after the link", length=160),
    Field(
        "link.near_before", "text", "of link.before what stands in the same item or box", length=90
    ),
    Field(
        "link.near_after", "text", "of link.after what stands in the same item or box", length=90
    ),
    Field(
        "link.visibility.state",
        "text",
        "visible, hidden, exempt (a visitor can open it, or it is text for screen readers) or "
        "unknown; measured where the page was rendered",
        unknown="unknown",
    ),
    Field(
        "link.visibility.reasons",
        "texts",
        "how the link is hidden: display_none, hidden_attribute, visibility_hidden, opacity_zero, "
        "zero_box, tiny, clip, overflow, offscreen, text_indent, same_colour, covered, no_text, "
        "content_visibility, not_rendered, not_painted (the page looks the same without it); "
        "why it is exempt: closed_details, until_found, "
        "accordion, tab, menu, tooltip, carousel, modal, toggle, hover, skip_link, screen_reader, "
        "card_link, print_only, other_screen",
    ),
    Field("link.seen_in", "text", "raw, rendered or both"),
    Field("link.via", "text", "direct, redirect, parameter or shortener"),
    Field("link.final_url", "text", "where the link leads in the end: a URL of the target"),
    Field(
        "link.tracking",
        "texts",
        "parameters of the final URL that say where a visitor came from or who is paid for him",
    ),
    Field(
        "link.script_origin.url",
        "text",
        "script that put the link into the page; null where none is known to have",
    ),
    Field(
        "link.script_origin.third_party",
        "boolean",
        "whether that script is from another registrable domain than the page",
    ),
    Field(
        "seen.days",
        "number",
        "age of the first sight in days, only in populations: the earliest claimed day, or ours "
        "once the target has four finished crawls",
        virtual=True,
    ),
)
