"""The names that sympy's srepr may use, each with what makes its object: a closed table of the classes of ``to_wl``.

An object is made as it was written: sympy's own simplification is switched off, and where it cannot be, an object
that came out different is refused. No constructor is ever given text, which sympy would evaluate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sympy
from sympy import Basic, Expr, Float, MatrixBase, Order
from sympy.core.assumptions import _assume_defined
from sympy.core.facts import InconsistentAssumptions
from sympy.core.relational import Relational
from sympy.core.sorting import default_sort_key
from sympy.core.symbol import Str
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.logic.boolalg import BooleanFunction

from wlbridge.translation.arithmetic import MOST_BITS
from wlbridge.translation.function_table import HEAD_OF, LARGEST_FACTORED, OF_INTEGERS
from wlbridge.translation.to_wl import CLASSES
from wlbridge.wolfram.text.reals import MAX_DIGITS

Made = Callable[[Sequence[Any], Mapping[str, Any]], Any]

LARGEST_DEGREE: Final = 100
"""Of polynomials that are stored with all their coefficients, and whose roots are isolated when they are made."""

CONSTANTS: Final[dict[str, Basic]] = {
    **{
        str(constant): constant
        for constant in (
            *(sympy.pi, sympy.E, sympy.I, sympy.EulerGamma, sympy.Catalan, sympy.GoldenRatio),
            *(sympy.TribonacciConstant, sympy.oo, -sympy.oo, sympy.zoo, sympy.nan),
            *(sympy.Complexes, sympy.Reals, sympy.Rationals, sympy.Integers, sympy.Naturals, sympy.Naturals0),
            *(sympy.EmptySet, sympy.UniversalSet),
        )
    },
    "true": sympy.true,
    "false": sympy.false,
}
"""What a name alone stands for."""

_FLOAT: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:e([-+]?[0-9]{1,10}))?")

_UNORDERED: Final = (sympy.Add, sympy.Mul, BooleanFunction, MinMaxBase, sympy.Union, sympy.FiniteSet, sympy.Dict)
"""Classes that sort their parts themselves."""

_NO_EVALUATION: Final = (sympy.Function, sympy.Pow, Relational, BooleanFunction, MinMaxBase, sympy.Union)
"""Classes that leave their parts as they are on request, and are then what they are otherwise in normal form."""

_NO_OPTIONS: Final = (sympy.betainc_regularized,)
"""Functions that never evaluate, and whose constructor takes no option."""

_OF_INTEGERS: Final = frozenset(function for function, name in HEAD_OF.items() if name in OF_INTEGERS)


def _integer(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    (value,) = _plain(args, int)
    return sympy.Integer(value)


def _rational(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    p, q = _plain(args, int)
    if q < 1:
        raise ValueError("the denominator is not positive")
    number = sympy.Rational(p, q)
    if (number.p, number.q) != (p, q):
        raise ValueError(f"it would become {number}")
    return number


def _float(args: Sequence[Any], keywords: Mapping[str, Any]) -> Float:
    (text,) = _plain(args, str)
    match = _FLOAT.fullmatch(text)
    precision = keywords.get("precision")
    if match is None or type(precision) is not int:
        raise ValueError("a real is given as decimal digits with its precision in bits")
    if not 1 <= precision <= MOST_BITS or abs(int(match[1] or 0)) > MAX_DIGITS:
        raise ValueError(f"a precision beyond {MOST_BITS} bits, or an exponent beyond {MAX_DIGITS}")
    return Float(text, precision=precision)


def _symbol(args: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    (name,) = _plain(args, str)
    return sympy.Symbol(name, **_assumptions(keywords))


def _dummy(args: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    (name,) = _plain(args, str)
    others = dict(keywords)
    number = others.pop("dummy_index", None)
    if type(number) is not int:
        raise ValueError("a Dummy without its dummy_index")
    return sympy.Dummy(name, dummy_index=number, **_assumptions(others))


def _assumptions(keywords: Mapping[str, Any]) -> Mapping[str, Any]:
    for key, value in keywords.items():
        if key not in _assume_defined or not (value is None or isinstance(value, bool)):
            raise ValueError(f"{key} is no assumption, or has a value other than True and False")
    try:
        sympy.Symbol("x", **keywords)
    except InconsistentAssumptions:
        raise ValueError("the assumptions contradict each other") from None
    return keywords


def _text(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    return Str(*_plain(args, str))


def _undefined(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    return sympy.Function(*_plain(args, str))


def _plain(args: Sequence[Any], kind: type) -> Sequence[Any]:
    if any(type(arg) is not kind for arg in args):
        raise TypeError(f"every argument is {'an integer' if kind is int else 'a string'}")
    return args


def _matrix(kind: Any) -> Made:
    def made(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
        if len(args) == 3 and args[2] == []:
            return kind(*_plain(args[:2], int), [])
        (rows,) = args
        if not isinstance(rows, list) or len({len(row) if isinstance(row, list) else None for row in rows}) > 1:
            raise TypeError("a matrix is a list of rows of one length")
        parts = [part for row in rows for part in row]
        _basic(parts)
        blocks = any(getattr(part, "is_Matrix", False) for part in parts)
        return kind(rows, evaluate=False) if blocks else kind(rows)

    return made


def _block_matrix(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    (rows,) = args
    if not isinstance(rows, MatrixBase):
        raise TypeError("the blocks are a matrix of matrices")
    return _checked(sympy.BlockMatrix(rows.tolist()), sympy.BlockMatrix, args)


def _power(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    base, exponent = _basic(args)
    if base.is_Rational and exponent.is_Rational and base not in {0, 1, -1}:
        bits = max(abs(int(base.p)), int(base.q)).bit_length() * abs(exponent)
        if bits > MOST_BITS:
            raise ValueError("a power of more than a million binary digits")
    return _checked(sympy.Pow(base, exponent, evaluate=False), sympy.Pow, args)


def _sum_or_product(kind: Any) -> Made:
    def made(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
        if not all(isinstance(arg, Expr) for arg in args):
            raise TypeError("a part is no number")
        if kind is sympy.Mul and len(args) > 1 and args[0] == -1 and args[1].is_Number and args[1] > 0:
            args = [-args[1], *args[2:]]  # srepr writes the sign of a coefficient as a factor of its own
        if len(args) > 1 and sum(arg.is_Number for arg in args) <= 1:
            try:
                normal = kind(*args)
            except RecursionError:  # nested more deeply than sympy can evaluate
                return kind(*args, evaluate=False)
            if _is_made_of(normal, kind, args):
                return normal
        return kind(*args, evaluate=False)

    return made


def _order(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    """Order's own constructor expands."""
    expression, *limits = _basic(args)
    if not isinstance(expression, Expr) or not all(isinstance(limit, sympy.Tuple) for limit in limits):
        raise TypeError("Order takes an expression, and pairs of a variable and a point")
    if not all(len(limit) == 2 and limit[0].is_Symbol and isinstance(limit[1], Expr) for limit in limits):
        raise TypeError("Order takes pairs of a variable and a point")
    return Expr.__new__(Order, *args)


