"""Stores, as tests of the crawl have them."""

from __future__ import annotations

from tests.crawl.conftest import store_uri

__all__ = ["store_uri"]
