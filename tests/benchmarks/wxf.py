"""How many nodes a second WXF is written and read, beside wolframclient: python tests/benchmarks/wxf.py

Four kinds of expressions, in five sizes each: a formula, a list of doubles, an association of strings, and a formula
in which nearly every part occurs twice, as the same object. Both sides take turns on the same tree (or on the same
bytes), five times; the median of the ratios and the shortest times count, and the power is the slope of time over
size, both in logarithms. Before anything is timed the bytes of both writers are compared.
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


def jobs(name: str, tree: Tree) -> dict[str, Callable[[], Any]]:
    """What is timed on one tree, ours before wolframclient's."""
    data = write_wxf(tree)
    if data != export(tree, target_format="wxf"):
        raise SystemExit(f"{name}: the bytes differ")
    return {
        "our writer": lambda: write_wxf(tree),
        "their writer": lambda: export(tree, target_format="wxf"),
        "our reader": lambda: read_wxf(data),
        "their reader": lambda: binary_deserialize(data, consumer=WXFConsumer()),
    }


def compare(name: str, trees: Sequence[Tree]) -> None:
    """Measure one kind of expressions and print it."""
    counts = [nodes(tree) for tree in trees]
    timed = [jobs(name, tree) for tree in trees]
    times: list[dict[str, list[float]]] = [{job: [] for job in tried} for tried in timed]
    for _ in range(TURNS):  # all sizes in each turn, so that another load of the machine meets all of them
        for tried, found in zip(timed, times, strict=True):
            for job, run in tried.items():
                found[job].append(seconds(run))
    print(name)
    for count, found in zip(counts, times, strict=True):
        line = f"  {count:>8,} nodes"
        for job in ("writer", "reader"):
            ours, theirs = found[f"our {job}"], found[f"their {job}"]
            ratio = statistics.median(their / our for our, their in zip(ours, theirs, strict=True))
            line += f"   {job} {count / min(ours) / 1e6:8.2f} million a second, {ratio:6.1f} times"
        print(line)
    slopes = [f"{job} {exponent(counts, [min(found[job]) for found in times]):.2f}" for job in times[0]]
    print("  time grows with this power of the nodes: " + ", ".join(slopes))


def main() -> None:
    """Measure and print."""
    for make in (formula, doubles, records, shared):
        compare(make.__name__, [make(size) for size in SIZES])


if __name__ == "__main__":
    main()
