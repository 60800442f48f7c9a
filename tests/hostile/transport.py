"""Connections that drip, break, lie about lengths or never end."""

from __future__ import annotations

from typing import Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, cut_off, endless, head, parts, raw, silent

_PAGE: Final = page(LINK).encode()
_HTML: Final = "Content-Type: text/html; charset=utf-8"
_CHUNKED: Final = "Transfer-Encoding: chunked"
_CUT: Final = {"truncated": True}
_STATUS: Final = b"HTTP/1.1 200 OK\r\n"


def _chunk(data: bytes, extension: bytes = b"") -> bytes:
    return b"%x%s\r\n%s\r\n" % (len(data), extension, data)


def _chunks(*pieces: bytes) -> bytes:
    return b"".join(map(_chunk, pieces)) + b"0\r\n\r\n"


def _ok(*headers: str) -> bytes:
    return head(_HTML, *headers)


CASES: Final = (
    Case("wire-silent", silent, "timeout"),
    Case("wire-head-never-ends", endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.05), "timeout"),
    *(
        Case(f"wire-{name}", endless(beginning, piece), "connection_error", detail="262,144 bytes")
        for name, beginning, piece in (
            ("head-endless", _STATUS, b"X: y\r\n" * 99),
            ("head-of-many-names", _STATUS, b"".join(b"X-%d: y\r\n" % n for n in range(99))),
            ("head-folded", _STATUS + b"X: y\r\n", b" y\r\n" * 99),
            ("hints-endless", b"", b"HTTP/1.1 103 X\r\nLink: <x>\r\n\r\n" * 99),
        )
    ),
    linked("wire-head-long", answer(_PAGE, *(f"X-{n}: {'y' * 999}" for n in range(200)))),
    Case(
        "wire-one-endless-field", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 999), "connection_error"
    ),
    Case("wire-drip", parts(_ok(), *(0.4, b"<p>x") * 60), "timeout"),
    Case("wire-drip-after-link", parts(_ok() + _PAGE, *(0.4, b"<p>x") * 60), "timeout"),
    Case("wire-half-head", parts(b"HTTP/1.1 200 OK\r\nContent-"), "connection_error"),
    Case("wire-closed", raw(b""), "connection_error"),
    Case("wire-reset", cut_off(), "connection_error"),
    Case("wire-reset-head", cut_off(b"HTTP/1.1 200 OK\r\n"), "connection_error"),
    linked("wire-reset-body", cut_off(_ok("Content-Length: 9999") + _PAGE), page=_CUT),
    Case(
        "wire-reset-before-link",
        cut_off(_ok("Content-Length: 9999") + page().encode()),
        "connection_error",
        detail="broke off",
    ),
    linked("wire-longer-than-said", answer(_PAGE + b"<p>more", length=len(_PAGE))),
    linked("wire-shorter-than-said", answer(_PAGE, length=99_999), page=_CUT),
    linked("wire-no-length", raw(_ok() + _PAGE)),
    Case("wire-empty-length", raw(_ok("Content-Length: ") + _PAGE), "connection_error"),
    Case("wire-negative-length", raw(_ok("Content-Length: -5") + _PAGE), "connection_error"),
    Case("wire-odd-length", raw(_ok("Content-Length: 0x10") + _PAGE), "connection_error"),
    linked("wire-huge-length", raw(_ok(f"Content-Length: {10**30}") + _PAGE), page=_CUT),
    Case(
        "wire-two-lengths",
        raw(_ok("Content-Length: 5", "Content-Length: 6") + _PAGE),
        "connection_error",
    ),
    linked("wire-chunks", raw(_ok(_CHUNKED) + _chunks(_PAGE[:50], _PAGE[50:]))),
    linked("wire-chunk-a-byte", raw(_ok(_CHUNKED) + _chunks(*(bytes([b]) for b in _PAGE)))),
    linked("wire-chunk-extension", raw(_ok(_CHUNKED) + _chunk(_PAGE, b";x=y") + b"0\r\n\r\n")),
    linked("wire-chunks-no-end", raw(_ok(_CHUNKED) + _chunk(_PAGE)), page=_CUT),
    linked("wire-chunk-short", raw(_ok(_CHUNKED) + b"ffff\r\n" + _PAGE), page=_CUT),
    linked(
        "wire-chunk-trailer",
        raw(_ok(_CHUNKED) + _chunk(_PAGE) + b"0\r\nX: y\r\n\r\n"),
    ),
    Case("wire-chunk-no-number", raw(_ok(_CHUNKED) + b"zz\r\n" + _PAGE), "connection_error"),
    Case("wire-chunk-negative", raw(_ok(_CHUNKED) + b"-5\r\n" + _PAGE), "connection_error"),
    linked("wire-chunk-giant", raw(_ok(_CHUNKED) + b"f" * 40 + b"\r\n" + _PAGE), page=_CUT),
    linked("wire-chunk-and-length", raw(_ok(_CHUNKED, "Content-Length: 3") + _chunks(_PAGE))),
    Case("wire-unknown-coding", raw(_ok("Transfer-Encoding: x") + _PAGE), "connection_error"),
    linked("wire-bare-line-feeds", raw(_ok().replace(b"\r\n", b"\n") + _PAGE)),
    linked("wire-interim", raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" + _ok() + _PAGE)),
    Case("wire-interim-for-ever", endless(b"", b"HTTP/1.1 103 X\r\n\r\n", 0.02), "timeout"),
    linked("wire-http-1.0", raw(_ok().replace(b"1.1", b"1.0") + _PAGE)),
    Case("wire-http-9", raw(_ok().replace(b"1.1", b"9.9") + _PAGE), "linked", ({},)),
    Case("wire-not-http", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "connection_error"),
    Case("wire-nul", raw(b"\0" * 5000), "connection_error"),
    Case("wire-tls-answer", raw(b"\x15\x03\x01\x00\x02\x02\x28"), "connection_error"),
    Case("wire-space-before-colon", raw(_ok("Content-Length : 5") + _PAGE), "connection_error"),
    Case("wire-folded", raw(_ok("X: a\r\n b") + _PAGE), "linked", ({},)),
    Case("wire-nul-in-head", raw(_ok("X: a\0b") + _PAGE), "linked", ({},)),
    linked("wire-many-fields", raw(_ok(*(f"X-{n}: y" for n in range(400))) + _PAGE)),
    linked("wire-cookies", raw(_ok(*(f"Set-Cookie: c{n}=1" for n in range(100))) + _PAGE)),
    linked("wire-late", parts(1.0, _ok() + _PAGE)),
    Case("wire-empty", raw(_ok("Content-Length: 0")), "no_link"),
    Case("wire-no-tls", silent, "connection_error", url="https://wire-no-tls.test/"),
)
