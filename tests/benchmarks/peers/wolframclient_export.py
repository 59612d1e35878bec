"""Shared sympy objects walked once by identity, and written by wolframclient; to build them is not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sympy import Add, Mul, Pow, exp, log, tanh
from wolframclient.language import wl
from wolframclient.serializers import export

from benchmarks.nets import Data, Net
from benchmarks.peers import sympy_sweep

PACKAGE = "wolframclient"

_HEADS = {Add: wl.Plus, Mul: wl.Times, Pow: wl.Power, tanh: wl.Tanh, exp: wl.Exp, log: wl.Log}


def wolfram(net: Net, data: Data, of: str, form: str, target: str) -> Callable[[], bytes]:
    """The shared form, a Module of temporaries, as text (``wl``) or WXF (``wxf``)."""
    roots = [sympy_sweep.model(net)[0]] if of == "loss" else _gradient(net)
    return lambda: export(module(roots), target_format=target)


@lru_cache(maxsize=1)
def _gradient(net: Net) -> list[Any]:
    return sympy_sweep.gradient(*sympy_sweep.model(net))


def module(roots: Sequence[Any]) -> Any:
    """A Module with a temporary for every node that is used more than once."""
    order = sympy_sweep.nodes(roots)
    uses = Counter(id(arg) for node in order for arg in node.args)
    made: dict[int, Any] = {}
    steps, names = [], []
    for node in order:
        tree = _HEADS[node.func](*(made[id(arg)] for arg in node.args)) if node.args else _leaf(node)
        if node.args and uses[id(node)] > 1:
            names.append(getattr(wl, f"v{len(names)}"))
            steps.append(wl.Set(names[-1], tree))
            tree = names[-1]
        made[id(node)] = tree
    return wl.Module(names, wl.CompoundExpression(*steps, [made[id(root)] for root in roots]))


def _leaf(node: Any) -> Any:
    return getattr(wl, node.name) if node.is_Symbol else int(node)
