"""Proof of what was seen: pages that hold target links, kept in WARC 1.1 files and read again."""
