"""What the reader makes of operators, brackets and tokens: parts put together, nothing evaluated."""

from collections import deque
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, head_name

_CONSTANTS: Final[dict[str, bool | None]] = {"True": True, "False": False, "Null": None}


class Product:
    """A product that may still grow: a*b/c and -a*b are one flat Times, unless there are parentheses."""

    __slots__ = ("factors",)

    def __init__(self, *factors: Tree) -> None:
        self.factors = deque(factors)


def plain(value: Tree) -> Tree:
    """Close a product that was open, and leave anything else as it is.

    >>> plain(Product(1, 2)), plain("a")
    (Times[1, 2], 'a')
    """
    return call(symbol("Times"), value.factors) if isinstance(value, Product) else value


@lru_cache(maxsize=4096)
def symbol(name: str) -> Tree:
    """Make the node of a symbol; True, False and Null are Python's.

    >>> symbol("Global`x"), symbol("True"), symbol("Null")
    (x, True, None)
    """
    name = canonical_name(name)
    return _CONSTANTS[name] if name in _CONSTANTS else WLSymbol(name)


def call(head: Tree, arguments: Sequence[Tree]) -> Tree:
    """Make ``head[arguments]``, or the Python value that stands for it.

    >>> call(WLSymbol("f"), [1]), call(symbol("List"), [1, 2]), call(WLSymbol("Rational"), [1, 2])
    (f[1], (1, 2), Fraction(1, 2))
    """
    if isinstance(head, WLSymbol) and head.name in _SPECIAL_HEADS:
        value = _SPECIAL_HEADS[head.name](arguments)
        if value is not None:
            return value
    return WLFunction(head, *arguments)


def _association(entries: Sequence[Tree]) -> dict[Tree, Tree] | None:
    """Make a dict, when its keys are of a kind that Python's hash and == keep apart as the Wolfram Language does."""
    table: dict[Tree, Tree] = {}
    for entry in entries:
        if head_name(entry) != "Rule" or len(entry.args) != 2:
            return None
        key = entry.args[0]
        if isinstance(key, bool) or not isinstance(key, str | int | WLSymbol) or key in table:
            return None
        table[key] = entry.args[1]
    return table


def _rational(parts: Sequence[Tree]) -> Fraction | None:
    if len(parts) != 2 or any(type(part) is not int for part in parts) or parts[1] <= 1:
        return None
    value = Fraction(parts[0], parts[1])
    return value if value.denominator == parts[1] else None


def _complex(parts: Sequence[Tree]) -> complex | None:
    both_real = len(parts) == 2 and all(type(part) is float for part in parts)
    return complex(*parts) if both_real else None


_SPECIAL_HEADS: Final[dict[str, Callable[[Sequence[Tree]], Tree]]] = {
    "List": tuple,
    "Association": _association,
    "Rational": _rational,
    "Complex": _complex,
}


def negate(value: Tree) -> Tree:
    """Put a minus before a value: a number that had none takes it, a product takes a factor -1 in front.

    >>> negate(3), plain(negate(WLSymbol("x"))), plain(negate(-3))
    (-3, Times[-1, x], Times[-1, -3])
    """
    if isinstance(value, Product):
        value.factors.appendleft(-1)
        return value
    if type(value) is int and value >= 0:
        return -value
    if type(value) is float and not repr(value).startswith("-"):
        return -value
    if isinstance(value, Decimal) and not value.is_signed():
        return value.copy_negate()
    return Product(-1, value)


def infix(kind: str, head: str, operands: list[Tree], texts: list[str]) -> Tree:
    """Put together a run of operands with the operators between them.

    >>> infix("compare", "Less", [1, 2, 3], ["<", "<="]).args
    (1, Less, 2, LessEqual, 3)
    """
    special = _KINDS.get(kind)
    return special(operands, texts) if special else call(symbol(head), [plain(one) for one in operands])


