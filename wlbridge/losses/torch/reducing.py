"""How the losses of PyTorch become one number: the option ``reduction``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sympy import Expr

from wlbridge.choices import check_choice
from wlbridge.errors import NetError
from wlbridge.losses.library import Statements
from wlbridge.losses.reductions import elementwise, reduced

Reduction = Literal["mean", "sum", "none"]
REDUCTIONS = ("mean", "sum", "none")


def check_reduction(reduction: str, choices: Iterable[str] = REDUCTIONS) -> None:
    """Raise NetError for what PyTorch does not take."""
    check_choice(reduction, choices, "reduction", error=NetError)


def of_elements(formula: Expr, reduction: Reduction) -> Statements:
    """A formula of each element of output and target, reduced."""
    check_reduction(reduction)
    return lambda scope, output: reduced(scope, elementwise(scope, output, formula), reduction)
