"""The crawl's engine room: ingest, frontier, the steps of one visit, and the writer."""
