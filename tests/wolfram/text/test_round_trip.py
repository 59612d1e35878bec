"""The laws of text and tree: reading what was written gives the same tree back, whatever it is and however deep."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import SymbolNameError
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, postorder, same_tree

DEPTH = 100_000

SYMBOLS = [
    "x",
    "y1",
    "Global`x",
    "System`Sin",
    "$a",
    "E",
    "Plus",
    "List",
    "True",
    "\u03b1\u03b2",
    "a`b`c",
    "Global`Foo",
]
PLAIN_SYMBOLS = [name for name in SYMBOLS if name.isascii() and "a`" not in name and "Foo" not in name]
HEADS = [
    "Plus",
    "Times",
    "Power",
    "Dot",
    "And",
    "Or",
    "Not",
    "Equal",
    "Less",
    "GreaterEqual",
    "SameQ",
    "Rule",
    "RuleDelayed",
    "Set",
    "SetDelayed",
    "ReplaceAll",
    "Condition",
    "CompoundExpression",
    "Part",
    "Function",
    "Slot",
    "SlotSequence",
    "Blank",
    "BlankSequence",
    "Pattern",
    "Association",
    "List",
    "Sin",
    "f",
    "Inequality",
    "Span",
]


def trees(names: list[str], top: int) -> st.SearchStrategy[Tree]:
    characters = st.characters(max_codepoint=top, exclude_categories=["Cs"])
    leaves = st.one_of(
        st.integers(-4, 4),
        st.integers(),
        st.floats(),
        st.fractions(),
        st.decimals(allow_nan=False).filter(lambda value: value or not value.is_signed()),
        st.complex_numbers(allow_nan=False, allow_infinity=False),
        st.text(characters, max_size=5),
        st.booleans(),
        st.none(),
        st.sampled_from(names).map(WLSymbol),
    )

    def grow(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        some = st.lists(parts, max_size=4)
        keys = st.integers() | st.text(characters, max_size=3) | st.sampled_from(names).map(WLSymbol)
        return st.one_of(
            st.builds(lambda head, args: WLFunction(WLSymbol(head), *args), st.sampled_from(HEADS), some),
            st.builds(lambda head, args: WLFunction(head, *args), parts, some),
            some,
            some.map(tuple),
            st.dictionaries(keys, parts, max_size=3),
        )

    return st.recursive(leaves, grow, max_leaves=12)


def normalised(tree: Tree, operators: bool) -> Tree:
    """Say what a small tree is read as after it was written."""
    if isinstance(tree, list | tuple):
        return tuple(normalised(part, operators) for part in tree)
    if isinstance(tree, dict):
        return {key: normalised(value, operators) for key, value in tree.items()}
    if isinstance(tree, float | Decimal) and not math.isfinite(tree):
        return (
            system("Indeterminate")
            if math.isnan(tree)
            else system("Infinity")
            if tree > 0
            else call("Times", -1, system("Infinity"))
        )
    if isinstance(tree, Fraction):
        if tree.denominator == 1:
            return tree.numerator
        return call("Times", tree.numerator, call("Power", tree.denominator, -1)) if operators else tree
    if not isinstance(tree, WLFunction):
        return tree
    parts: list[Any] = list(tree.args)
    if operators and tree.head == system("Plus") and len(parts) > 1:
        parts[1:] = map(subtracted, parts[1:])
    head = tree.head if isinstance(tree.head, WLSymbol) else normalised(tree.head, operators)
    return WLFunction(head, *(normalised(part, operators) for part in parts))


def negative(value: Tree) -> bool:
    number = (
        isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool) and math.isfinite(value)
    )
    return number and (value < 0 or str(value) == "-0.0")


def subtracted(term: Tree) -> Tree:
    """Say what a later term of a sum becomes: a - 3*x is read as a + (-1)*3*x."""
    if isinstance(term, Fraction) and term < 0 and term.denominator > 1:
        return call("Times", -1, -term.numerator, call("Power", term.denominator, -1))
    if isinstance(term, WLFunction) and term.head == system("Times") and len(term.args) > 1:
        first, *rest = term.args
        if negative(first) and not (type(first) is int and first == -1):
            return call("Times", -1, first.copy_abs() if isinstance(first, Decimal) else abs(first), *rest)
    return term


@given(trees(SYMBOLS, 0x10FFFF))
def test_reading_what_was_written_gives_the_tree(tree: Tree) -> None:
    text = write_wl(tree)
    assert text.isascii()
    read = read_wl(text)
    assert same_tree(read, normalised(tree, operators=True))
    assert write_wl(read) == write_wl(read_wl(write_wl(read)))


@given(trees(PLAIN_SYMBOLS, 0xFFFF))
def test_reading_what_was_written_gives_the_tree_in_full_form(tree: Tree) -> None:
    text = write_wl(tree, dialect="woxi")
    assert text.isascii()
    assert same_tree(read_wl(text), normalised(tree, operators=False))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_string_survives(text: str) -> None:
    literal = write_wl(text)
    assert literal.isascii()
    assert literal.isprintable()
    assert read_wl(literal) == text


@given(st.text() | st.text(st.sampled_from('ab1$`_ []\\\u03b1\u00b2\u0661:.,;\n"(*)')))
def test_a_name_is_one_symbol_or_is_refused(name: str) -> None:
    try:
        text = write_wl(WLSymbol(name))
    except SymbolNameError:
        return
    assert text.isascii()
    assert same_tree(read_wl(text), WLSymbol(name))
    assert not isinstance(read_wl(text), WLFunction)


@given(trees(SYMBOLS, 0x10FFFF), trees(SYMBOLS, 0x10FFFF))
def test_trees_are_the_same_exactly_when_their_full_forms_are(left: Tree, right: Tree) -> None:
    assume(
        not any(isinstance(node, complex | Decimal | Fraction) for part in (left, right) for node in postorder(part))
    )
    assert same_tree(left, left)
    assert same_tree(left, right) == (write_wl(call("f", left)) == write_wl(call("f", right)))


@pytest.mark.parametrize("head", ["f", "Plus", "Times", "Not"])
def test_depth_is_only_a_matter_of_memory(head: str) -> None:
    tree: Tree = user("x")
    others = () if head in {"f", "Not"} else (user("y"),)
    for _ in range(DEPTH):
        tree = WLFunction(WLSymbol(head), tree, *others)
    assert same_tree(read_wl(write_wl(tree)), tree)
    assert write_wl(tree, dialect="woxi").count(head) == DEPTH
