from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from backlinkspider.report.logo import MAX_BYTES, LogoError, read_logo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn -->\n<svg/>", "image/svg+xml"),
    ],
)
def test_images_that_browsers_show(content: bytes, media_type: str, tmp_path: Path) -> None:
    path = tmp_path / "logo"
    path.write_bytes(content)
    assert read_logo(path) == f"data:{media_type};base64,{b64encode(content).decode()}"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no image"),
        (b"<html><p>a page</p>", "no image"),
        (b"BM......", "no image"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * MAX_BYTES, "larger than 512 KB"),
    ],
)
def test_others_are_refused_with_the_reason(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "logo"
    path.write_bytes(content)
    with pytest.raises(LogoError, match=f"{path}.*{why}"):
        read_logo(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LogoError, match="No such file"):
        read_logo(tmp_path / "logo.png")
