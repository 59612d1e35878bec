r"""The one writer of Wolfram Language text: an expression tree to InputForm or FullForm, in ASCII, exactly.

``read_wl(write_wl(tree))`` is the same tree, but for what has two spellings in Python and one there: the functions
``Rational[1, 2]`` and ``Complex[1., 2.]`` become numbers, nan and infinities symbols. With operators besides,
``Fraction(1, 2)`` is the quotient 1/2, and ``a + (-3)*x`` is ``a - 3*x``, which is read as ``a + (-1)*3*x``.
"""

from typing import Any, Final

import numpy as np
from wolframclient.language.expression import WLFunction, WLInputExpression

from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.wolfram.shared_tree import shared_tree
from wlbridge.wolfram.text.atoms import ATOMS
from wlbridge.wolfram.text.dialects import Dialect, dialect_named
from wlbridge.wolfram.text.forms import FORMS, Piece, association, head_form, list_form
from wlbridge.wolfram.tree import Tree, distinct_objects, head_name, own_parts

MOST_REPEATED: Final = 2_000_000
"""Functions and lists that are written only because what they are in, the same object, occurs again."""

_LONG: Final = 100_000  # shorter texts are not worth a look at the whole tree


def write_wl(tree: Tree, *, dialect: str | Dialect = "wolfram", shared: bool = False) -> str:
    r"""Write an expression.

    >>> from wolframclient.language import wl, Global
    >>> loss = wl.Plus(Global.t, wl.Times(-1, wl.Log(wl.Power(Global.p, -1)), 1.5e-20))
    >>> print(write_wl(loss))
    t - Log[p^(-1)]*1.5*^-20
    >>> print(write_wl(loss, dialect="woxi"))
    Plus[t, Times[-1, Log[Power[p, -1]], 1.5*^-20]]

    With ``shared`` what occurs several times is written once, in a ``Module`` (see ``shared_tree``):

    >>> square = wl.Power(wl.Sin(Global.x), 2)
    >>> print(write_wl(wl.Plus(square, wl.Exp(square)), shared=True))
    Module[{t1}, t1 = Sin[x]^2; t1 + Exp[t1]]

    Raises ``FormTooLargeError`` for a text of more than two million functions and lists that are repetitions,
    ``SymbolNameError`` for a symbol whose name is no name, and ``DataError`` for a value that is no tree, raw text
    (``wlexpr``) among them, or a string that the dialect cannot write.
    """
    chosen = dialect if isinstance(dialect, Dialect) else dialect_named(dialect)
    written: list[str] = []
    tree = shared_tree(tree) if shared else tree
    stack: list[Piece] = [(tree, 0)]
    unchecked = True
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            written.append(piece)
        else:
            if unchecked and len(written) > _LONG:
                _check_repeated(tree)
                unchecked = False
            stack.extend(reversed(_expand(*piece, chosen)))
    return "".join(written)


def _check_repeated(tree: Tree) -> None:
    """Refuse what would be too long because the same objects occur again and again."""
    sizes: dict[int, int] = {}
    for node in distinct_objects(tree):
        parts = own_parts(node)
        if parts:
            sizes[id(node)] = 1 + sum(sizes.get(id(part), 0) for part in parts)
    size = sizes.get(id(tree), 0)
    if size - len(sizes) > MOST_REPEATED:
        shown = f"{size:,}" if size < 10**12 else "10^12 or more"
        raise FormTooLargeError(
            f"the text would have {shown} functions and lists, of which {len(sizes):,} are different",
            hint="Write it with shared=True.",
        )


def _expand(node: Tree, needed: int, dialect: Dialect) -> list[Piece]:
    """Take one node apart into text and parts, in parentheses when it binds less closely than its place needs."""
    precedence, pieces = _pieces(node, dialect)
    return pieces if precedence >= needed else ["(", *pieces, ")"]


def _pieces(node: Tree, dialect: Dialect) -> tuple[int, list[Piece]]:
    if isinstance(node, np.ndarray | np.generic):
        node = _from_numpy(node)
    if isinstance(node, WLFunction):
        form = FORMS.get(head_name(node)) if dialect.operators else None
        return (form(node.args) if form else None) or head_form(node.head, node.args)
    if isinstance(node, list | tuple):
        return list_form(node)
    if isinstance(node, dict):
        return association(list(node.items()), dialect)
    for base in type(node).__mro__:
        if base in ATOMS:
            text, precedence = ATOMS[base](node, dialect)
            return precedence, [text]
    raise _refusal(node)


def _from_numpy(node: Any) -> Tree:
    value = node.tolist()
    # A long double has no Python equal: tolist gives it back as it is.
    if isinstance(value, np.generic) or node.dtype.kind not in "biufcOU":
        raise _refusal(node)
    return value


def _refusal(node: object) -> DataError:
    if isinstance(node, WLInputExpression):
        return DataError("raw text (wlexpr) is never written", hint="Make a tree of it with read_wl.")
    return DataError(
        f"a value of type {type(node).__module__}.{type(node).__qualname__} has no form in the Wolfram Language",
        hint="A tree has numbers, strings, booleans, None, lists, dicts, arrays, and symbols and functions.",
    )
