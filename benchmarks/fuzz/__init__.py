"""Coverage-guided fuzzing: any bytes at each door that strangers' data comes in by.

Each module here is a target: ``run`` takes any bytes and raises for a finding only, that is for
whatever is not among the errors its docstring names; ``seeds`` are inputs to begin with and ``WORDS`` what
the door's language is made of. ``python -m benchmarks.fuzz`` drives them with Atheris; the tests run their seeds.
"""
