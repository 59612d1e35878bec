"""What is asked of an engine: one expression for a case, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.conformance.cases import Case
from wlbridge.conformance.heads import check_heads
from wlbridge.conformance.losses import KEPT, expression_of
from wlbridge.wolfram.expression_json import from_json
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, postorder


def question_of(ask: Mapping[str, Any]) -> Tree:
    """The expression whose value is asked for; a string is asked for as itself."""
    if "text" in ask:
        return "".join(map(chr, ask["text"]))
    return from_json(ask["expression"]) if "expression" in ask else expression_of(ask)


def needs_of(ask: Mapping[str, Any]) -> list[str]:
    """The functions of the Wolfram Language in a question, in order; none where no interpreter is asked.

    >>> needs_of({"expression": ["Plus", 1, ["Sin", 1]]})
    ['Plus', 'Sin']
    """
    if "refuse" in ask or "kernel" in ask:
        return []
    return sorted(functions_in(question_of(ask)))


def functions_in(tree: Tree) -> set[str]:
    """The names with a capital that are heads in an expression, of whatever context an engine gives them."""
    heads = [part.head for part in postorder(tree) if isinstance(part, WLFunction)]
    names = {canonical_name(head.name).rpartition("`")[2] for head in heads if isinstance(head, WLSymbol)}
    return {name for name in names if name[0].isupper()}


@lru_cache(maxsize=KEPT)
def text_of(case: Case, dialect: str) -> str:
    """The question as text in the dialect of an engine.

    >>> from wlbridge.conformance.cases import all_cases, selected
    >>> text_of(selected(all_cases(), ["numbers/real/a sum of tenths"])[0], "wolfram")
    '0.30000000000000004'

    Raises UnsupportedFunctionError for a function that is not sent to engines, or that the dialect has not, and
    WLBridgeError for what cannot be written.
    """
    tree = _question(case)
    check_heads(tree)
    return write_wl(tree, dialect=dialect)


@lru_cache(maxsize=KEPT)
def _question(case: Case) -> Tree:
    return question_of(case.ask)