def _sum(operands: list[Tree], texts: list[str]) -> Tree:
    terms = [operands[0]] + [
        negate(one) if text == "-" else one for one, text in zip(operands[1:], texts, strict=True)
    ]
    return call(symbol("Plus"), [plain(term) for term in terms])


def _product(operands: list[Tree], _: list[str]) -> Product:
    product = Product()
    for one in operands:
        product.factors.extend(one.factors if isinstance(one, Product) else [one])
    return product


def _divide(operands: list[Tree], _: list[str]) -> Product:
    left, right = operands
    product = left if isinstance(left, Product) else Product(left)
    product.factors.append(call(symbol("Power"), [plain(right), -1]))
    return product


_COMPARISONS: Final = {
    "==": "Equal",
    "!=": "Unequal",
    "<": "Less",
    "<=": "LessEqual",
    ">": "Greater",
    ">=": "GreaterEqual",
}


def _compare(operands: list[Tree], texts: list[str]) -> Tree:
    values = [plain(one) for one in operands]
    heads = [_COMPARISONS[text] for text in texts]
    if len(set(heads)) == 1:
        return call(symbol(heads[0]), values)
    mixed = [values[0]]
    for head, value in zip(heads, values[1:], strict=True):
        mixed += [symbol(head), value]
    return call(symbol("Inequality"), mixed)


def _apply(operands: list[Tree], _: list[str]) -> Tree:
    return call(plain(operands[0]), [plain(operands[1])])


def _pipe(operands: list[Tree], _: list[str]) -> Tree:
    return call(plain(operands[1]), [plain(operands[0])])


def _infix(operands: list[Tree], _: list[str]) -> Tree:
    left, head, right = (plain(one) for one in operands)
    return call(head, [left, right])


_KINDS: Final[dict[str, Callable[[list[Tree], list[str]], Tree]]] = {
    "sum": _sum,
    "product": _product,
    "divide": _divide,
    "compare": _compare,
    "apply": _apply,
    "pipe": _pipe,
    "infix": _infix,
}


def prefix(text: str, head: str, operand: Tree) -> Tree:
    """Put a prefix operator before an operand.

    >>> prefix("!", "Not", WLSymbol("a")), prefix("-", "Times", 2)
    (Not[a], -2)
    """
    if text == "-":
        return negate(operand)
    value = call(symbol(head), [plain(operand)])
    return call(symbol("Not"), [value]) if text == "!!" else value


def postfix(head: str, operand: Tree) -> Tree:
    """Put a postfix operator after an operand; the primes of f'' are one Derivative.

    >>> postfix("Function", WLSymbol("x")), postfix("Derivative", postfix("Derivative", WLSymbol("f")))
    (Function[x], Derivative[2][f])
    """
    operand = plain(operand)
    if head != "Derivative":
        return call(symbol(head), [operand])
    order = 1
    compound = isinstance(operand, WLFunction) and isinstance(operand.head, WLFunction)
    if compound and head_name(operand.head) == "Derivative" and len(operand.head.args) == len(operand.args) == 1:
        order, operand = operand.head.args[0] + 1, operand.args[0]
    return call(call(symbol("Derivative"), [order]), [operand])


def blank(text: str) -> Tree:
    """Make the pattern of ``_``, ``x_``, ``_h``, ``x__``, ``x_.`` and the like.

    >>> blank("x_h"), blank("___"), blank("x_.")
    (Pattern[x, Blank[h]], BlankNullSequence[], Optional[Pattern[x, Blank[]]])
    """
    name, head = text[: text.index("_")], text[text.rindex("_") + 1 :]
    kind = ("Blank", "BlankSequence", "BlankNullSequence")[text.count("_") - 1]
    optional = head == "."
    value = call(symbol(kind), [symbol(head)] if head and not optional else [])
    if name:
        value = call(symbol("Pattern"), [symbol(name), value])
    return call(symbol("Optional"), [value]) if optional else value
