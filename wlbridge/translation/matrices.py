"""Matrices, arrays and their elements, both ways.

An explicit matrix is a list there, and a symbol plus a list is added to every entry of it; so explicit and symbolic
matrices are not put into one sum or elementwise product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, Final

import sympy
from sympy import ImmutableDenseMatrix, ImmutableSparseMatrix, Lambda, MatrixBase, Symbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array import ImmutableDenseNDimArray, ImmutableSparseNDimArray
from sympy.tensor.indexed import Idx, Indexed, IndexedBase

from wlbridge.translation.function_table import HEAD_OF
from wlbridge.translation.rules import Names, NotCarriedError, Rule, head
from wlbridge.translation.values import (
    Entries,
    Head,
    as_integer,
    as_items,
    as_matrix,
    as_number,
    described,
    is_matrix,
)
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree

_LISTS_THERE: Final = (MatrixBase, sympy.Identity, sympy.ZeroMatrix, sympy.OneMatrix, sympy.BlockMatrix)


def _nested(flat: Sequence[Tree], shape: Sequence[int]) -> Tree:
    rows = list(flat)
    for size in reversed(shape[1:]):
        rows = [rows[start : start + size] for start in range(0, len(rows), size)] if size else [[]] * shape[0]
    return rows


def _matrix(part: Any, args: list[Tree], _: Names) -> Tree:
    if part.rows == 0 and part.cols:
        raise NotCarriedError("a matrix without rows, whose columns a list cannot tell")
    return _nested(args, part.shape)


def _array(part: Any, args: list[Tree], _: Names) -> Tree:
    if not part.shape:
        return args[0]
    if 0 in part.shape:
        raise NotCarriedError("an array without elements")
    return _nested(args, part.shape)


def _sparse(part: Any, args: list[Tree], _: Names) -> Tree:
    places = [[int(row) + 1, int(column) + 1] for row, column in sorted(part.todok())]
    return call("SparseArray", [call("Rule", *pair) for pair in zip(places, args, strict=True)], list(part.shape))


def _elements_in_order(part: Any) -> list[Any]:
    entries = part.todok()
    return [entries[place] for place in sorted(entries)]


def _is_list_there(matrix: Any) -> bool:
    """Whether a matrix is made of explicit ones alone, and so becomes a list once it is evaluated."""
    stack, seen = [matrix], set()
    while stack:
        part = stack.pop()
        if isinstance(part, _LISTS_THERE) or id(part) in seen:
            continue
        seen.add(id(part))
        inside = [arg for arg in part.args if is_matrix(arg)]
        if not inside:
            return False
        stack += inside
    return True


def _of_one_kind(write: Callable[[Any, list[Tree], Names], Tree]) -> Callable[[Any, list[Tree], Names], Tree]:
    """Sums and elementwise products, in which a list is not what a symbol is."""

    def checked(part: Any, args: list[Tree], names: Names) -> Tree:
        lists = [_is_list_there(arg) for arg in part.args if is_matrix(arg)]
        if any(lists) and not all(lists):
            raise NotCarriedError(
                "an explicit matrix with a symbolic one: a list is added to a symbol entry by entry"
            )
        return write(part, args, names)

    return checked


def _matrix_product(part: Any, args: list[Tree], _: Names) -> Tree:
    pairs = list(zip(part.args, args, strict=True))
    factors = [tree for factor, tree in pairs if not is_matrix(factor)]
    matrices = [tree for factor, tree in pairs if is_matrix(factor)]
    product = matrices[0] if len(matrices) == 1 else call("Dot", *matrices)
    return call("Times", *factors, product) if factors else product


def _element(_part: Any, args: list[Tree], _names: Names) -> Tree:
    """Indices of matrices count from 0 in sympy."""
    matrix, *places = args
    return call("Indexed", matrix, [one + 1 if type(one) is int else call("Plus", 1, one) for one in places])


def _mapped(_part: Any, args: list[Tree], _names: Names) -> Tree:
    return call("Map", args[0], args[1], [2])


def _map_parts(part: ElementwiseApplyFunction) -> tuple[Any, ...]:
    return (part.function, part.expr)


def _constant_array(value: int) -> Rule:
    return Rule(lambda _part, args, _names: call("ConstantArray", value, args))


def named_function(function: Lambda) -> Tree | None:
    """The head of ``Lambda(x, f(x))``, where it is one of the table."""
    if len(function.variables) == 1 and function.expr.args == function.variables:
        name = HEAD_OF.get(function.expr.func)
        return system(name) if name else None
    return None


MATRIX_RULES: Final[dict[Any, Rule]] = {
    ImmutableDenseMatrix: Rule(_matrix, lambda part: part.flat()),
    ImmutableSparseMatrix: Rule(_sparse, _elements_in_order),
    ImmutableDenseNDimArray: Rule(_array, lambda part: list(part.args[0])),
    ImmutableSparseNDimArray: Rule(
        _array, lambda part: list(sympy.flatten(part.tolist())) if part.shape else [part[()]]
    ),
    sympy.MatrixSymbol: Rule(lambda part, _args, names: names.symbol(part), lambda _: ()),
    IndexedBase: Rule(lambda part, _args, names: names.symbol(part, part.label), lambda _: ()),
    Idx: Rule(lambda part, _args, names: names.symbol(part, part.label), lambda _: ()),
    Indexed: Rule(lambda _part, args, _names: call("Indexed", args[0], args[1:])),
    MatrixElement: Rule(_element),
    sympy.MatAdd: Rule(_of_one_kind(lambda _part, args, _names: call("Plus", *args))),
    sympy.HadamardProduct: Rule(_of_one_kind(lambda _part, args, _names: call("Times", *args))),
    sympy.HadamardPower: head("Power"),
    sympy.MatMul: Rule(_matrix_product),
    sympy.MatPow: head("MatrixPower"),
    sympy.Transpose: head("Transpose"),
    sympy.Adjoint: head("ConjugateTranspose"),
    sympy.Inverse: Rule(lambda _part, args, _names: call("Inverse", args[0])),
    sympy.Trace: head("Tr"),
    sympy.Determinant: head("Det"),
    sympy.Identity: head("IdentityMatrix"),
    sympy.ZeroMatrix: _constant_array(0),
    sympy.OneMatrix: _constant_array(1),
    sympy.BlockMatrix: head("ArrayFlatten"),
    sympy.KroneckerProduct: head("KroneckerProduct"),
    ElementwiseApplyFunction: Rule(_mapped, _map_parts),
}


def plus_of_matrices(terms: Sequence[Any]) -> Any:
    """The sum of matrices, whose terms are all matrices."""
    return sympy.MatAdd(*map(as_matrix, terms)).doit(deep=False)


def times_of_matrices(factors: Sequence[Any]) -> Any:
    """A number times an elementwise product of matrices."""
    numbers = [as_number(factor) for factor in factors if not is_matrix(factor)]
    matrices = [factor for factor in factors if is_matrix(factor)]
    product = matrices[0] if len(matrices) == 1 else sympy.HadamardProduct(*matrices)
    return sympy.Mul(*numbers) * product if numbers else product


def power_of_matrix(base: Any, exponent: Any) -> Any:
    """The power of every element."""
    return sympy.HadamardPower(base, exponent)


def _symbolic(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda matrix: function(as_matrix(matrix))


def _dot(*factors: Any) -> Any:
    return reduce(lambda left, right: left * right, map(as_matrix, factors))


def _indexed(base: Any, places: Any) -> Any:
    indices = as_items(places) if isinstance(places, Entries) else (places,)
    if not isinstance(base, Symbol | IndexedBase) and not is_matrix(base):
        raise TypeError(f"Indexed of {described(base)}")
    if is_matrix(base):
        return base[tuple(as_number(index) - 1 for index in indices)]
    return (base if isinstance(base, IndexedBase) else IndexedBase(base))[tuple(map(as_number, indices))]


def _sparse_array(rules: Any, size: Any) -> Any:
    rows, columns = map(as_integer, as_items(size))
    entries = {}
    for rule in as_items(rules):
        row, column = map(as_integer, as_items(rule.left))
        entries[row - 1, column - 1] = as_number(rule.right)
    return ImmutableSparseMatrix(rows, columns, entries)


def _constant(value: Any, size: Any) -> Any:
    sizes = [as_number(number) for number in as_items(size)]
    if len(sizes) != 2 or value not in {0, 1}:
        raise TypeError("ConstantArray of anything but a matrix of 0 or 1")
    return sympy.OneMatrix(*sizes) if value == 1 else sympy.ZeroMatrix(*sizes)


def _map(function: Any, matrix: Any, levels: Any) -> Any:
    if [as_number(level) for level in as_items(levels)] != [2]:
        raise TypeError("Map at other levels than {2}")
    if isinstance(function, Head):
        function = function.function
    return as_matrix(matrix).applyfunc(function)


def _flattened(blocks: Any) -> Any:
    return sympy.BlockMatrix([[as_matrix(block) for block in as_items(row)] for row in as_items(blocks)])


def _matrix_symbol(name: Any, size: Any) -> Any:
    if not isinstance(name, str):
        raise TypeError("the name of a MatrixSymbol is a string")
    return sympy.MatrixSymbol(name, *map(as_number, as_items(size)))


MATRIX_READERS: Final[dict[str, Callable[..., Any]]] = {
    "Dot": _dot,
    "Transpose": _symbolic(lambda matrix: sympy.Transpose(matrix).doit(deep=False)),
    "ConjugateTranspose": _symbolic(lambda matrix: sympy.Adjoint(matrix).doit(deep=False)),
    "Inverse": _symbolic(lambda matrix: matrix.inv() if isinstance(matrix, MatrixBase) else sympy.Inverse(matrix)),
    "Tr": _symbolic(sympy.Trace),
    "Det": _symbolic(sympy.Determinant),
    "MatrixPower": lambda matrix, exponent: sympy.MatPow(as_matrix(matrix), as_number(exponent)),
    "IdentityMatrix": lambda size: sympy.Identity(as_number(size)),
    "ConstantArray": _constant,
    "ArrayFlatten": _flattened,
    "KroneckerProduct": lambda *factors: sympy.KroneckerProduct(*map(as_matrix, factors)),
    "Map": _map,
    "Indexed": _indexed,
    "Part": lambda matrix, *places: _indexed(as_matrix(matrix), Entries(places)),
    # What is displayed with indices: a component, whether of a symbol or of a matrix
    "Subscript": lambda base, *places: _indexed(base, Entries(places)),
    "SparseArray": _sparse_array,
    "MatrixSymbol": _matrix_symbol,
    "ArraySymbol": _matrix_symbol,
}
"""How the heads are read whose arguments may be matrices, lists or functions."""
