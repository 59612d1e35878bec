"""What may be sent to an engine: the functions that wlbridge writes, nothing that could touch files or programs."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import TABLE
from wlbridge.layers import LAYERS
from wlbridge.layers.aggregation import AGGREGATIONS
from wlbridge.losses import LOSSES
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, postorder

# fmt: off
_STRUCTURE: Final = frozenset({
    "All", "And", "Array", "ArrayPad", "ArrayReshape", "Association", "ComplexInfinity", "CompoundExpression",
    "ConstantArray", "Dot", "E", "Equal", "Exp", "False", "Flatten", "Fold", "Function", "Greater",
    "GreaterEqual", "Indeterminate", "Infinity", "Join", "KroneckerDelta", "Less", "LessEqual", "List", "Log", "Map",
    "MapThread", "Max", "Min", "Module", "Not", "Null", "Or", "Outer", "Part", "Partition", "Pi", "Piecewise",
    "Plus", "Power", "Rational", "Rule", "Set", "Slot", "Span", "Sqrt", "Sum", "Table", "Times", "Total",
    "Transpose", "True", "Unequal", "UnitVector", "Values",
})
# fmt: on
ALLOWED: Final = _STRUCTURE | {row.head for row in TABLE if row.head is not None}
"""The symbols of the Wolfram Language that a question may hold."""

# fmt: off
_OF_NETS: Final = frozenset({
    "Automatic", "Head", "InputForm", "Interleaving", "Keys", "Mean", "Method", "NetChain", "NetExtract", "NetGraph",
    "NetPort", "NetPortGradient", "None", "Normal", "Padding", "PaddingSize", "PoolingLayer", "SameQ", "Select",
    "ToString", "TwoWayRule", "With", "WorkingPrecision",
})
# fmt: on
ALLOWED_WITH_NETS: Final = ALLOWED | _OF_NETS | {*LAYERS, *LOSSES, *AGGREGATIONS}
"""Those of a question to a kernel, which evaluates the nets themselves."""

ALLOWED_ALONE: Final = ALLOWED | {"FromCharacterCode", "ToCharacterCode"}
"""Those of a line that shows what an engine does wrong."""

ALLOWED_WITH_PACKAGE: Final = ALLOWED_WITH_NETS | {
    "N",
    "NetExpression",
    "NetLossExpression",
    "NetLossGradient",
    "NetLossHessian",
}
"""Those of a question to the project's Wolfram package."""


def check_heads(tree: Tree, allowed: Set[str] = ALLOWED) -> None:
    """Let pass what has allowed symbols only, besides such as begin with a small letter, which are ours.

    >>> from wolframclient.language import wl
    >>> check_heads(wl.Tanh(0.5))
    >>> check_heads(wl.Plus(1, wl.DeleteFile("x")))
    Traceback (most recent call last):
    ...
    wlbridge.errors.UnsupportedFunctionError: DeleteFile is not sent to engines

    Raises UnsupportedFunctionError, which names the first other one.
    """
    for part in postorder(tree):
        for symbol in (part, part.head) if isinstance(part, WLFunction) else (part,):
            if isinstance(symbol, WLSymbol):
                name = canonical_name(symbol.name).removeprefix("Global`")
                if name not in allowed and not (name.isascii() and name[0].islower() and "`" not in name):
                    raise UnsupportedFunctionError(f"{name} is not sent to engines")
