"""Spiders: wiring between the frontier, the steps of a visit and the pipelines."""
