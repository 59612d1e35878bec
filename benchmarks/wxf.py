"""How many nodes a second WXF is written and read, beside wolframclient: python benchmarks/wxf.py

Four kinds of expressions, in five sizes each: a formula, a list of doubles, an association of strings, and a formula
in which nearly every part occurs twice, as the same object. Both sides take turns on the same tree (or on the same
bytes), five times; the median of the ratios counts, and the exponent is the slope of time over size, both in
logarithms. Before anything is timed the bytes of both writers are compared.
"""

import itertools
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from wolframclient.deserializers import binary_deserialize
from wolframclient.deserializers.wxf.wxfconsumer import WXFConsumer
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.serializers import export

from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import read_wxf, write_wxf

SIZES = (1_000, 4_000, 16_000, 64_000, 256_000)
TURNS = 5


def formula(size: int) -> Tree:
    """A tree of sums, products, powers and sines of one to four parts, with symbols and numbers at the leaves."""
    source = random.Random(size)  # noqa: S311
    names = [WLSymbol(f"Global`x{index}") for index in range(50)]
    heads = [WLSymbol(name) for name in ("Plus", "Times", "Power", "Sin")]
    leaf = (lambda: source.choice(names), lambda: source.randint(-500, 500), source.random)
    parts: list[Tree] = [source.choice(leaf)() for _ in range(size // 2)]
    while len(parts) > 1:
        taken = iter(parts)
        parts = [
            WLFunction(source.choice(heads), first, *itertools.islice(taken, source.randint(0, 3))) for first in taken
        ]
    return parts[0]


def doubles(size: int) -> Tree:
    """A list of doubles."""
    source = random.Random(size)  # noqa: S311
    return [source.gauss(0, 1) for _ in range(size)]


def records(size: int) -> Tree:
    """Associations of a string, a number and a list, as data of a table."""
    return [{"name": f"row {row}", "value": row, "tags": ["a", True]} for row in range(size // 10)]


def shared(size: int) -> Tree:
    """A square of a square ... of a formula: each level has the one below it twice."""
    tree = formula(100)
    for _ in range(round(math.log2(size / 100))):
        tree = WLFunction(WLSymbol("Times"), tree, tree)
    return tree


def nodes(tree: Tree) -> int:
    """How many nodes there are, heads apart, each counted as often as it occurs."""
    count, stack = 0, [tree]
    while stack:
        node = stack.pop()
        count += 1
        if isinstance(node, WLFunction):
            stack.extend(node.args)
        elif isinstance(node, dict):
            stack.extend(part for entry in node.items() for part in entry)
        elif isinstance(node, list):
            stack.extend(node)
    return count


def turns(ours: Callable[[], Any], theirs: Callable[[], Any]) -> list[tuple[float, float]]:
    """The seconds of both, one after the other."""
    return [(seconds(ours), seconds(theirs)) for _ in range(TURNS)]


def seconds(run: Callable[[], Any]) -> float:
    """The time of one run; of short ones the mean of several."""
    repeats = 1
    while True:
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        taken = time.perf_counter() - start
        if taken > 0.02:
            return taken / repeats
        repeats *= 4


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms."""
    return statistics.linear_regression([math.log(size) for size in sizes], [math.log(time) for time in times]).slope


def compare(name: str, make: Callable[[int], Tree]) -> None:
    """Measure one kind of expressions and print it."""
    print(f"{name}")
    counts, writing, reading = [], [], []
    for size in SIZES:
        tree = make(size)
        data = write_wxf(tree)
        if data != export(tree, target_format="wxf"):
            raise SystemExit(f"{name} of {size}: the bytes differ")
        written = turns(lambda: write_wxf(tree), lambda: export(tree, target_format="wxf"))  # noqa: B023
        read = turns(lambda: read_wxf(data), lambda: binary_deserialize(data, consumer=WXFConsumer()))  # noqa: B023
        counts.append(nodes(tree))
        line = f"  {counts[-1]:>8,} nodes"
        for done, pairs, times in (("written", written, writing), ("read", read, reading)):
            times.append(statistics.median(ours for ours, _ in pairs))
            ratio = statistics.median(theirs / ours for ours, theirs in pairs)
            line += f"   {done} {counts[-1] / times[-1] / 1e6:6.2f} million a second, {ratio:6.1f} times"
        print(line)
    slopes = [f"{exponent(counts, times):.2f}" for times in (writing, reading)]
    print(f"  time grows with the power {slopes[0]} of the nodes in writing, {slopes[1]} in reading")


def main() -> None:
    """Measure and print."""
    for make in (formula, doubles, records, shared):
        compare(make.__name__, make)


if __name__ == "__main__":
    main()
