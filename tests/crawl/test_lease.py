"""Owners are processes: whether one lives is seen on its machine, and by its beat elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from backlinkspider.crawl import lease
from backlinkspider.crawl.lease import STALE_AFTER, Watch, is_dead, this_owner
from tests.crawl.engine import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Document

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/self/stat"),  # noqa: PTH110 - a marker wants a plain condition
    reason="no /proc: there the beat alone tells",
)

NAME_OWNER = "from backlinkspider.crawl.lease import this_owner; print(this_owner(), flush=True)"


@pytest.fixture
def child() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a living process and the name it gives itself."""
    command = [sys.executable, "-c", f"{NAME_OWNER}; input()"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


def test_a_process_keeps_its_name_and_lives() -> None:
    assert this_owner() == this_owner()
    assert not is_dead(this_owner())


def test_a_killed_process_is_dead(child: tuple[subprocess.Popen[str], str]) -> None:
    process, owner = child
    assert owner.split("/")[3] == str(process.pid)
    assert owner != this_owner()
    assert not is_dead(owner)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(owner), "killed, its parent has not taken notice"
    process.wait()
    assert is_dead(owner)


def test_a_process_id_that_is_used_again_is_another_process() -> None:
    assert is_dead(f"{this_owner()}0")


def test_a_process_of_another_machine_is_never_dead() -> None:
    machine, boot, pids, _, _ = this_owner().split("/")
    unused = 2**22 + 1
    assert is_dead(f"{machine}/{boot}/{pids}/{unused}/1")
    assert not is_dead(f"another-{machine}/{boot}/{pids}/{unused}/1")
    assert not is_dead(f"{machine}/another-boot/{pids}/{unused}/1")
    assert not is_dead(f"{machine}/{boot}/another-container/{unused}/1")


@pytest.mark.parametrize("owner", ["", "x", "/", "a/b/c", "///-1/", f"{'/' * 9}"])
def test_a_name_of_another_form_is_not_dead(owner: str) -> None:
    assert not is_dead(owner)


def test_a_command_may_be_named_like_anything(tmp_path_factory: pytest.TempPathFactory) -> None:
    script = tmp_path_factory.mktemp("x") / "a) S 1 (b"
    script.symlink_to(sys.executable)
    command = [str(script), "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert lease._started(process.pid).isdigit()
        process.kill()


def _host(owner: str, beat: int, key: str = "a.test") -> Document:
    return {"_id": key, "owner": owner, "beat": beat}


def test_an_owner_is_stale_when_its_beat_stands_still() -> None:
    clock = Clock()
    watch = Watch(clock.monotonic)
    for beat in (1, 2):
        assert not watch.is_stale(_host("elsewhere/1", beat))
        clock.seconds += STALE_AFTER - 0.001
        assert not watch.is_stale(_host("elsewhere/1", beat))
    clock.seconds += 0.001
    assert watch.is_stale(_host("elsewhere/1", 2))
    assert not watch.is_stale(_host("elsewhere/2", 2)), "a new owner"
    assert not watch.is_stale(_host("elsewhere/1", 2, "b.test")), "another host, seen now"


def test_a_forgotten_host_is_watched_anew() -> None:
    clock = Clock()
    watch = Watch(clock.monotonic)
    assert not watch.is_stale(_host("elsewhere/1", 1))
    clock.seconds += STALE_AFTER
    watch.forget("a.test")
    watch.forget("never seen")
    assert not watch.is_stale(_host("elsewhere/1", 1))


def test_a_dead_owner_is_stale_at_once(child: tuple[subprocess.Popen[str], str]) -> None:
    process, owner = child
    watch = Watch(Clock().monotonic)
    assert not watch.is_stale(_host(owner, 1))
    process.kill()
    process.wait()
    assert watch.is_stale(_host(owner, 1))
