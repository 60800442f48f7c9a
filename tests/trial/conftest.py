"""The small rules directory of the tests of rules."""

from __future__ import annotations

from tests.rules.conftest import rules_dir

__all__ = ["rules_dir"]
