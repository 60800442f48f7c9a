"""Crawlers that ours is held against, each as its users write it."""
