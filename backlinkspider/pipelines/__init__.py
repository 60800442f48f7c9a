"""Item pipelines, in order: filter, classify, evidence, store."""
