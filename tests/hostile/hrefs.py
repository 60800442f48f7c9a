"""Spellings of a link: what a browser takes for the target, and what only looks like it."""

from __future__ import annotations

from typing import Final

from tests.hostile.case import Case, linked, page
from tests.hostile.wire import answer

_ROOT: Final = "https://target.test/"


def _to(name: str, href: str, url: str = "http://target.test/", *, head: str = "") -> Case:
    """Return the case of a page over http whose only link is written *href*."""
    body = page(f'<a href="{href}">x</a>', head=head)
    return linked(f"href-{name}", answer(body), {"url": url})


def _beside(name: str, href: str, *, head: str = "") -> Case:
    """Return the case of a page whose only link looks like the target's and is not."""
    return Case(f"beside-{name}", answer(page(f'<a href="{href}">x</a>', head=head)), "no_link")


CASES: Final = (
    _to("plain", _ROOT, _ROOT),
    _to("upper-case", "HTTPS://TARGET.TEST/A", f"{_ROOT}A"),
    _to("port", "https://target.test:8443/", "https://target.test:8443/"),
    _to("default-port", "https://target.test:443/", _ROOT),
    _to("root-dot", "https://target.test./", "https://target.test./"),
    _to("userinfo", "https://user:pass@target.test/", "https://user:pass@target.test/"),
    _to("no-scheme", "//target.test/"),
    _to("three-slashes", "///target.test/"),
    _to("backslashes", "\\\\target.test\\x", "http://target.test/x"),
    _to("mixed-slashes", "http:/\\/target.test/x", "http://target.test/x"),
    _to("one-slash-other-scheme", "https:/target.test/x", f"{_ROOT}x"),
    _to("no-slash-other-scheme", "https:target.test/x", f"{_ROOT}x"),
    _to("percent-host", "https://t%61rget.test/", _ROOT),
    _to("percent-dot", "https://target%2Etest/", _ROOT),
    _to("full-width", "https://ｔａｒｇｅｔ.test/", _ROOT),
    _to("ideographic-dot", "https://target\u3002test/", _ROOT),
    _to("soft-hyphen", "https://tar\u00adget.test/", _ROOT),
    _to("zero-width", "https://tar\u200bget.test/", _ROOT),
    _to("spaces-around", " \t\n https://target.test/ \n", _ROOT),
    _to("tab-inside", "ht\ttps://tar\nget.test/", _ROOT),
    _to("entity", "https&#58;&#x2F;/target&period;test/", _ROOT),
    _to("entity-no-semicolon", "https://target.test/?a=1&ampb", f"{_ROOT}?a=1&ampb"),
    _to("dot-segments", "https://target.test/a/../b/./c", f"{_ROOT}b/c"),
    _to("encoded-dots", "https://target.test/a/%2e%2E/b", f"{_ROOT}b"),
    _to("fragment", "https://target.test/#:~:text=x", f"{_ROOT}#:~:text=x"),
    _to("subdomain", "https://a.b.target.test/", "https://a.b.target.test/"),
    _to("based", "x", f"{_ROOT}dir/x", head=f"<base href='{_ROOT}dir/'>"),
    _to("based-twice", "x", f"{_ROOT}x", head=f"<base href='{_ROOT}'><base href='//b.test/'>"),
    _to("based-relatively", "y", "http://target.test/y", head="<base href='//target.test/x'>"),
    _to("control", "\x01https://target.test/\x1f", _ROOT),
    linked("href-unquoted", answer(page(f"<a href={_ROOT}a>x</a>")), {"url": f"{_ROOT}a"}),
    linked("href-twice", answer(page(f"<a href={_ROOT} href=//b.test/>x</a>")), {"url": _ROOT}),
    linked("href-no-end", answer(page(f"<a href='{_ROOT}'>never closed")), {"url": _ROOT}),
    linked("href-area", answer(page(f"<map><area href='{_ROOT}' alt=x></map>")), {"place": "area"}),
    linked(
        "href-odd-tag",
        answer(page(f"<A/HREF='{_ROOT}'/rel=NoFollow>x</A>")),
        {"url": _ROOT, "rel": ["nofollow"], "follow": False},
    ),
    linked(
        "href-no-break-space-rel",
        answer(page(f"<a rel='nofollow\u00a0x' href='{_ROOT}'>x</a>")),
        {"rel": ["nofollow\u00a0x"]},
    ),
    _beside("userinfo", "https://target.test@evil.test/"),
    _beside("userinfo-encoded", "https://target.test%2F@evil.test/"),
    _beside("userinfo-backslash", "https://evil.test\\@target.test/"),
    _beside("longer-name", "https://nottarget.test/"),
    _beside("as-subdomain", "https://target.test.evil.test/"),
    _beside("query", "https://evil.test/?u=https://target.test"),
    _beside("fragment", "https://evil.test/#https://target.test/"),
    _beside("path", "/https://target.test/"),
    _beside("homograph", "https://t\u0430rget.test/"),
    _beside("hyphen", "https://target-test/"),
    _beside("javascript", "javascript:location='https://target.test/'"),
    _beside("data", "data:text/html,<a href=https://target.test/>"),
    _beside("mail", "mailto:info@target.test"),
    _beside("view-source", "view-source:https://target.test/"),
    _beside("blob", "blob:https://target.test/0"),
    _beside("ftp", "ftp://target.test/"),
    _beside("same-scheme-no-slash", "http:target.test/x"),
    _beside("space-in-host", "https://target .test/"),
    _beside("null-in-host", "https://target&#0;.test/"),
    _beside("bad-port", "https://target.test:99999/"),
    _beside("based-elsewhere", "/x", head="<base href='//evil.test/'><base href='//target.test/'>"),
    _beside("ipv6-confusion", "http://[target.test]/"),
)
