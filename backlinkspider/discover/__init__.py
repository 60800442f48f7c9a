"""Who links to a target, as archives of the web show it: WARC and WAT files, read as streams."""
