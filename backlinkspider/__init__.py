"""Backlink auditor: who really links to a site, how, and which links look like a scheme."""

__version__ = "0.1.0"
