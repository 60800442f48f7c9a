"""Stores, as tests of the crawl have them."""

from __future__ import annotations

from tests.crawl.conftest import impatient, sqlite, sqlite_uri, store, store_uri

__all__ = ["impatient", "sqlite", "sqlite_uri", "store", "store_uri"]
