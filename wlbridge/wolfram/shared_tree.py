"""Any expression as a Module of its repeated parts: what is equal is written once, as ``sympy.cse`` has it.

A part may be named only where taking it out changes nothing: it is made of functions that evaluate their arguments in
the usual way, bind no symbols and give the same value each time, and so is everything around it. Inside of ``Sum``,
``Function``, ``Hold``, ``RandomReal`` and of any other head that is not listed here, all stays as it is.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.symbols import canonical_name, looks_like_system
from wlbridge.wolfram.tree import Tree, distinct_objects, head_name, own_parts, own_value

_NAMES: Final = """
    Abs AiryAi AiryBi ArcCos ArcCosh ArcCot ArcCoth ArcCsc ArcCsch ArcSec ArcSech ArcSin ArcSinh ArcTan ArcTanh Arg
    BesselI BesselJ BesselK BesselY Beta Binomial Boole Ceiling Clip Conjugate Cos Cosh Cot Coth Csc Csch Cross
    CubeRoot Det DiracDelta Divide Dot EllipticE EllipticF EllipticK EllipticPi Equal Erf Erfc Erfi Exp ExpIntegralE
    ExpIntegralEi Factorial Factorial2 Fibonacci Floor FractionalPart GCD Gamma Greater GreaterEqual HarmonicNumber
    HeavisideTheta Hypergeometric1F1 Hypergeometric2F1 Im IntegerPart Inverse KroneckerDelta KroneckerProduct LCM Less
    LessEqual List Log Log10 Log1p Log2 LogGamma LogisticSigmoid Max Min Minus Mod Norm Not Outer Part Plus
    Pochhammer PolyGamma PolyLog Power ProductLog Quotient Ramp Re Round Sec Sech Sign Sin Sinc Sinh Sqrt Subtract
    Surd Tan Tanh Times Total Tr Transpose UnitStep Unequal Zeta
"""
_PLAIN: Final = frozenset(_NAMES.split())
"""Functions without a Hold attribute that neither bind symbols nor depend on anything but their arguments."""

_NUMBERS: Final = {"Rational", "Complex"}


def shared_tree(tree: Tree) -> Tree:
    """Name what occurs several times, the same object or an equal one; the tree itself if nothing does.

    >>> from wlbridge.wolfram.text.writer import write_wl
    >>> square = call("Power", call("Sin", user("x")), 2)
    >>> print(write_wl(shared_tree(call("Plus", square, call("Exp", square)))))
    Module[{t1}, t1 = Sin[x]^2; t1 + Exp[t1]]

    The value is that of the tree. Functions of the user's (``f[x]``) are taken to depend on their arguments alone;
    ``w[1, 2]`` is not named, which would be no shorter. The time grows with the number of different objects in the
    tree, whatever its size when it is written out.
    """
    kinds = _Kinds(tree)
    named = kinds.repeated()
    if not named:
        return tree
    symbols = _free_symbols(kinds)
    names = {number: next(symbols) for number in named}
    parts = kinds.rebuilt(names)
    steps = [call("Set", names[number], parts[number]) for number in named]
    return call("Module", list(names.values()), call("CompoundExpression", *steps, parts[kinds.root]))


class _Kinds:
    """The different parts of a tree, each with a number; equal parts have the same one, and parts come first."""

    def __init__(self, tree: Tree) -> None:
        self.parts: list[tuple[int, ...]] = []
        self.nodes: list[Tree] = []
        self.plain: list[bool] = []
        self._by_key: dict[Any, int] = {}
        self._by_id: dict[int, int] = {}
        for node in distinct_objects(tree):
            self._number(node, tuple(self._by_id[id(part)] for part in own_parts(node)))
        self.root = self._by_id[id(tree)]

    def _number(self, node: Tree, parts: tuple[int, ...]) -> None:
        key = (isinstance(node, dict), _own(node), parts)
        number = self._by_key.setdefault(key, len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append(node)
            self.parts.append(parts)
            self.plain.append(_is_plain(node) and all(self.plain[part] for part in parts))
        self._by_id[id(node)] = number

    def _open(self, number: int) -> bool:
        """Say whether its parts may be named: nothing around them but plain functions."""
        return bool(self.parts[number]) and _is_plain(self.nodes[number])

    def repeated(self) -> list[int]:
        """Those that are worth a name, the innermost first."""
        uses: Counter[int] = Counter({self.root: 1})
        for number in range(self.root, -1, -1):  # what is around a part has a larger number
            if uses[number] and self._open(number):
                uses.update(self.parts[number])
        return [
            number for number in sorted(uses) if uses[number] > 1 and self.plain[number] and self._is_long(number)
        ]

    def _is_long(self, number: int) -> bool:
        parts = [self.nodes[part] for part in self.parts[number]][isinstance(self.nodes[number], WLFunction) :]
        return any(isinstance(part, WLSymbol | WLFunction | list | tuple) for part in parts)

    def rebuilt(self, names: dict[int, WLSymbol]) -> list[Tree]:
        """Each part with the names in it in place of what they stand for."""
        built: list[Tree] = []
        for number, node in enumerate(self.nodes):
            inside = [names.get(part, built[part]) for part in self.parts[number]]
            if not self._open(number) or all(map(_same, inside, (self.nodes[part] for part in self.parts[number]))):
                built.append(node)
            elif isinstance(node, WLFunction):
                built.append(WLFunction(*inside))
            else:
                built.append(inside)
        return built


def _same(one: Tree, other: Tree) -> bool:
    return one is other


def _own(node: Tree) -> Any:
    """What a node is without its parts; of arrays, which are not compared, the object."""
    return id(node) if isinstance(node, np.ndarray | ElementList | bytearray) else own_value(node)


def _is_plain(node: Tree) -> bool:
    if not isinstance(node, WLFunction):
        return not isinstance(node, dict)
    head = head_name(node)
    return head in _PLAIN or (bool(head) and not looks_like_system(head)) or head in _NUMBERS


def _free_symbols(kinds: _Kinds) -> Iterator[WLSymbol]:
    """``t1``, ``t2``, ... but for those that the tree has."""
    taken = {canonical_name(node.name).rpartition("`")[2] for node in kinds.nodes if isinstance(node, WLSymbol)}
    taken |= {
        plain for node in kinds.nodes if isinstance(node, ElementList) for plain in (node.head, node.array.name)
    }
    return (user(name) for name in map("t{}".format, itertools.count(1)) if name not in taken)
