"""HTTP answers in records: what was sent is undone, whatever tool recorded it."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.proof.http import answer_head, read_answer, read_head

PAGE = b"<!doctype html><p>hello"
PACKED = gzip.compress(PAGE, mtime=0)


def chunked(body: bytes, size: int, end: bytes = b"0\r\n\r\n") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + end


@pytest.mark.parametrize(
    ("headers", "sent", "body", "kept"),
    [
        (b"", PAGE, PAGE, b""),
        (b"Transfer-Encoding: chunked\r\n", chunked(PAGE, 5), PAGE, b""),
        (b"transfer-encoding: Chunked\r\n", chunked(PAGE, 7), PAGE, b""),
        (b"Transfer-Encoding: chunked\r\n", PAGE, PAGE, b""),
        (b"Content-Encoding: gzip\r\n", PACKED, PACKED, b"gzip"),
        (b"Content-Encoding: gzip\r\n", PAGE, PAGE, b""),
        (b"Content-Encoding: br\r\n", b"\xef\xbb\xbf\n<html>", b"\xef\xbb\xbf\n<html>", b""),
        (
            b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            chunked(PACKED, 9),
            PACKED,
            b"gzip",
        ),
    ],
)
def test_what_a_body_was_sent_as_is_undone(
    headers: bytes, sent: bytes, body: bytes, kept: bytes
) -> None:
    answer = read_answer(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + sent)
    assert (answer.body, answer.header(b"content-encoding")) == (body, kept)
    assert not answer.header(b"transfer-encoding")
    assert not answer.cut


def test_a_body_whose_last_chunk_is_missing_is_cut() -> None:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = read_answer(block + chunked(PAGE, 5, end=b""))
    assert (answer.body, answer.cut) == (PAGE, True)


def test_heads_of_old_servers_are_read() -> None:
    block = b"HTTP/1.0 404\nX-Long: one\n  two\nno colon\nX-Twice: a\nX-Twice: b\n\nbody"
    answer = read_answer(block)
    assert (answer.protocol, answer.status, answer.body) == ("HTTP/1.0", 404, b"body")
    assert answer.headers == ((b"X-Long", b"one two"), (b"X-Twice", b"a"), (b"X-Twice", b"b"))
    assert answer.header(b"x-twice") == b"b"


@pytest.mark.parametrize("block", [b"", b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\x00\xff" * 40])
def test_what_is_no_answer_is_said(block: bytes) -> None:
    assert read_head(block) is None
    with pytest.raises(ValueError, match="no HTTP answer"):
        read_answer(block)


def test_headers_of_the_coded_body_get_another_name() -> None:
    sent = [(b"Content-Length", b"12"), (b"Content-Encoding", b"gzip"), (b"X-Odd", b"caf\xe9")]
    head = answer_head("HTTP/1.1", 200, sent)
    assert head == (
        b"HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 12\r\nX-Crawler-Content-Encoding: gzip\r\n"
        b"X-Odd: caf\xe9\r\n\r\n"
    )


@given(
    body=st.binary(max_size=300),
    status=st.integers(100, 999),
    headers=st.lists(
        st.tuples(
            st.from_regex(rb"X-[A-Za-z]{1,8}", fullmatch=True),
            st.from_regex(rb"[!-~\x80-\xff]{0,20}", fullmatch=True),
        ),
        max_size=5,
    ),
)
def test_what_is_written_is_read(
    body: bytes, status: int, headers: list[tuple[bytes, bytes]]
) -> None:
    answer = read_answer(answer_head("HTTP/1.1", status, headers) + body)
    assert (answer.status, answer.headers, answer.body) == (status, tuple(headers), body)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_answer_or_are_said_to_be_none(block: bytes) -> None:
    head = read_head(block)
    assert head is None or head[3] <= len(block)


@given(body=st.binary(min_size=1, max_size=300), size=st.integers(1, 50))
def test_chunks_of_any_size_are_joined(body: bytes, size: int) -> None:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, size)
    assert (read_answer(block).body, read_answer(block).cut) == (body, False)