def _polynomial(kind: Any, **options: Any) -> Made:
    def made(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
        _check_degree(_basic(args)[0])
        return _checked(kind(*args, **options), kind, args)

    return made


def _root(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    """With the variable that is written: sympy gives a root that it knows already in the one it had then."""
    _check_degree(_basic(args)[0])
    made = sympy.CRootOf(*args)
    if type(made) is not sympy.CRootOf or (made.poly, made.index) != (sympy.PurePoly(args[0]), args[1]):
        raise ValueError("sympy would make something else of it")
    return sympy.CRootOf._new(sympy.PurePoly(args[0]), made.index)


def _check_degree(polynomial: Basic) -> None:
    for power in polynomial.atoms(sympy.Pow):
        if not power.exp.is_Rational or abs(power.exp) > LARGEST_DEGREE:
            raise ValueError(f"a polynomial of a degree beyond {LARGEST_DEGREE}")


def _plain_class(kind: Any) -> Made:
    options = {"evaluate": False} if issubclass(kind, _NO_EVALUATION) and kind not in _NO_OPTIONS else {}

    def made(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
        if kind in _OF_INTEGERS and any(abs(arg) > LARGEST_FACTORED for arg in _basic(args) if arg.is_Rational):
            raise ValueError(f"a number beyond {LARGEST_FACTORED}, which sympy would factor")
        return _checked(kind(*_basic(args), **options), kind, args)

    return made


def _sum_of_matrices(args: Sequence[Any], _: Mapping[str, Any]) -> Any:
    """In sympy's own order of the terms: srepr writes them in another, whatever theirs is."""
    return _checked(sympy.MatAdd(*sorted(_basic(args), key=default_sort_key)), sympy.MatAdd, args)


def undefined_call(function: Any, args: Sequence[Any]) -> Any:
    """An undefined function of arguments."""
    return function(*_basic(args))


def _basic(args: Sequence[Any]) -> Sequence[Any]:
    """The arguments, which are all immutable objects of sympy."""
    if not all(isinstance(arg, Basic) for arg in args):
        raise TypeError("an argument is no expression of sympy")
    return args


def _checked(made: Any, kind: Any, args: Sequence[Any]) -> Any:
    if not _is_made_of(made, kind, args):
        raise ValueError("sympy would make something else of it")
    return made


def _is_made_of(made: Any, kind: Any, args: Sequence[Any]) -> bool:
    if type(made) is not kind:
        return False
    if kind is sympy.Heaviside:  # srepr leaves the usual value at 0 out
        return bool(made.args[: len(args)] == tuple(args))
    return made.args == tuple(args) or (issubclass(kind, _UNORDERED) and Counter(made.args) == Counter(args))


MATRICES: Final = (
    *(sympy.ImmutableDenseMatrix, sympy.ImmutableSparseMatrix),
    *(sympy.MutableDenseMatrix, sympy.MutableSparseMatrix),
)

KINDS: Final[dict[str, Made]] = {
    **{kind.__name__: _plain_class(kind) for kind in CLASSES},
    **{kind.__name__: _matrix(kind) for kind in MATRICES},
    "Integer": _integer,
    "Rational": _rational,
    "Float": _float,
    "Symbol": _symbol,
    "Dummy": _dummy,
    "Str": _text,
    "Function": _undefined,
    "Add": _sum_or_product(sympy.Add),
    "Mul": _sum_or_product(sympy.Mul),
    "Pow": _power,
    "MatAdd": _sum_of_matrices,
    "Order": _order,
    "BlockMatrix": _block_matrix,
    "Poly": _polynomial(sympy.Poly, expand=False),
    "ComplexRootOf": _root,
}
"""What a name before brackets makes of what is in them."""

WITH_KEYWORDS: Final = frozenset({"Float", "Symbol", "Dummy"})
