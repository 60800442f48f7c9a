"""The files in deploy/: their syntax, the keys their engines need, and the commands they give."""

from __future__ import annotations

import configparser
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Scrapy

DEPLOY = PROJECT / "deploy"
SPIDERS = {"backlinks", "ownsite", "recheck"}


def parsed(name: str) -> dict[str, Any]:
    with (DEPLOY / name).open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    return content


def unit(path: Path) -> configparser.ConfigParser:
    """Return a unit file; of a key that is given twice the last."""
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(path.read_text(encoding="utf-8"))
    return found


def check_crawl(words: list[str]) -> None:
    assert words[0] == "crawl"
    assert words[1] in SPIDERS
    assert words[2::2] == ["-a"] * len(words[2::2])
    assert all("=" in word for word in words[3::2])


def test_compose_has_a_store_that_workers_wait_for() -> None:
    services = parsed("compose.yaml")["services"]
    assert set(services) == {"mongo", "crawl", "dask-scheduler", "dask-worker"}
    assert services["mongo"]["healthcheck"]["test"][0] == "CMD"
    worker = services["crawl"]
    assert worker["depends_on"] == {"mongo": {"condition": "service_healthy"}}
    assert worker["environment"]["STORE_URI"].startswith("mongodb://mongo/")
    assert "CONTACT_URL" in worker["environment"]
    check_crawl(worker["command"])
    assert (DEPLOY / worker["build"]["context"] / worker["build"]["dockerfile"]).is_file()
    named = {volume.partition(":")[0] for volume in services["mongo"]["volumes"]}
    assert named == set(parsed("compose.yaml")["volumes"])


def test_daskss_own_commands_are_there() -> None:
    services = parsed("compose.yaml")["services"]
    from distributed.cli import dask_scheduler, dask_worker

    for name, module in (("dask-scheduler", dask_scheduler), ("dask-worker", dask_worker)):
        given = {word for word in services[name]["entrypoint"] if word.startswith("--")}
        known = {option for one in module.main.params for option in one.opts}
        assert given <= known


def test_the_image_copies_what_is_there() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    words = [word for word, _ in steps]
    assert words[0] == "FROM"
    assert set(words) <= {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "ENTRYPOINT", "CMD"}
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    for word, rest in steps:
        for source in rest.split()[:-1] if word == "COPY" else ():
            assert (PROJECT / source).exists()
            assert f"!{source}" in kept
    assert words.index("USER") < words.index("ENTRYPOINT")
    (base,) = (rest for word, rest in steps if word == "FROM")
    assert re.fullmatch(r"python:3\.1[1-9]-slim-\w+", base)


def test_the_cron_job_is_one() -> None:
    job = parsed("cronjob.yaml")
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert len(job["spec"]["schedule"].split()) == 5
    work = job["spec"]["jobTemplate"]["spec"]
    assert work["completions"] == work["parallelism"]
    pod = work["template"]["spec"]
    assert pod["restartPolicy"] in {"OnFailure", "Never"}
    (container,) = pod["containers"]
    check_crawl(container["args"])
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}
    assert container["envFrom"][0]["secretRef"]["name"]


def test_the_timer_has_its_service(scrapy: Scrapy) -> None:
    assert unit(DEPLOY / "backlinks-recheck.timer")["Timer"]["OnCalendar"]
    service = DEPLOY / "backlinks-recheck.service"
    assert unit(service)["Service"]["Type"] == "oneshot"
    text = service.read_text(encoding="utf-8")
    commands = re.findall(r"^ExecStart=\S+/scrapy (.*)$", text, re.MULTILINE)
    crawl, events = map(shlex.split, commands)
    check_crawl(crawl)
    helped = scrapy(events[0], "--help").out
    assert all(word in helped for word in events if word.startswith("--"))


def test_scrapyd_reads_its_settings_from_ours() -> None:
    parsed = configparser.ConfigParser()
    parsed.read(PROJECT / "scrapy.cfg")
    assert parsed["scrapyd"]["bind_address"] == "127.0.0.1"
    assert parsed["scrapyd"].getint("http_port") == 6800
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").split()
    for name in ("logs_dir", "eggs_dir", "dbs_dir"):
        assert parsed["scrapyd"][name].partition("/")[0] + "/" in ignored


@pytest.mark.parametrize("given", [{"_job": "5b8"}, {"_job": "5b8", "_version": "1"}])
def test_spiders_take_what_scrapyd_adds(given: dict[str, str]) -> None:
    from backlinkspider.crawl.arguments import RecheckArguments

    plain = RecheckArguments.from_strings({"target": "all"})
    assert RecheckArguments.from_strings({"target": "all", **given}) == plain
