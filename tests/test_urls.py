"""URLs, hosts, domains and the spelling of candidates."""

from __future__ import annotations

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlinkspider import urls
from backlinkspider.urls import CandidateError, CandidateUrl, parse_candidate

BASE = "https://site.example/dir/page.html?q#f"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
URL_LIKE = st.text("htps:/.@?#[]%\\ \t\nex0149-_日.。ß\ud800'\"<>*", max_size=40)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("other", "https://site.example/dir/other"),
        ("  ../up \n", "https://site.example/up"),
        ("ht\ntp://o\tther.example/a\r\nb", "http://other.example/ab"),
        ("\\\\other.example\\x", "https://other.example/x"),
        ("", "https://site.example/dir/page.html?q"),
        ("#top", "https://site.example/dir/page.html?q#top"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("//ＴＡＲＧＥＴ。example", "https://target.example/"),
        ("https://%74arget.example:443", "https://target.example/"),
        ("?\ud800", "https://site.example/dir/page.html?%EF%BF%BD"),
        ("?\ud83d\ude00", "https://site.example/dir/page.html?%F0%9F%98%80"),
        ("http://a b/", None),
        ("http://x:99999/", None),
        ("//\ud800/", None),
    ],
)
def test_resolve_reads_as_a_browser(href: str, url: str | None) -> None:
    assert urls.resolve(href, BASE) == url


def test_resolve_against_a_base_that_does_not_parse() -> None:
    assert urls.resolve("page", "not a base") is None
    assert urls.resolve("https://a.example/", "not a base") is None


@given(ANY_TEXT | URL_LIKE, ANY_TEXT | st.just(BASE))
def test_resolve_never_raises(href: str, base: str) -> None:
    url = urls.resolve(href, base)
    assert url is None or urls.normalize(url) == url


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.com/", "example.com"),
        ("https://example.com", "example.com"),
        ("http://sub.example.com:8080?x", "sub.example.com"),
        ("https://example.com./x", "example.com"),
        ("HTTPS://Example.COM/", "example.com"),
        ("https://user:pw@example.com/", "example.com"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[2001:DB8::1]:80/", "2001:db8::1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://127.1/", "127.0.0.1"),
        ("http://a_b.example/", "a_b.example"),
        ("http://intranet/", "intranet"),
        ("https://a%00b/", ""),
        ("https://example.com:99999/", ""),
        ("mailto:a@example.com", ""),
        ("file:///etc/hosts", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    assert urls.host_of(url) == host


@given(URL_LIKE | URL_LIKE.map("http://{}".format) | ANY_TEXT)
@example("http://0x1/")
@example("http://a.example:65535x/")
@example("http://a.example\t.b.example/")
def test_host_of_agrees_with_the_parser(url: str) -> None:
    try:
        expected = ada_url.URL(url).hostname
    except ValueError:
        expected = ""
    if not any("\ud800" <= character <= "\udfff" for character in url):
        assert urls.host_of(url) == expected.removesuffix(".").strip("[]")


DOMAINS = [
    # host, public suffix, registrable domain, politeness key
    ("www.example.com", "com", "example.com", "example.com"),
    ("a.b.example.co.uk", "co.uk", "example.co.uk", "example.co.uk"),
    ("foo.blogspot.com", "blogspot.com", "foo.blogspot.com", "blogspot.com"),
    ("x.foo.blogspot.com", "blogspot.com", "foo.blogspot.com", "blogspot.com"),
    ("blogspot.com", "blogspot.com", "blogspot.com", "blogspot.com"),
    ("me.github.io", "github.io", "me.github.io", "github.io"),
    ("co.uk", "co.uk", "co.uk", "co.uk"),
    ("com", "com", "com", "com"),
    ("a.b.site.test", "test", "site.test", "site.test"),
    ("shop.example", "example", "shop.example", "shop.example"),
    ("www.city.kawasaki.jp", "kawasaki.jp", "city.kawasaki.jp", "city.kawasaki.jp"),
    ("a.b.c.kawasaki.jp", "c.kawasaki.jp", "b.c.kawasaki.jp", "b.c.kawasaki.jp"),
    ("www.xn--85x722f.xn--55qx5d.cn",) + ("xn--55qx5d.cn",) + ("xn--85x722f.xn--55qx5d.cn",) * 2,
    ("intranet", "intranet", "intranet", "intranet"),
    ("192.0.2.7", "", "192.0.2.7", "192.0.2.7"),
    ("2001:db8::1", "", "2001:db8::1", "2001:db8::1"),
    ("", "", "", ""),
]


@pytest.mark.parametrize(
    ("host", "below"),
    [
        ("amazonaws.com", "s3.amazonaws.com"),
        ("s3.amazonaws.com", ""),
        ("kuleuven.be", "ezproxy.kuleuven.be"),
        ("github.io", ""),
        ("me.github.io", ""),
        ("uk", ""),
        ("co.uk", ""),
        ("example.com", ""),
        ("", ""),
    ],
)
def test_names_that_suffixes_lie_below(host: str, below: str) -> None:
    assert urls.suffix_below(host) == below


@pytest.mark.parametrize(("host", "suffix", "domain", "key"), DOMAINS)
def test_domains(host: str, suffix: str, domain: str, key: str) -> None:
    assert urls.public_suffix(host) == suffix
    assert urls.registrable_domain(host) == domain
    assert urls.politeness_key(host) == key
    assert urls.is_public_suffix(host) == (host != "" and host == suffix)


@pytest.mark.parametrize(("host", "shared"), [("co.uk", True), ("blogspot.com", False)])
def test_registry_suffixes(host: str, shared: bool) -> None:
    assert urls.is_public_suffix(host, private=False) == shared


@given(URL_LIKE.map("http://{}".format))
def test_a_domain_is_a_tail_of_its_host(url: str) -> None:
    host = urls.host_of(url)
    domain, key = urls.registrable_domain(host), urls.politeness_key(host)
    assert f".{host}".endswith(f".{domain}")
    assert f".{domain}".endswith(f".{key}")
    assert urls.registrable_domain(domain) == domain


def test_small_helpers() -> None:
    assert urls.without_fragment("https://a.example/?q#x#y") == "https://a.example/?q"
    assert urls.is_http("https://a.example/")
    assert not urls.is_http("mailto:a@b.example")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pw@a.example/@x", "https://a.example/@x"),
        ("http://user:p@w@a.example/links", "http://a.example/links"),
        ("https://a.example/@x", "https://a.example/@x"),
        ("https://a.example?u=@x", "https://a.example?u=@x"),
    ],
)
def test_without_userinfo(url: str, shown: str) -> None:
    assert urls.without_userinfo(url) == shown


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("xn--bcher-kva.example", "bücher.example"),
        ("example.com", "example.com"),
        ("xn--a.example", "xn--a.example"),
        ("::1", "::1"),
    ],
)
def test_display_host(host: str, shown: str) -> None:
    assert urls.display_host(host) == shown


