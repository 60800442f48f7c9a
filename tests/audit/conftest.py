"""Stores, as tests of the crawl have them."""

from __future__ import annotations

from tests.crawl.conftest import sqlite, sqlite_uri, store, store_uri

__all__ = ["sqlite", "sqlite_uri", "store", "store_uri"]
