from __future__ import annotations

import pytest
from chardetng_py import EncodingDetector
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from backlinkspider.page import charset
from backlinkspider.page.charset import Charset, sniff_charset

HTML = "text/html; charset="


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        (b"", "", ("windows-1252", "guess")),
        (b"plain ASCII", "text/html", ("windows-1252", "guess")),
        (b"\xef\xbb\xbf<meta charset=koi8-r>", HTML + "windows-1251", ("utf-8", "bom")),
        (b"\xff\xfea\0", HTML + "utf-8", ("utf-16le", "bom")),
        (b"\xfe\xff\0a", "", ("utf-16be", "bom")),
        (b"<meta charset=koi8-r>", HTML + "windows-1251", ("windows-1251", "header")),
        (b"<meta charset=koi8-r>", HTML + '"UTF-8"', ("utf-8", "header")),
        (b"<meta charset=koi8-r>", HTML + "'utf-8'", ("koi8-r", "meta")),
        (b"<meta charset=koi8-r>", HTML + "nonsense", ("koi8-r", "meta")),
        (b"", "text/html; charset=koi8-r, text/html; charset=utf-8", ("utf-8", "header")),
        (b"", 'text/html; title="; charset=koi8-r"; charset=utf-8', ("utf-8", "header")),
        (b"", "text/html; charset=utf-8; charset=koi8-r", ("utf-8", "header")),
        (b"", HTML + "utf-16", ("utf-16le", "header")),
        (b"", HTML + "iso-2022-kr", ("replacement", "header")),
        (b"<meta charset=nonsense><meta charset=gb2312>", "", ("gbk", "meta")),
        (b"<meta charset=utf-16>", "", ("utf-8", "meta")),
        (b"<meta charset=x-user-defined>", "", ("windows-1252", "meta")),
        (b'<?xml version="1.0" encoding="euc-jp"?>', "", ("euc-jp", "xml")),
        (b'<?xml version="1.0" encoding="utf-16"?>', "", ("utf-8", "xml")),
        (b'<?xml encoding="euc-jp"?><meta charset=big5>', "", ("big5", "meta")),
        (b' <?xml version="1.0" encoding="euc-jp"?>', "", ("windows-1252", "guess")),
        ("<?xml version='1.0'?>".encode("utf-16-le"), "", ("utf-16le", "xml")),
        ("<?xml version='1.0'?>".encode("utf-16-be"), "", ("utf-16be", "xml")),
    ],
)
def test_order(body: bytes, content_type: str, charset: tuple[str, str]) -> None:
    found = sniff_charset(body, content_type)
    assert (found.name, found.source) == charset


@pytest.mark.parametrize(
    ("encoding", "tld", "text"),
    [
        ("windows-1251", "ru", "Сегодня в городе открылась новая выставка старинной мебели."),
        ("shift_jis", "jp", "今日は新しい家具の展示会が開かれました。たくさんの人が来ています。"),
        ("euc-kr", "kr", "오늘 새로운 가구 전시회가 열렸습니다. 많은 사람들이 왔습니다."),
        ("gbk", "cn", "今天举办了新的家具展览，来了很多人，大家都很喜欢这些老家具。"),
        ("windows-874", "th", "วันนี้มีการเปิดนิทรรศการเฟอร์นิเจอร์ใหม่ มีผู้คนมากมาย"),
        ("windows-1252", "de", "Schöne Möbel für das Wohnzimmer, größer als je zuvor."),
    ],
)
def test_pages_that_declare_nothing_are_guessed(encoding: str, tld: str, text: str) -> None:
    body = f"<p>{text * 3}</p>".encode(encoding.replace("windows-874", "cp874"))
    assert sniff_charset(body, "text/html", tld) == Charset(encoding, "guess")


def test_utf_8_is_never_guessed() -> None:
    assert sniff_charset("<p>größer</p>".encode() * 20, "text/html", "de").name != "utf-8"


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_known(label: str) -> None:
    assert sniff_charset(b"", f"text/html; charset={label.upper()}").name == LABELS[label]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-16le", "UTF-16LE"),
        ("iso-8859-8-i", "ISO-8859-8-I"),
        ("windows-1252", "windows-1252"),
        ("koi8-u", "KOI8-U"),
        ("ibm866", "IBM866"),
        ("gbk", "GBK"),
        ("gb18030", "gb18030"),
        ("big5", "Big5"),
        ("shift_jis", "Shift_JIS"),
        ("euc-kr", "EUC-KR"),
        ("macintosh", "macintosh"),
        ("x-user-defined", "x-user-defined"),
        ("replacement", "replacement"),
    ],
)
def test_label_is_spelt_as_in_the_dom(name: str, label: str) -> None:
    assert Charset(name, "header").label == label


@given(st.binary(max_size=300), st.text(max_size=60), st.text(max_size=5))
def test_any_bytes_and_headers_have_an_encoding(body: bytes, content_type: str, tld: str) -> None:
    assert sniff_charset(body, content_type, tld).name in set(LABELS.values())


_PIECES = [
    "a",
    "IX",
    "Mr. ",
    "n.",
    "1",
    " ",
    "  ",
    "\n",
    "<p>",
    "<b class='x y'>",
    " the old ",
    "~",
]
_NATIVE = ["é", "ß", "I\u2019", "3º", " Mª ", "©", "Ж", "ВЕ", "Привет", "λόγος", "שלום,", "مرحبا"]
_NATIVE += ["ก็", "Đặ", "日本", "ｶﾞ", "かな", "한국어", "中文\uff0c", "們", "ž", "İI", "ő"]
_ODD = [b"\x80", b"\xa0", b"\xa0\xa0", b"\xfe", b"\xff", b"\x810", b"\x8f\xa1", b"\x1b$B", b"\x1b"]
_LEGACY = ["windows-1252", "windows-1251", "koi8-r", "iso-8859-2", "cp1253", "cp1255", "cp1256"]
_LEGACY += ["cp874", "cp1258", "cp866", "shift_jis", "euc_jp", "gb18030", "big5", "cp949", "cp1254"]


@given(
    st.sampled_from(_LEGACY),
    st.lists(st.sampled_from(_PIECES + _NATIVE) | st.sampled_from(_ODD), max_size=60),
    st.sampled_from([b"com", b"ru", b"jp", b"cn", b"pl", b"il", b"tr", b"de"]),
)
def test_what_is_left_of_ascii_changes_no_guess(
    encoding: str, pieces: list[str | bytes], tld: bytes
) -> None:
    raw = [p if isinstance(p, bytes) else p.encode(encoding, "ignore") for p in pieces]
    body = b"".join(raw)
    guesses = []
    for fed in (body, charset._telling(body)):
        detector = EncodingDetector()
        detector.feed(fed, last=True)
        guesses.append([detector.guess(tld=tld, allow_utf8=utf8) for utf8 in (False, True)])
    assert guesses[0] == guesses[1]
