"""Who does a job's parts; Dask's own processes are tried by tests of the commands that use them."""

from __future__ import annotations

import os

import pytest

from backlinkspider.engine.parts import Engine, EngineError, results


@pytest.mark.parametrize(
    ("engine", "parts", "processes"),
    [
        (Engine(), 1, 0),
        (Engine(), 10_000, os.cpu_count() if (os.cpu_count() or 1) > 1 else 0),
        (Engine(workers=0), 10_000, 0),
        (Engine(workers=1), 1, 1),
        (Engine(workers=3), 2, 3),
        (Engine(scheduler="tcp://x:8786"), 10, 0),
    ],
)
def test_processes_that_are_started(engine: Engine, parts: int, processes: int) -> None:
    assert engine.processes(parts) == processes


def test_without_workers_each_part_is_done_when_it_is_asked_for() -> None:
    done: list[int] = []

    def work(part: int) -> int:
        done.append(part)
        return part * part

    coming = results(Engine(workers=0), work, [3, 1, 2], lambda _: None)
    assert (next(coming), done) == (9, [3])
    assert list(coming) == [1, 4]


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlinkspider.engine.cluster._ANSWERS_WITHIN", 0.2)
    engine = Engine(scheduler="tcp://127.0.0.1:9")
    with pytest.raises(EngineError, match="no Dask scheduler answers"):
        list(results(engine, abs, [1], lambda _: None))
