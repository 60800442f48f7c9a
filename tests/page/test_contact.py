"""How a page says that its people can be reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.contact import MOST, has_contact, read_contacts
from backlinkspider.page.words import data
from tests.page.reading import document

PAGE = "https://page.example/folder/page"


def contacts(html: str, author: str | None = None, url: str = PAGE) -> list[tuple[str, str, str]]:
    page = document(html, url)
    return [(c.kind, c.value, c.text) for c in read_contacts(page, page.anchors(), author)]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<a href=mailto:me@x.example>mail</a>", True),
        ("<a href=tel:+441234567>call</a>", True),
        ("<a href=/contact-us.html>x</a>", True),
        ("<a href=/p/7>Über uns</a>", True),
        ("<a href=/ueber-uns/>x</a>", True),
        ("<a href=/p/7>О компании</a>", True),
        ("<a href=/p/7>お問い合わせ</a>", True),
        ("<a href=/p/7>Impressum</a>", True),
        ("<form><textarea></textarea><input type=email></form>", True),
        ("<a href=https://other.example/contact>Contact</a>", False),
        ("<a href=/about-oak-tables-and-chairs>About oak tables and chairs</a>", False),
        ("<a href='mailto:?subject=Look&body=https://x.example/'>share</a>", False),
        ("<a href=https://x.com/annoak>X</a>", False),
        ("<p>Contact us!", False),
    ],
)
def test_has_contact(html: str, found: bool) -> None:
    page = document(html)
    assert has_contact(read_contacts(page, page.anchors(), None)) is found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<a href=MAILTO:Ann.Oak@X.Example?subject=Hi>Write to Ann</a>",
         [("mail", "Ann.Oak@x.example", "Write to Ann")]),
        ("<a href='mailto:a@x.example,%62@x.example'>a@x.example</a>",
         [("mail", "a@x.example", ""), ("mail", "b@x.example", "a@x.example")]),
        ("<a href='mailto:no address'>x</a><a href=mailto:a@localhost>x</a>", []),
        ("<a href='tel:+44 (0)20-7946 0000;ext=3'>x</a>", [("phone", "+4402079460000", "")]),
        ("<a href=tel:911>x</a><a href=tel:>x</a>", []),
        ("<a href=https://wa.me/442079460000?text=hi>x</a>",
         [("phone", "+442079460000", "whatsapp")]),
        ("<a href=/impressum#top>Impressum</a><a href=/impressum>Imprint</a>",
         [("page", "https://page.example/impressum", "Impressum")]),
        ("<a href=https://www.linkedin.com/in/ann-oak/?trk=x>in</a>",
         [("profile", "https://www.linkedin.com/in/ann-oak/", "linkedin")]),
        ("<a href=https://x.com/AnnOak>x</a><a href=http://www.x.com/annoak/>x</a>",
         [("profile", "https://x.com/AnnOak", "x")]),
        ("<a href=https://social.example/@ann rel=me>m</a>",
         [("profile", "https://social.example/@ann", "social.example")]),
        ("<a href=https://social.example/@ann>m</a>", []),
        ("<a rel=author href=/people/ann>Ann Oak</a>",
         [("author", "https://page.example/people/ann", "Ann Oak")]),
    ],
)  # fmt: skip
def test_what_links_offer(html: str, found: list[tuple[str, str, str]]) -> None:
    assert contacts(html) == found


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("https://x.com/annoak", "x"),
        ("https://twitter.com/@annoak", "x"),
        ("https://m.facebook.com/oakwell.tables", "facebook"),
        ("https://de.linkedin.com/company/oakwell", "linkedin"),
        ("https://www.youtube.com/@oakwell", "youtube"),
        ("https://bsky.app/profile/ann.example", "bluesky"),
        ("https://github.com/annoak", "github"),
        ("https://x.com/intent/post?url=x", None),
        ("https://x.com/share?url=x", None),
        ("https://twitter.com/annoak/status/1", None),
        ("https://x.com/", None),
        ("https://www.facebook.com/sharer/sharer.php?u=x", None),
        ("https://www.facebook.com/sharer.php?u=x", None),
        ("https://www.linkedin.com/shareArticle?url=x", None),
        ("https://www.youtube.com/watch?v=x", None),
        ("https://github.com/annoak/tables", None),
        ("https://pinterest.com/pin/create/button/", None),
        ("https://notx.com/annoak", None),
        ("https://x.com.evil.example/annoak", None),
    ],
)
def test_profiles_are_told_from_other_links(url: str, network: str | None) -> None:
    found = contacts(f'<a href="{url}">x</a>')
    assert [text for _, _, text in found] == ([network] if network else [])


def test_a_networks_own_pages_are_no_profiles_of_others() -> None:
    assert contacts("<a href=/annoak>x</a>", url="https://x.com/other") == []


def test_the_author_without_a_page_is_a_name() -> None:
    assert contacts("", "Ann Oak") == [("author", "Ann Oak", "Ann Oak")]
    linked = contacts("<a rel=author href=/ann>by Ann</a>", "Ann Oak")
    assert linked == [("author", "https://page.example/ann", "Ann Oak")]


@pytest.mark.parametrize(
    ("form", "is_found"),
    [
        ("<form action=/send><input type=email><textarea></textarea></form>", True),
        ("<form class=wpcf7-form><input name=your-email><textarea></textarea></form>", True),
        ("<form id=commentform><input type=email><textarea></textarea></form>", False),
        (
            "<form action=/wp-comments-post.php><input type=email><textarea></textarea></form>",
            False,
        ),
        ("<form><input type=email><button>Subscribe</button></form>", False),
        ("<form><textarea></textarea></form>", False),
    ],
)
def test_a_contact_form_is_the_page_it_is_on(form: str, is_found: bool) -> None:
    assert contacts(form) == ([("form", PAGE, "")] if is_found else [])


def test_the_most_direct_come_first_and_only_some_are_kept() -> None:
    links = "".join(
        f"<a href=https://x.com/ann{n}>x</a><a href=mailto:a{n}@x.example>m</a>"
        f"<a href=tel:+4412345{n}>t</a><a href=/{n}/contact>c</a>"
        for n in range(100)
    )
    form = "<form><input type=email><textarea></textarea></form>"
    found = contacts(links + form, "Ann Oak")
    kinds = [kind for kind, _, _ in found]
    assert kinds == [kind for kind, most in MOST.items() for _ in range(most)]
    assert found[0] == ("mail", "a0@x.example", "m")


def test_a_value_too_long_is_left_out() -> None:
    assert contacts(f"<a href=/{'x' * 600}/contact>Contact</a>") == []


def test_every_network_has_hosts_and_a_path() -> None:
    for name, entry in data("profiles").items():
        assert entry.keys() <= {"hosts", "path", "not"}, name
        assert entry["hosts"], name
        assert entry["path"], name


HREFS = st.sampled_from(
    ["mailto:", "tel:", "%", "@x.example", "a", ",", "https://x.com/", "https://wa.me/", "me", "?",
     "//", "/contact", "\x00", "ü", " ", "javascript:", "[", "]"]
)  # fmt: skip


@given(st.lists(st.lists(HREFS, max_size=5).map("".join), max_size=8))
def test_any_links_give_bounded_plain_hints(hrefs: list[str]) -> None:
    html = "".join(f"<a href='{href}'>x</a>" for href in hrefs)
    found = contacts(html)
    assert len(found) <= sum(MOST.values())
    assert all(value and len(value) <= 500 for _, value, _ in found)
