"""Bytes to documents: every string of bytes is one, and a small change makes a small change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

_DEPTH: Final = 6
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_KEYS: Final = (
    "target", "page", "link", "signals", "url", "at", "first_seen", "expires", "text", "flags", "rule",
    "v", "$where", "$gt", "a.b", "", "__proto__", "\0", "\ud800", "key", "run", "outcome",
)  # fmt: skip
_NUMBERS: Final = (
    0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**40, 0.5, 1e308, -0.0, 1e22, float("nan"), float("inf"),
)  # fmt: skip


class ByteReader:
    """Takes values from the front of *data*; at its end it gives zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        """Return the next byte."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def take(self, length: int) -> bytes:
        """Return the next *length* bytes, or what is left."""
        taken = self._data[self._at : self._at + length]
        self._at += length
        return taken

    def text(self) -> str:
        """Return text: any bytes, surrogates among them."""
        raw = self.take(self.byte() % 40)
        return raw.decode("utf-8", "surrogateescape")

    def key(self) -> str:
        """Return a name, often one that documents have."""
        choice = self.byte()
        return _KEYS[choice % len(_KEYS)] if choice < 200 else self.text()

    def document(self, depth: int = 0) -> dict[str, Any]:
        """Return an object of a few fields."""
        return {self.key(): self.value(depth + 1) for _ in range(self.byte() % 6)}

    def value(self, depth: int = 0) -> Any:
        """Return any value, some that no store holds among them."""
        kind = self.byte() % 12
        if kind < 2 and depth < _DEPTH:
            return self.document(depth)
        if kind < 4 and depth < _DEPTH:
            return [self.value(depth + 1) for _ in range(self.byte() % 5)]
        return self._scalar(kind)

    def _scalar(self, kind: int) -> Any:
        if kind == 4:
            return _EPOCH + timedelta(
                days=self.byte() * 2000 - 250_000, microseconds=self.byte() * 77
            )
        if kind == 5:
            return _NUMBERS[self.byte() % len(_NUMBERS)]
        if kind == 6:
            return (None, True, False, b"bytes", {1}, datetime(2026, 1, 1))[self.byte() % 6]  # noqa: DTZ001
        if kind == 7:
            return int.from_bytes(self.take(9), "big", signed=True)
        if kind == 8:
            return ("2026-11-22T09:30:15.123Z", "2026-13-99T09:30:15.123Z", "x" * 5000)[
                self.byte() % 3
            ]
        return self.text()
