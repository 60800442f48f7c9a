"""What counts as the target: parsed hosts, never text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.target import Target, TargetError, file_name, parse_matcher
from backlinkspider.urls import resolve


def target(*specs: str, own_sites: tuple[str, ...] = ()) -> Target:
    matchers = tuple(map(parse_matcher, specs))
    return Target(name=str(matchers[0]), matchers=matchers, own_sites=own_sites)


def points(spec: str, href: str) -> bool:
    url = resolve(href, "https://page.example/")
    return url is not None and target(spec).matches(url)


@pytest.mark.parametrize(
    "href",
    [
        "https://target.example",
        "http://target.example:8080/x",
        "//target.example/x?y#z",
        "https://www.target.example/",
        "https://a.b.target.example/",
        "https://target.example./",
        "HTTPS://TARGET.Example/",
        "https://user:pw@target.example/",
        "https://other.test@target.example/",
        "https://%74arget.example/",
        "https://ｔａｒｇｅｔ。example/",
        "https://tar\u00adget.example/",
        " ht\ntps:\\\\target.example\\x ",
    ],
)
def test_a_domain_takes_what_a_browser_takes_there(href: str) -> None:
    assert points("target.example", href)


@pytest.mark.parametrize(
    "href",
    [
        "https://nottarget.example/",
        "https://target.example.evil.test/",
        "https://evil.test/?u=target.example",
        "https://evil.test/target.example",
        "https://evil.test/#https://target.example/",
        "https://target.example@evil.test/",
        "https://target.example:pw@evil.test/",
        "https://evil.test\\@target.example/",
        "https://target.example%2eevil.test/",
        "https://tаrget.example/",
        "https://target-example/",
        "https://example/",
        "https://xn--target-.example/",
        "mailto:me@target.example",
        "javascript:location='https://target.example/'",
        "ftp://target.example/",
        "/target.example/",
    ],
)
def test_look_alikes_never_match(href: str) -> None:
    assert not points("target.example", href)


@pytest.mark.parametrize("spec", ["bücher.example", "BÜCHER.example.", "xn--bcher-kva.example"])
@pytest.mark.parametrize("host", ["bücher.example", "xn--bcher-kva.example", "www.BÜCHER.example"])
def test_idn_and_punycode_are_one(spec: str, host: str) -> None:
    assert points(spec, f"https://{host}/")


@pytest.mark.parametrize(
    ("spec", "href", "matches"),
    [
        ("host:www.t.example", "http://www.t.example:81/x", True),
        ("host:www.t.example", "https://t.example/", False),
        ("host:www.t.example", "https://a.www.t.example/", False),
        ("host:localhost", "http://localhost:8000/", True),
        ("host:[::1]", "http://[0:0::1]:8000/", True),
        ("192.0.2.7", "http://192.0.2.7/", True),
        ("192.0.2.7", "http://0xC0.0.2.7/", True),
        ("prefix:https://t.example/blog", "https://t.example/blog", True),
        ("prefix:https://t.example/blog", "http://t.example/blog/x", True),
        ("prefix:https://t.example/blog", "https://u@T.example./blog?x#y", True),
        ("prefix:https://t.example/blog", "https://t.example/blogger", False),
        ("prefix:https://t.example/blog", "https://t.example/blog&x", False),
        ("prefix:https://t.example/blog", "https://t.example/a/../blog/", True),
        ("prefix:https://t.example/blog", "https://t.example/Blog", False),
        ("prefix:https://t.example/blog", "https://www.t.example/blog", False),
        ("prefix:https://t.example/blog", "https://t.example:8443/blog", False),
        ("prefix:https://t.example:8443/blog", "https://t.example:8443/blog/", True),
        ("prefix:t.example/blog/", "https://t.example/blog/x", True),
        ("prefix:t.example/blog/", "https://t.example/blog", False),
        ("prefix:https://t.example/", "https://t.example/anything", True),
        ("prefix:http://t.example/", "https://t.example:443/anything", True),
        ("prefix:https://t.example/p?id=1", "https://t.example/p?id=1&x", True),
        ("prefix:https://t.example/p?id=1", "https://t.example/p?id=12", False),
        ("prefix:http://[::1]/a", "http://[::1]/a/b", True),
    ],
)
def test_hosts_and_prefixes(spec: str, href: str, matches: bool) -> None:
    assert points(spec, href) == matches


LABELS = st.lists(st.sampled_from(["a", "t", "example", "co", "not-t"]), min_size=1, max_size=5)


@given(LABELS, st.lists(LABELS, min_size=1, max_size=3))
def test_domains_agree_with_a_label_oracle(host: list[str], names: list[list[str]]) -> None:
    names = [name for name in names if len(name) > 1]
    if not names:
        return
    expected = any(host[-len(name) :] == name for name in names)
    specs = [".".join(name) for name in names]
    assert target(*specs).matches(f"https://{'.'.join(host)}:8080/x") == expected


PATHS = st.text(st.sampled_from("ab/?&=:@."), max_size=6)


@given(PATHS, PATHS)
def test_a_prefix_takes_itself_and_what_lies_below(path: str, tail: str) -> None:
    folder = resolve(f"https://t.example/{path.replace('?', '')}/", "https://t.example/") or ""
    url = resolve(f"{folder}{tail}", folder) or ""
    assert target(f"prefix:{folder}").matches(url) == url.startswith(folder)
    assert target(f"prefix:{folder}x").matches(f"{folder}x?y")
    assert not target(f"prefix:{folder}x").matches(folder)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("co.uk", "a public suffix"),
        ("com", "a word without a dot"),
        ("https://t.example/", "a URL: write the domain alone, or prefix:https://t.example/"),
        ("t.example/blog", "write the host name alone"),
        ("t.example#x", "write the host name alone"),
        ("t.example:8080", "write the host name alone"),
        ("host:t.example:80/", "write the host name alone"),
        ("host:u@t.example", "write the host name alone"),
        ("hots:t.example", r"did you mean 'host'\?"),
        ("t.example:port", "no valid URL"),
        ("*.t.example", "no host name has this form"),
        ("me@t.example", "an e-mail address"),
        ("prefix:", "nothing written"),
        ("prefix:mailto:a@b.example", "mailto: is not crawled"),
        ("", "nothing written"),
    ],
)
def test_specs_that_are_wrong(spec: str, reason: str) -> None:
    with pytest.raises(TargetError, match=reason):
        parse_matcher(spec)


SPECS = [
    "t.example",
    "host:www.t.example",
    "prefix:https://t.example/a/?q=1",
    "host:[::1]",
]


@pytest.mark.parametrize(
    "spec", [*SPECS, "[::1]", "blogspot.com", "prefix:https://t.example:8443/"]
)
def test_a_matcher_reads_back(spec: str) -> None:
    assert str(parse_matcher(spec)) == spec


def test_a_long_prefix_has_a_file_name_that_can_be() -> None:
    one, other = (f"prefix:https://target.example/{'x' * 3000}{end}" for end in "ab")
    names = {file_name(parse_matcher(spec)) for spec in (one, other)}
    assert len(names) == 2
    assert all(len(name) < 255 for name in names)


def test_file_names() -> None:
    names = [file_name(parse_matcher(spec)) for spec in SPECS]
    assert names == [
        "t.example.yaml",
        "host-www.t.example.yaml",
        "prefix-t.example-a-q-1.yaml",
        "host-1.yaml",
    ]


def test_aliases_count_as_the_target() -> None:
    both = target("t.example", "host:old.test")
    assert both.matches("https://old.test/")
    assert not both.matches("https://www.old.test/")


@pytest.mark.parametrize(
    ("where", "own"),
    [
        ("https://t.example/page", True),
        ("https://alias.test/", True),
        ("sub.group.test", True),
        ("video.test", False),
        ("https://video.test/@me/1", True),
        ("https://other.test/", False),
        ("::1", True),
    ],
)
def test_own_sites(where: str, own: bool) -> None:
    sites = ("group.test", "prefix:https://video.test/@me", "host:[::1]")
    assert target("t.example", "alias.test", own_sites=sites).is_own(where) == own


def test_own_sites_are_not_the_target() -> None:
    assert not target("t.example", own_sites=("group.test",)).matches("https://group.test/")
