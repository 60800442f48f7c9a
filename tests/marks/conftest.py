"""Both stores, empty and open."""

from tests.audit.conftest import store

__all__ = ["store"]
