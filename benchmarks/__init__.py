"""Benchmarks: how fast, how large, and how cost grows. ``make bench`` runs them all.

Absolute figures depend on the machine; quote ratios measured in one run.
"""
