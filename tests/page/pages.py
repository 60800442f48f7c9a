"""Pages made by chance, of what the readers of a page tell apart."""

from __future__ import annotations

from hypothesis import strategies as st

_TEXTS = st.sampled_from(
    [
        *(
            "",
            " ",
            "\n",
            "oak",
            "oak table ",
            " made by hand",
            "\u00a0",
            "\u3000",
            "\x1f",
            "\u2003x",
        ),
        *("漢字", "ไม้โอ๊ค", "かな 漢", "naïve café", "дуб", "<!-- note -->", "a\x85b", "한국어 글"),
    ]
)
_VOID = st.sampled_from(["<br>", "<hr>", "<img alt='a b'>", "<input value=x>"])
_TAGS = st.sampled_from(
    [
        *("p", "div", "span", "a", "b", "ul", "li", "nav", "header", "footer", "main", "article"),
        *("aside", "section", "h1", "table", "td", "script", "style", "noscript", "template"),
        *("svg", "title", "textarea", "marquee", "font", "select", "option", "address", "iframe"),
    ]
)
_ATTRIBUTES = st.sampled_from(
    [
        *("", "", "", ' class="sidebar"', ' class="post-comments"', " class", ' id="mainNav"'),
        *(' class="footer-menu" id=x', ' role="navigation main"', " role=complementary", " hidden"),
        *(' style="display:none"', ' style="font-size:0"', ' style="color:#fff"', " href=/x"),
        *(
            ' class="site-header"',
            ' class="widget-area"',
            ' bgcolor="#ffffff"',
            " HREF='/y' ID=foot",
        ),
        *(' style="display:none" class="modal"', ' class="author_bio"', ' class="Signature"'),
    ]
)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, attributes, parts: f"<{tag}{attributes}>{''.join(parts)}</{tag}>",
        *(_TAGS, _ATTRIBUTES, st.lists(inner, max_size=4)),
    )


PAGES = st.lists(st.recursive(_TEXTS | _VOID, _element, max_leaves=25), max_size=5).map("".join)
"""HTML of a few elements and texts, not all of it well formed."""
