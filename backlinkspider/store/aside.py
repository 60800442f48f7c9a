"""A question to a store from code that can't wait: before a crawl, and beside its event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from backlinkspider.store.base import Store

T = TypeVar("T")


def ask_aside(uri: str, question: Callable[[Store], Awaitable[T]], *, create: bool = True) -> T:
    """Open the store at *uri* and return what *question* returns of it.

    In a thread of its own: ``asyncio.run`` would take the reactor's event loop away. Without
    *create* a store that is not there is none. Raises ``StoreError`` and ``StoreUriError``.
    """

    async def opened() -> T:
        store = open_store(uri, create=create)
        try:
            await store.open()
            return await question(store)
        finally:
            await store.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, opened()).result()
