"""What counts as the target: its spelling, its file under ``rules/targets``, its matching."""

from backlinkspider.target.draft import HomePage, draft_target
from backlinkspider.target.file import load_targets, target_from
from backlinkspider.target.matching import Matcher, Target, TargetError, file_name, parse_matcher

__all__ = [
    "HomePage",
    "Matcher",
    "Target",
    "TargetError",
    "draft_target",
    "file_name",
    "load_targets",
    "parse_matcher",
    "target_from",
]
