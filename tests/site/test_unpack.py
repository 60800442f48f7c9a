"""Bytes of sitemaps as bounded text."""

from __future__ import annotations

import gzip

import pytest

from backlinkspider.site import unpack
from backlinkspider.site.unpack import CutShortError, read_text

TEXT = '<?xml version="1.0"?><a>Grüße, Žižka, 日本</a>\n'


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT.encode()[:30]) + gzip.compress(TEXT.encode()[30:]),
        gzip.compress(TEXT.encode("utf-16")),
    ],
    ids=["utf-8", "bom-8", "bom-16", "16-le", "16-be", "bom-16-be", "gzip", "members", "gzip-16"],
)
def test_the_text_is_read(body: bytes) -> None:
    assert "".join(read_text(body)) == TEXT


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("windows-1251", "cp1251"),
        ("ISO-8859-1", "cp1252"),
        ("UTF-16", "utf-8"),
        ("unknown-1", "utf-8"),
        ("replacement", "utf-8"),
    ],
)
def test_a_declared_encoding_counts_where_it_is_possible(label: str, encoding: str) -> None:
    letter = "ж" if encoding == "cp1251" else "é"
    text = f'<?xml version="1.0" encoding="{label}"?><a>{letter}</a>'
    assert "".join(read_text(text.encode(encoding))) == text


def test_letters_on_the_edge_of_two_pieces_are_kept() -> None:
    text = "x" * ((1 << 16) - 1) + "日本"
    assert "".join(read_text(text.encode())) == text


def test_what_is_no_text_becomes_replacement_characters() -> None:
    assert "".join(read_text(b"a\xff\xfeb")) == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    ("body", "reason", "before"),
    [
        (gzip.compress(TEXT.encode())[:-8], "ends early", TEXT),
        (gzip.compress(TEXT.encode()) + b"junk", "broken gzip", TEXT),
        (b"\x1f\x8b\x08junk junk junk", "broken gzip|ends early", ""),
        (b"\x1f\x8b", "ends early", ""),
    ],
    ids=["cut", "junk behind", "junk", "mark only"],
)
def test_broken_gzip_is_used_as_far_as_it_goes(body: bytes, reason: str, before: str) -> None:
    read: list[str] = []
    with pytest.raises(CutShortError, match=reason):
        read.extend(read_text(body))
    assert "".join(read) == before


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch, pack: type[bytes]) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED", 100_000)
    read: list[str] = []
    with pytest.raises(CutShortError, match="more than 100,000 bytes"):
        read.extend(read_text(pack(b"x" * 3_000_000)))
    assert sum(map(len, read)) == 100_000


def test_a_body_of_just_the_limit_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED", 100_000)
    assert sum(map(len, read_text(b"x" * 100_000))) == 100_000
