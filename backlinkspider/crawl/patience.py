"""Waiting for a store that fails: a restart or a change of its primary is over in seconds."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, TypeVar

from backlinkspider.store.base import DocumentBroken, DocumentRefused, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

RETRY_DELAYS: Final = (0.5, 1, 2, 4, 8, 15)
"""Seconds between attempts; their sum is half of what makes a lease stale."""

T = TypeVar("T")


async def patiently(attempt: Callable[[], Awaitable[T]], doing: str) -> T:
    """Return what *attempt* returns, tried again while the store fails.

    *attempt* must be safe to repeat. Raises the last ``StoreError``; ``DocumentRefused`` and
    ``DocumentBroken`` at once.
    """
    for delay in RETRY_DELAYS:
        try:
            return await attempt()
        except (DocumentRefused, DocumentBroken):
            raise
        except StoreError as error:
            logger.warning("%s failed, trying again in %s s: %s", doing, delay, error)
        await asyncio.sleep(delay)
    return await attempt()
