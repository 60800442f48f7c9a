"""``python -m backlinkspider.fields``: write docs/fields.md."""

from __future__ import annotations

from pathlib import Path

from backlinkspider.fields.glossary import glossary

if __name__ == "__main__":
    path = Path(__file__).parents[2] / "docs" / "fields.md"
    path.write_text(glossary(), encoding="utf-8")
    print(path)
