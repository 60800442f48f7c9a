"""The index beside a WARC file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.proof.cdxj import index_values, surt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("http://a.test/", "test,a)/"),
        ("https://www.Example.com:8080/A?b=1", "com,example,www:8080)/a?b=1"),
        ("http://127.0.0.1/x", "127.0.0.1)/x"),
        ("urn:view:http://a.test/", "urn:view:http://a.test/"),
        ("about:srcdoc", "about:srcdoc"),
    ],
)
def test_keys_sort_by_host(uri: str, key: str) -> None:
    assert surt(uri) == key


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.cdxj").write_bytes(b'test,a)/ 2026 {"records": 2}\ntest,b)/ 2026 {"rec')
    assert list(index_values(tmp_path)) == [{"records": 2}]
