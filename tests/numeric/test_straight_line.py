"""What is compiled: text of register numbers alone, results of their own, memory used again."""

from __future__ import annotations

import ast
import operator
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import wlbridge
from wlbridge import CrossEntropyLossLayer, NetChain, SoftmaxLayer, Tanh, net_loss
from wlbridge.numeric import straight_line
from wlbridge.numeric.buffers import reuse_buffers
from wlbridge.numeric.libraries import NUMPY
from wlbridge.numeric.line import Line, Step, needed
from wlbridge.numeric.straight_line import compiled


def sums(*names: str) -> tuple[Line, list[int]]:
    """A line that adds its inputs one after another."""
    line = Line(NUMPY, np.dtype(float))
    registers = [line.input(name, (3,)) for name in names]
    totals = registers[:1]
    for register in registers[1:]:
        totals.append(line.apply(operator.add, totals[-1], register, shape=(3,)))
    return line, totals


def test_results_in_order() -> None:
    line, totals = sums("a", "b", "c")
    values = [np.full(3, number) for number in (1.0, 10.0, 100.0)]
    results = compiled(line, line.steps, totals[1:])(*values)
    assert [result.tolist() for result in results] == [[11.0] * 3, [111.0] * 3]


def test_equal_steps_are_one() -> None:
    line = Line(NUMPY)
    x = line.input("x", (2,))
    assert line.apply(np.tanh, x, shape=(2,)) == line.apply(np.tanh, x, shape=(2,))
    assert line.constant(2.0) == line.constant(2.0) != line.constant(2)


def test_steps_that_nothing_reads_are_left_out() -> None:
    line, totals = sums("a", "b", "c")
    assert needed(line.steps, [totals[1]]) == line.steps[:1]


def test_memory_is_used_again_where_nothing_reads_it_later() -> None:
    line, totals = sums("a", "b", "c", "d")
    assert [step.out for step in reuse_buffers(line, line.steps, totals[-1:])] == [None, totals[1], totals[2]]
    assert [step.out for step in reuse_buffers(line, line.steps, totals[1:])] == [None, None, None]


def test_memory_that_a_view_shows_is_not_written_on() -> None:
    line, totals = sums("a", "b")
    view = line.view(np.ndarray.__copy__, totals[1], shape=(3,))
    line.apply(operator.neg, totals[1], shape=(3,))
    assert [step.out for step in reuse_buffers(line, line.steps, [view])] == [None, None, None]


def test_nothing_that_a_user_names_gets_into_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of arrays are what a user chooses; of them, and of the functions, the text has nothing."""
    sources: list[str] = []

    def keep(source: str, *rest: Any) -> Any:
        sources.append(source)
        return compile(source, *rest)

    monkeypatch.setitem(vars(straight_line), "compile", keep)
    hostile = "OsSystem"
    net = NetChain({hostile: 2, "g": Tanh, "s": SoftmaxLayer()}, input=2)
    loss = net_loss(net, CrossEntropyLossLayer("Index"), symbols={"Weights": "evil"})
    arrays = {n: np.ones([int(s) for s in p.shape]) for n, p in loss.program.placeholders.items()}
    arrays["t"] = np.array(1)
    loss.gradient().function()(arrays)
    (source,) = sources
    words = set(re.findall(r"[A-Za-z_]\w*", source)) - {"def", "run", "return", "del", "out"}
    assert words and all(re.fullmatch(r"[rcf]\d+", word) for word in words)
    assert {type(node).__name__ for node in ast.walk(ast.parse(source))}.isdisjoint(
        {"Import", "Attribute", "Constant"}
    )


def test_generated_code_runs_in_one_module() -> None:
    package = Path(wlbridge.__file__).parent
    calls = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"exec", "eval", "compile"}
    }
    assert calls == {"numeric/straight_line.py"}


def test_a_step_may_be_written_over_an_array() -> None:
    line, totals = sums("a", "b")
    steps = [Step(totals[1], np.add, line.steps[0].operands, line.inputs["a"])]
    a, b = np.ones(3), np.full(3, 2.0)
    (result,) = compiled(line, steps, [totals[1]])(a, b)
    assert result is a and a.tolist() == [3.0, 3.0, 3.0]
