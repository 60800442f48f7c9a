"""The small rules directory of the rules' own tests."""

from tests.rules.conftest import rules_dir

__all__ = ["rules_dir"]
