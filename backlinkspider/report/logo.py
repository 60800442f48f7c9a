"""A logo from a file, as a ``data:`` URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.report.embed import data_url

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 512 * 1024
_BEGINNINGS: Final = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


class LogoError(ValueError):
    """A logo can't be used; the message says why and what would be right."""


def read_logo(path: Path) -> str:
    """Return the image at *path* as a ``data:`` URL. Raises ``LogoError``.

    As an image an SVG runs no scripts and loads nothing.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise LogoError(f"{path}: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise LogoError(f"{path}: larger than {MAX_BYTES // 1024} KB: every reader would carry it")
    media_type = _media_type(content)
    if media_type is None:
        raise LogoError(f"{path}: no image that browsers show: give PNG, JPEG, GIF, WebP or SVG")
    return data_url(media_type, content)


def _media_type(content: bytes) -> str | None:
    for beginning, media_type in _BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if head.startswith(b"<") and b"<svg" in head else None
