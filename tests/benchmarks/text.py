"""How quickly Wolfram Language text is read, beside sympy's parse_mathematica: python tests/benchmarks/text.py

Five kinds of texts: small formulas, long sums, deep nests, lists of reals, and losses of nets whose weights are
symbols. ``read_wl`` gives an expression tree and is measured beside the first passes of sympy's parser, which give
one too; ``read_wl`` and ``from_wl`` together give what parse_mathematica gives. All take turns on the same text, with
sympy's cache emptied before each; the shortest times count.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import sympy
from sympy.core.cache import clear_cache
from sympy.parsing.mathematica import MathematicaParser, parse_mathematica

from wlbridge import NetChain, Tanh, from_wl
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

TURNS = 5


def texts() -> Iterator[tuple[str, str]]:
    """What is read, by kind and size."""
    source = random.Random(1)  # noqa: S311
    yield "a small formula", "x^2 + Sin[y]*3 - Exp[-x]/(1 + z)"
    for size in (100, 1000):
        yield f"a sum of {size} terms", " + ".join(f"{k}*x{k}^2" for k in range(2, size + 2))
    for size in (30, 100, 3000):
        yield f"{size} nested sines", "Sin[" * size + "x" + "]" * size
    for size in (1000, 10_000):
        yield f"{size} reals", "{" + ", ".join(map(repr, (source.uniform(0.1, 1) for _ in range(size)))) + "}"
    for width in (4, 16):
        loss = NetChain([width, Tanh, 2], input=3).formula()
        yield f"a net 3-{width}-2", write_wl(loss.to_wl("explicit", "plain"))


def first_passes(text: str) -> Any:
    """sympy's parser up to its own tree, of lists."""
    parser = MathematicaParser()
    return parser._from_tokens_to_fullformlist(parser._from_mathematica_to_tokens(text))


def seconds(run: Callable[[str], Any], text: str) -> float:
    """The time of one run, infinite where it is no use: sympy's recursion has a limit."""
    clear_cache()
    start = time.perf_counter()
    try:
        run(text)
    except RecursionError:
        return float("inf")
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    print(f"sympy {sympy.__version__}; milliseconds, and how many times as long sympy takes")
    for name, text in texts():
        runs: tuple[Callable[[str], Any], ...] = (
            read_wl,
            first_passes,
            lambda one: from_wl(read_wl(one)),
            parse_mathematica,
        )
        turns = [[seconds(run, text) for run in runs] for _ in range(TURNS)]
        tree, passes, ours, theirs = (min(times) * 1000 for times in zip(*turns, strict=True))
        print(
            f"  {name:20} {len(text):>8,} characters   to a tree {tree:8.2f} {passes:8.2f} {passes / tree:6.1f} times"
            f"   to sympy {ours:8.2f} {theirs:8.2f} {theirs / ours:6.1f} times"
        )


if __name__ == "__main__":
    main()
