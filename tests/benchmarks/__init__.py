"""wlbridge beside other systems at the same jobs: ``python tests/benchmarks``; not part of the tests.

A driver of child processes rather than pytest-benchmark or asv, which time one function after another in one
process: here each system has a process of its own, ended when it takes too long or too much memory, and every round
goes through all of them in turn, so that a ratio compares what was measured at the same time.
"""
