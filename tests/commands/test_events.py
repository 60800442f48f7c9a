"""``scrapy events``: filters, words, and alerts that make cron enough."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from backlinkspider.commands.events import Command
from tests.crawl.engine import opened
from tests.crawls import json_lines, stored
from tests.web.receiver import receiving

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document

NOW = datetime.now(UTC)
CHANGE = {"field": "link.rel", "value": [[], ["nofollow"]]}
AGENT = "backlinkspider/0 (+https://example.com/bot)"
HOSTILE = "\x1b[31m=cmd()"


def event(number: int, kind: str, days: float, *details: Document, **fields: Any) -> Document:
    return {
        "_id": f"{number:032x}",
        "target": "shop.test",
        "run": "a" * 32,
        "kind": kind,
        "at": NOW - timedelta(days=days),
        "link_id": f"link {number}",
        "page": {"url": f"https://d{number}.test/", "domain": f"d{number}.test"},
        "link": {"url": "https://shop.test/", "text": HOSTILE, "rel": [], "follow": True},
        "details": list(details),
        **fields,
    }


EVENTS = [
    event(1, "new", 1, run="b" * 32),
    event(2, "changed", 2, CHANGE, run="b" * 32),
    event(3, "lost", 9, {"field": "reason", "value": "link_removed"}),
    event(4, "back", 12, {"field": "lost_at", "value": "2026-01-02T00:00:00.000Z"}),
    event(5, "new", 3, target="other.test", run="c" * 32),
]


RUNS = (("a", "shop.test", 20), ("b", "shop.test", 3), ("c", "other.test", 2))


class Run(Protocol):
    """Runs ``scrapy events`` as Scrapy does: exit status, output, errors."""

    def __call__(self, *argv: str, **settings: str) -> tuple[int, str, str]: ...


@pytest.fixture(params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    found: str = request.getfixturevalue("mongo_uri")
    return found


@pytest.fixture
async def filled(uri: str) -> str:
    """Return the URI of a store with events of three runs."""
    runs = [
        {"_id": name * 32, "targets": [target], "started_at": NOW - timedelta(days=days)}
        for name, target, days in RUNS
    ]
    async with opened(uri) as store:
        await store.replace("events", EVENTS)
        await store.replace("runs", runs)
    return uri


@pytest.fixture
def run(filled: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*argv: str, **settings: str) -> tuple[int, str, str]:
        command = Command()
        command.settings = Settings({"STORE_URI": filled, "USER_AGENT": AGENT, **settings})
        parser = ScrapyArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        opts, args = parser.parse_known_args(list(argv))
        command.process_options(args, opts)
        command.run(args, opts)
        captured = capsys.readouterr()
        return command.exitcode, captured.out, captured.err

    return run


def _numbers(out: str) -> list[int]:
    return [int(one["_id"], 16) for one in json_lines(out)]


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ("", [1, 2, 5, 3, 4]),
        ("--target shop.test", [1, 2, 3, 4]),
        ("--target shop.test --since 7d", [1, 2]),
        ("--kind lost,back", [3, 4]),
        ("--domain D2.test", [2]),
        ("--run last", [5]),
        ("--run last --target shop.test", [1, 2]),
        (f"--run {'a' * 8}", [3, 4]),
        ("--limit 2", [1, 2]),
    ],
)
def test_filters(run: Run, options: str, numbers: list[int]) -> None:
    status, out, err = run("--format", "jsonl", *options.split())
    assert (status, _numbers(out), err) == (0, numbers, "")


def test_before_and_after_are_readable_and_hostile_text_is_text(run: Run) -> None:
    _, out, _ = run("--target", "shop.test")
    assert "rel: none →" in out
    assert "link_removed" in out
    assert "\x1b" not in out
    _, out, _ = run("--kind", "lost", "--format", "csv")
    header, row = out.splitlines()
    assert header.startswith("id,target,run,at,kind,page_url")
    assert "link_removed" in row
    assert " [31m=cmd()" in row
    assert "\x1b" not in row


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("--fail-on lost,changed", 1),
        ("--fail-on lost", 1),
        ("--fail-on lost --since 7d", 0),
        ("--kind new --fail-on lost", 0),
    ],
)
def test_events_can_be_the_exit_status(run: Run, options: str, status: int) -> None:
    assert run(*options.split())[0] == status


def test_each_consumer_is_told_once(run: Run, filled: str) -> None:
    asked = ("--target", "shop.test", "--format", "jsonl", "--unseen")
    assert _numbers(run(*asked, "--kind", "lost")[1]) == [3]
    assert _numbers(run(*asked)[1]) == [1, 2, 4]
    assert run(*asked)[1] == ""
    assert _numbers(run(*asked, "another")[1]) == [1, 2, 3, 4]
    assert {one["consumer"] for one in stored(filled, "alerts")} == {"default", "another"}


def test_limited_events_are_told_later(run: Run) -> None:
    asked = ("--format", "jsonl", "--unseen", "x", "--limit", "2")
    told = [_numbers(run(*asked)[1]) for _ in range(4)]
    assert told == [[1, 2], [5, 3], [4], []]


def _reading(tmp_path: Path, status: int = 0) -> list[str]:
    """Return a command that copies its standard input to a file and ends with *status*."""
    script = tmp_path / "reads.py"
    script.write_text(
        "import pathlib, sys\n"
        "pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())\n"
        f"sys.exit({status})\n"
    )
    return ["--command", f"{sys.executable} '{script}' '{tmp_path / 'got'}'"]


def test_a_command_reads_json_lines(run: Run, tmp_path: Path) -> None:
    status, _, err = run("--kind", "lost,back", *_reading(tmp_path))
    assert (status, err) == (0, "")
    assert _numbers((tmp_path / "got").read_text()) == [3, 4]


def test_a_command_does_not_run_for_nothing(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("--since", "1h", *_reading(tmp_path))
    assert (status, out) == (0, "Events: nothing found\n")
    assert not (tmp_path / "got").exists()


def test_an_alert_that_fails_is_told_again(run: Run, tmp_path: Path) -> None:
    asked = ("--kind", "lost", "--format", "jsonl", "--unseen", "x")
    status, out, err = run(*asked, *_reading(tmp_path, status=3))
    assert (status, _numbers(out)) == (1, [3])
    assert err == f"error: --command {sys.executable} ended with 3\n"
    assert run(*asked, "--command", "/nowhere/at-all")[::2] == (
        1,
        "error: --command /nowhere/at-all: No such file or directory\n",
    )
    assert _numbers(run(*asked, *_reading(tmp_path))[1]) == [3]
    assert run(*asked)[1] == ""


def test_a_command_is_no_shell_script(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made"
    run("--kind", "lost", "--command", f"echo x; touch {made}")
    assert not made.exists()


def test_a_webhook_gets_a_text_and_the_events(run: Run) -> None:
    with receiving() as receiver:
        way = {"CONNECT_TO": f"hooks.test:80=127.0.0.1:{receiver.port}"}
        way["EGRESS_ALLOW"] = "127.0.0.0/8"
        asked = ("--kind", "lost", "--webhook", "http://hooks.test/T0", "--unseen")
        assert run(*asked, **way)[0] == 0
        status, out, _ = run(*asked, **way)
    assert (status, out) == (0, "Events: nothing found\n"), "told already"
    (got,) = receiver.got
    message = json.loads(got.body)
    assert message["text"].startswith("Backlinks of shop.test: 1 lost\nlost: https://d3.test/")
    assert [one["details"][0]["value"] for one in message["events"]] == ["link_removed"]


def test_a_webhook_that_fails_is_one_line_and_exit_1(run: Run) -> None:
    status, _, err = run("--kind", "lost", "--webhook", "http://10.0.0.9/secret", "--unseen")
    assert status == 1
    assert err.startswith("error: the webhook's host 10.0.0.9: ")
    assert "secret" not in err
    assert "EGRESS_ALLOW" in err
    assert run("--kind", "lost", "--unseen")[1] != "Events: nothing found\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--kind", "los"],
        ["--fail-on", "new,"],
        ["--webhook", "ftp://hooks.test/"],
        ["--webhook", "https://user:secret@hooks.test/"],
        ["--command", "'"],
        ["--command", " "],
        ["--since", "soon"],
    ],
)
def test_wrong_use_is_found_before_the_store_is_opened(options: list[str]) -> None:
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    command = Command()
    command.settings = Settings()
    command.add_options(parser)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(options)
    assert ended.value.code == 2


def test_settings_a_webhook_needs_are_checked_first(run: Run) -> None:
    with pytest.raises(UsageError, match="EGRESS_ALLOW"):
        run("--webhook", "http://hooks.test/", EGRESS_ALLOW="10.0.0.300")


@pytest.mark.parametrize(("name", "says"), [("dddddddd", "no run that begins"), ("aaa", "no run")])
def test_no_such_run(run: Run, name: str, says: str) -> None:
    status, out, err = run("--run", name)
    assert (status, out) == (1, "")
    assert says in err