@pytest.mark.parametrize(
    ("text", "url", "kind"),
    [
        ("https://example.com/page", "https://example.com/page", "page"),
        ("https://example.com", "https://example.com/", "page"),
        ("http://example.com/a b#c", "http://example.com/a%20b", "page"),
        ("example.com/page", "https://example.com/page", "page"),
        ("example.com?q=1", "https://example.com/?q=1", "page"),
        ("example.com", "https://example.com/", "site"),
        ("example.com#top", "https://example.com/", "site"),
        ("Example.COM.", "https://example.com/", "site"),
        ("example.com:8080", "https://example.com:8080/", "site"),
        ("example.com:8080/x", "https://example.com:8080/x", "page"),
        ("//example.com/x", "https://example.com/x", "page"),
        ("https://example.com.:443/x", "https://example.com/x", "page"),
        ("https://me:pw@example.com/x", "https://example.com/x", "page"),
        ("HTTP://EXAMPLE.COM/X", "http://example.com/X", "page"),
        ("bücher.example", "https://xn--bcher-kva.example/", "site"),
        ("  \ufeff<https://example.com/x> ", "https://example.com/x", "page"),
        ("\"'example.com'\"", "https://example.com/", "site"),
        ("192.0.2.7", "https://192.0.2.7/", "site"),
        ("http://localhost:8000/", "http://localhost:8000/", "page"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x", "page"),
        ("a.example/?u=http://b.example", "https://a.example/?u=http://b.example", "page"),
        ("https://a.example/@me", "https://a.example/@me", "page"),
        ("a.example/@me", "https://a.example/@me", "page"),
    ],
)  # fmt: skip
def test_candidates(text: str, url: str, kind: str) -> None:
    assert parse_candidate(text) == CandidateUrl(url, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing written"),
        (' "" ', "nothing written"),
        ("mailto:a@b.example", "mailto: is not crawled"),
        ("JavaScript:alert(1)", "javascript: is not crawled"),
        ("ftp://a.example/", "ftp: is not crawled"),
        ("file:///x", "file: is not crawled"),
        ("me@example.com", "e-mail address"),
        ("localhost", "write http://localhost/"),
        ("word", "a word without a dot"),
        ("3.14", "write http://3.0.0.14/"),
        ("two words.example", "no valid URL"),
        ("example.com:port", "no valid URL"),
        ("https://", "no valid URL"),
        ("https://./", "no valid URL"),
        ("https://a..example/", "no host name"),
        ("https://example.com../", "ends in two dots"),
        ("*.example.com", "no host name"),
        ("https://a.example,https://b.example", "no host name"),
        ("https://a.example/x https://b.example/", "two URLs"),
        ("https://a.example\thttps", "tab, line break or control"),
        ("https://a.example/\nx", "tab, line break or control"),
        ("https://a.example/\0", "tab, line break or control"),
        (f"{'a' * 64}.example", "no host name"),
        ("https://a.example/" + "x" * 8175, "8,193 characters: a URL may have 8,192"),
    ],
)
def test_what_is_no_candidate(text: str, reason: str) -> None:
    with pytest.raises(CandidateError, match=reason):
        parse_candidate(text)


@given(ANY_TEXT | URL_LIKE | URL_LIKE.map("https://a.example{}".format))
def test_a_candidate_is_its_own_spelling(text: str) -> None:
    try:
        candidate = parse_candidate(text)
    except CandidateError as error:
        reason = str(error)
    else:
        reason = ""
    assert reason.isprintable()
    if reason:
        return
    assert parse_candidate(candidate.url).url == candidate.url
    assert urls.normalize(candidate.url) == candidate.url
    assert urls.is_http(candidate.url)
    assert urls.host_of(candidate.url)
