"""What every stored field holds, said once: for people (docs/fields.md) and for MongoDB. Pure.

The facts that rules read are described beside the rules (``rules/fields.py``) and taken from there.
"""
