"""Target ``target``: any bytes as a target's file, and any text as the target's name.

``TargetError`` may be raised. A target that was read matches addresses without raising.
"""

from __future__ import annotations

import atexit
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from backlinkspider.target.file import load_targets, read_target
from backlinkspider.target.matching import Target, TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator

_URLS: Final = (
    "https://shop.example/a",
    "http://xn--bcher-kva.example./",
    "https://[::1]/",
    "mailto:a@b",
    "",
)

WORDS: Final = (
    "target: ", "name: ", "description: ", "aliases: [", "own_sites: [", "brand_terms: [", "product_names:",
    "money_terms:", "languages: [", "host:", "prefix:https://", "example.com", "co.uk", "*.", "xn--", "packs:",
    "set:", "lists:", "allow:", "- ", "&a", "*a", "!!", "{", "}", "]", "\ufeff", "../", "/", "\0", ",", "de-AT",
)  # fmt: skip


def _folder() -> Path:
    root = Path(mkdtemp(prefix="fuzz-target-"))
    atexit.register(rmtree, root, ignore_errors=True)
    return root


_ROOT: Final = _folder()


def seeds(_: Path | None) -> Iterator[bytes]:
    """Yield files and names as people write them."""
    yield b"target: shop.example\nname: Oak and Loom\naliases: [host:www.oak.example, 'prefix:https://m.example/oak']\n"
    yield b"target: shop.example\nmoney_terms:\n  - cheap oak\nlanguages: [en, pt-BR]\nown_sites: [blog.example]\n"
    yield b"target: b\xc3\xbccher.example\ndescription: |\n  What we sell.\nset:\n  anchor.one: {score: 1}\n"
    yield b"shop.example, host:www.shop.example,prefix:https://shop.example/a?b"
    yield "bücher.example,../../etc/passwd".encode()


def run(data: bytes) -> None:
    """Read *data* as a file, then as what ``-a target=`` may be."""
    path = _ROOT / "fuzzed.yaml"
    path.write_bytes(data)
    with suppress(TargetError):
        _match(read_target(path))
    with suppress(TargetError):
        for target in load_targets(_argument(data), _ROOT / "targets"):
            _match(target)


def _argument(data: bytes) -> str:
    """Return *data* as a shell would hand it to a command."""
    return data[:500].decode("utf-8", "surrogateescape")


def _match(target: Target) -> None:
    for url in _URLS:
        target.matches(url)
        target.is_own(url)
    assert target.hosts
