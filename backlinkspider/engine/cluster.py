"""Dask: processes of this machine, or a cluster that is there. Imported only where it is used."""

from __future__ import annotations

import tempfile
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

import dask

# Before distributed is imported: a worker that is lost is no news, its part is done again.
dask.config.set({"logging.distributed": "critical"})

from distributed import Client, KilledWorker, LocalCluster  # noqa: E402

from backlinkspider.engine.parts import EngineError  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_HERE: Final = "127.0.0.1"
_ANSWERS_WITHIN: Final = 10
_WORKERS_WITHIN: Final = 30
"""Seconds a scheduler has to answer, and to have a worker."""


def by_dask(
    function: Callable[[_Part], _Result],
    parts: Sequence[_Part],
    processes: int,
    scheduler: str,
    say: Callable[[str], None],
) -> Iterator[_Result]:
    """Yield as ``results``: by *processes* workers here, or by those of *scheduler*."""
    with _client(processes, scheduler) as client:
        say(f"{_workers(client)}, dashboard: {client.dashboard_link}")
        # Results wait on the workers, who move them to disk before their memory is full.
        futures = deque(client.map(function, parts, pure=False))
        for part in parts:
            try:
                yield futures.popleft().result()
            except KilledWorker as error:
                raise EngineError(
                    f"{part}: {error.allowed_failures + 1} workers in a row were lost with this "
                    "part: has each enough memory?"
                ) from None


@contextmanager
def _client(processes: int, scheduler: str) -> Iterator[Client]:
    if scheduler:
        with _connected(scheduler) as client:
            yield client
        return
    with (
        tempfile.TemporaryDirectory(prefix="dask-") as folder,
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=processes,
            threads_per_worker=1,
            processes=True,
            host=_HERE,
            dashboard_address=f"{_HERE}:0",
            local_directory=folder,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=_ANSWERS_WITHIN)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise EngineError(f"--scheduler {scheduler}: no Dask scheduler answers: {said}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKERS_WITHIN)
        except TimeoutError:
            raise EngineError(
                f"--scheduler {scheduler}: it has no workers: start some with: "
                f"dask worker {scheduler}"
            ) from None
        yield client


def _workers(client: Client) -> str:
    number = len(client.scheduler_info(n_workers=-1)["workers"])
    return f"{number} worker{'' if number == 1 else 's'}"
