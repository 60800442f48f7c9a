"""The target's own pages that links point to: what is wrong with them, and what is to be won back.

A page is a document of ``own_pages``; links are documents of ``links``.
"""
