"""From a page's anchors to the target's backlinks: credit, signals, raw against rendered."""
