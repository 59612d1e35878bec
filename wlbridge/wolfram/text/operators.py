"""Operators of the Wolfram Language: the one table of precedence, for the reader and for the writer.

The numbers are those of the function Precedence; where it is known to differ from what the kernel's parser does, the
parser wins (https://github.com/WolframResearch/codeparser, CodeParser/Data/Precedence.wl lists the discrepancies: And
binds closer than Or, Span looser than Plus, SameQ looser than Equal, Composition closer than Prefix).
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "left",
    "right",
    "flat",
    "sum",
    "product",
    "divide",
    "compare",
    "sequence",
    "span",
    "infix",
    "colon",
    "apply",
    "pipe",
]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: its text, the head it makes, how close it binds and how a run of it groups."""

    text: str
    head: str
    precedence: int
    kind: Kind = "flat"


def _table(*operators: Operator) -> dict[str, Operator]:
    return {operator.text: operator for operator in operators}


INFIX: Final = _table(
    Operator(";", "CompoundExpression", 10, "sequence"),
    Operator("=", "Set", 40, "right"),
    Operator(":=", "SetDelayed", 40, "right"),
    Operator("^=", "UpSet", 40, "right"),
    Operator("^:=", "UpSetDelayed", 40, "right"),
    Operator("|->", "Function", 40, "right"),
    Operator("//", "", 70, "pipe"),
    Operator("//=", "ApplyTo", 75, "right"),
    Operator("+=", "AddTo", 100, "right"),
    Operator("-=", "SubtractFrom", 100, "right"),
    Operator("*=", "TimesBy", 100, "right"),
    Operator("/=", "DivideBy", 100, "right"),
    Operator("/.", "ReplaceAll", 110, "left"),
    Operator("//.", "ReplaceRepeated", 110, "left"),
    Operator("->", "Rule", 120, "right"),
    Operator(":>", "RuleDelayed", 120, "right"),
    Operator("<->", "TwoWayRule", 125, "right"),
    Operator("/;", "Condition", 130, "left"),
    Operator("~~", "StringExpression", 135),
    Operator(":", "Pattern", 150, "colon"),
    Operator("|", "Alternatives", 160),
    Operator("||", "Or", 215),
    Operator("&&", "And", 225),
    Operator("\u2208", "Element", 250),
    Operator("===", "SameQ", 260),
    Operator("=!=", "UnsameQ", 260),
    Operator("==", "Equal", 290, "compare"),
    Operator("!=", "Unequal", 290, "compare"),
    Operator("<", "Less", 290, "compare"),
    Operator("<=", "LessEqual", 290, "compare"),
    Operator(">", "Greater", 290, "compare"),
    Operator(">=", "GreaterEqual", 290, "compare"),
    Operator(";;", "Span", 297, "span"),
    Operator("+", "Plus", 310, "sum"),
    Operator("-", "Plus", 310, "sum"),
    Operator("*", "Times", 400, "product"),
    Operator("/", "Times", 470, "divide"),
    Operator(".", "Dot", 490),
    Operator("\uf4a0", "Cross", 500),
    Operator("**", "NonCommutativeMultiply", 510),
    Operator("^", "Power", 590, "right"),
    Operator("<>", "StringJoin", 600),
    Operator("@@", "Apply", 620, "right"),
    Operator("@@@", "MapApply", 620, "right"),
    Operator("/@", "Map", 620, "right"),
    Operator("//@", "MapAll", 620, "right"),
    Operator("~", "", 630, "infix"),
    Operator("@", "", 640, "apply"),
    Operator("/*", "RightComposition", 643),
    Operator("@*", "Composition", 645),
    Operator("?", "PatternTest", 680, "left"),
)
"""Between two operands. The colon is Pattern after a symbol and Optional after anything else."""

OPTIONAL: Final = Operator(":", "Optional", 140, "left")

PREFIX: Final = _table(
    Operator("!", "Not", 230),
    Operator("\u00ac", "Not", 230),
    Operator("!!", "Not", 230),
    Operator("-", "Times", 480),
    Operator("+", "Plus", 480),
    Operator("++", "PreIncrement", 660),
    Operator("--", "PreDecrement", 660),
)
"""Before an operand."""

POSTFIX: Final = _table(
    Operator("=.", "Unset", 40),
    Operator("&", "Function", 90),
    Operator("..", "Repeated", 170),
    Operator("...", "RepeatedNull", 170),
    Operator("'", "Derivative", 605),
    Operator("\uf3c7", "Transpose", 607),
    Operator("\uf3c8", "Conjugate", 607),
    Operator("\uf3c9", "ConjugateTranspose", 607),
    Operator("!", "Factorial", 610),
    Operator("!!", "Factorial2", 610),
    Operator("++", "Increment", 665),
    Operator("--", "Decrement", 665),
)
"""After an operand."""

CALL: Final = 670
"""How close the bracket of f[x] binds; also the least precedence of what is written as a head without parentheses."""

MESSAGE: Final = 750
"""How close ``::`` binds."""

BRACKETS: Final = {"(": ")", "[": "]", "[[": "]]", "{": "}", "<|": "|>"}
"""What opens, and what closes it."""

WRITTEN: Final = {
    operator.head: operator
    for operator in INFIX.values()
    if operator.text in {";", "=", ":=", "/.", "->", ":>", "<->", ";;", "/;", "||", "&&", "===", "=!=", ".", "^"}
    or operator.kind == "compare"
}
"""Head to the operator that the writer uses for it; Plus and Times are apart."""
