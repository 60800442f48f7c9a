"""``scrapy`` commands run within the tests' process, where the start of another tells nothing."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.cmdline import execute

from tests.conftest import PROJECT, Ended, clean_environment

if TYPE_CHECKING:
    from collections.abc import Mapping


def run_inside(*words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ended:
    """Run a command that needs no reactor as the ``scrapy`` fixture does, but in this process."""
    out, err = _text(), _text()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", {**clean_environment(), **(env or {})})
        # It is read as a new process would read it, with the environment of this command.
        patch.delitem(sys.modules, "backlinkspider.settings", raising=False)
        patch.chdir(PROJECT)
        patch.setattr(sys, "argv", ["scrapy", *words])
        patch.setattr(sys, "stdin", _text(stdin))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            execute()
    return Ended(int(ended.value.code or 0), _read(out), _read(err))


def _text(content: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="\n")


def _read(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
