"""Both stores, empty and open."""

from __future__ import annotations

from tests.audit.conftest import store

__all__ = ["store"]
