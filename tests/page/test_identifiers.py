from __future__ import annotations

import pytest

from backlinkspider.page.identifiers import read_ids
from tests.page.reading import document


def ids(html: str) -> tuple[str, ...]:
    return read_ids(document(html).tree)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("ga('create', 'UA-12345-1', 'auto')", "ga:UA-12345-1"),
        ("gtag('config', 'G-ABCD123456')", "ga4:G-ABCD123456"),
        ("(w,d,s,l,'GTM-ABC12')", "gtm:GTM-ABC12"),
        ("gtag('config','AW-123456789')", "ads:AW-123456789"),
        ("google_ad_client = 'ca-pub-1234567890123456'", "adsense:pub-1234567890123456"),
        ("fbq('init', '123456789012');", "fbpixel:123456789012"),
        ("ym(12345678, 'init', {})", "yandex:12345678"),
        ("h._hjSettings={hjid:123456,hjsv:6}", "hotjar:123456"),
        ("(window, document, 'clarity', 'script', 'abc123xyz')", "clarity:abc123xyz"),
        ("var sc_project=1234567;", "statcounter:1234567"),
        ("var disqus_shortname = 'oakblog'", "disqus:oakblog"),
    ],
)
def test_accounts(code: str, found: str) -> None:
    assert ids(f"<script>{code}</script>") == (found,)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<script src='https://www.googletagmanager.com/gtag/js?id=G-ABCD123456'></script>",
         ("ga4:G-ABCD123456",)),
        ("<noscript><iframe src='//www.googletagmanager.com/ns.html?id=GTM-ABC12'></noscript>",
         ("gtm:GTM-ABC12",)),
        ("<ins data-ad-client=ca-pub-1234567890123456></ins>", ("adsense:pub-1234567890123456",)),
        ("<noscript><img src='https://www.facebook.com/tr?id=123456789012&ev=x'></noscript>",
         ("fbpixel:123456789012",)),
        ("<noscript><img src='https://mc.yandex.ru/watch/1234567'></noscript>",
         ("yandex:1234567",)),
        ("<script src=//hm.baidu.com/hm.js?0123456789abcdef0123456789abcdef></script>",
         ("baidu:0123456789abcdef0123456789abcdef",)),
        ("<p>How to find your UA-12345-1 or GTM-ABC12", ()),
        ("<script>var x='QUA-12345-1', y='BIG-ABCDEFGH', z='algorithm(12345,'</script>", ()),
        ("<script type=application/ld+json>{\"sku\": \"G-ABCD123456\"}</script>", ()),
        ("<script>'UA-12345-1'</script><script>'UA-12345-1'</script>", ("ga:UA-12345-1",)),
    ],
)  # fmt: skip
def test_only_code_is_read(html: str, found: tuple[str, ...]) -> None:
    assert ids(html) == found


def test_hostile_pages_give_few() -> None:
    code = " ".join(f"'UA-{number}-1'" for number in range(10_000, 30_000))
    assert len(ids(f"<script>{code}</script>")) == 40
