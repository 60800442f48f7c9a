from __future__ import annotations

from backlinkspider.yamlfile.errors import FileErrors as RuleErrors
from backlinkspider.yamlfile.errors import Problem, did_you_mean

__all__ = ["Problem", "RuleErrors", "did_you_mean"]
