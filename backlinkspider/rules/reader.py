from __future__ import annotations

from backlinkspider.yamlfile.reader import KeyPath, Tree, read

__all__ = ["KeyPath", "Tree", "read"]
