"""Names to addresses in threads of their own, each name once at a time, answers kept a while."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlinkspider.web.addresses import IPAddress


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name resolves to: *addresses* in order of preference, or none and the *error*."""

    addresses: tuple[IPAddress, ...] = ()
    error: str = ""


def system_addresses(host: str) -> list[str]:
    """Ask the system's resolver (blocking). Raises ``OSError`` when there is no address."""
    # Bytes keep getaddrinfo away from Python's own "idna" codec: the host is canonical already.
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class Lookup:
    """Cached look-ups for one event loop.

    Answers are kept *ttl* seconds, failures *failed_ttl*: long enough for all that waits for the
    name, short enough for a second look. *size* names are kept at most. *timeout* counts from the
    moment a thread takes the look-up, so a queue of dead names costs nobody an answer.
    """

    def __init__(
        self,
        ask: Callable[[str], Sequence[str]] = system_addresses,
        *,
        threads: int = 64,
        timeout: float = 10.0,
        ttl: float = 60.0,
        failed_ttl: float = 3.0,
        size: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._timeout = timeout
        self._ttl = ttl
        self._failed_ttl = failed_ttl
        self._size = size
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self._pending: dict[str, asyncio.Task[Answer]] = {}
        self._free = asyncio.Semaphore(threads)
        # asyncio's default pool has a handful of threads, and 40 % of an export may be dead.
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lookup")

    async def answer(self, host: str) -> Answer:
        """Return the answer for the canonical *host*; cancelling one waiter leaves the others."""
        known = self._known.get(host)
        if known is not None and self._clock() < known[0]:
            self._known.move_to_end(host)
            return known[1]
        if host not in self._pending:
            task = asyncio.create_task(self._resolve(host))
            self._pending[host] = task
            task.add_done_callback(lambda _: self._pending.pop(host, None))
        return await asyncio.shield(self._pending[host])

    def close(self) -> None:
        """Drop what is pending and let the threads go; safe to call twice."""
        for task in self._pending.values():
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _resolve(self, host: str) -> Answer:
        await self._free.acquire()
        work = asyncio.get_running_loop().run_in_executor(self._pool, self._ask, host)
        work.add_done_callback(self._finished)
        try:
            texts = await asyncio.wait_for(asyncio.shield(work), self._timeout)
        except TimeoutError:
            answer = Answer(error=f"no answer in {self._timeout:g} s")
        except OSError as error:
            answer = Answer(error=error.strerror or str(error))
        else:
            answer = Answer(tuple(map(ip_address, dict.fromkeys(texts))))
        self._keep(host, answer)
        return answer

    def _finished(self, work: asyncio.Future[Sequence[str]]) -> None:
        # The thread is free only now, also when its waiter gave up; a late error is nobody's.
        self._free.release()
        if not work.cancelled():
            work.exception()

    def _keep(self, host: str, answer: Answer) -> None:
        ttl = self._ttl if answer.addresses else self._failed_ttl
        self._known[host] = (self._clock() + ttl, answer)
        self._known.move_to_end(host)
        while len(self._known) > self._size:
            self._known.popitem(last=False)
