"""Rule files to flags: read, merge, check, compile, evaluate, explain. Pure but for ``files``.

The way in is ``loader.load_rules``, which gives an ``evaluate.RuleSet``; its ``evaluate`` gives a
``Verdict``. What can go wrong is a ``FileErrors`` (``errors``).
"""
