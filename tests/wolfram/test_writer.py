"""How trees are written: the spelling, the law that reading gives the same tree back, and what is refused."""

import datetime
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from full_form import full_form
from hypothesis import assume, given
from hypothesis import strategies as st
from readings import APART_FROM_WOXI, SHARED_WITH_WOXI
from wolframclient.language import Global, wl, wlexpr
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import DataError, SymbolNameError, WLBridgeError
from wlbridge.wolfram.reader import read_wl
from wlbridge.wolfram.tree import Tree, arguments, postorder, same_tree
from wlbridge.wolfram.writer import write_wl

DEPTH = 100_000
BOTH = pytest.mark.parametrize("dialect", ["wolfram", "woxi"])

SPELLINGS = [
    ("Plus[a, Times[-1, b], c]", "a - b + c"),
    ("Plus[a, -3]", "a - 3"),
    ("Plus[-3, a]", "-3 + a"),
    ("Plus[Times[-1, a], b]", "-a + b"),
    ("Plus[a, Times[-1, b, c]]", "a - b*c"),
    ("Plus[a, Times[-1, Plus[b, c]]]", "a - (b + c)"),
    ("Plus[a, Times[-1, Times[b, c]]]", "a - (b*c)"),
    ("Plus[a, Times[-1, 3]]", "a + -1*3"),
    ("Plus[Plus[a, b], c]", "(a + b) + c"),
    ("Plus[a]", "Plus[a]"),
    ("Plus[]", "Plus[]"),
    ("Times[a, b, c]", "a*b*c"),
    ("Times[a, Power[b, -1]]", "a/b"),
    ("Times[Power[b, -1], a]", "b^(-1)*a"),
    ("Times[-1, Power[b, -1]]", "-1/b"),
    ("Times[-3, x]", "-3*x"),
    ("Times[x, -3]", "x*(-3)"),
    ("Times[-1, -3]", "-1*(-3)"),
    ("Times[-1, x]", "-x"),
    ("Times[-1, Times[-1, x]]", "-(-x)"),
    ("Times[-1, Dot[a, b]]", "-a . b"),
    ("Times[a, Plus[b, c]]", "a*(b + c)"),
    ("Times[a, Power[Times[b, c], -1]]", "a/(b*c)"),
    ("Times[a, Power[Power[b, 2], -1]]", "a/b^2"),
    ("Times[a, Power[b, -2]]", "a*b^(-2)"),
    ("Power[a, Power[b, c]]", "a^b^c"),
    ("Power[Power[a, b], c]", "(a^b)^c"),
    ("Power[-3, 2]", "(-3)^2"),
    ("Power[Times[-1, x], 2]", "(-x)^2"),
    ("Power[x]", "Power[x]"),
    ("Dot[a, b, c]", "a . b . c"),
    ("Dot[Plus[a, b], c]", "(a + b) . c"),
    ("Dot[2, x]", "2 . x"),
    ("And[Or[a, b], c]", "(a || b) && c"),
    ("Or[And[a, b], c]", "a && b || c"),
    ("Not[Equal[a, b]]", "!a == b"),
    ("Equal[Not[a], b]", "(!a) == b"),
    ("Not[Not[a]]", "!(!a)"),
    ("Less[a, b, c]", "a < b < c"),
    ("Less[Less[a, b], c]", "(a < b) < c"),
    ("Less[a]", "Less[a]"),
    ("Rule[a, Rule[b, c]]", "a -> b -> c"),
    ("Rule[Rule[a, b], c]", "(a -> b) -> c"),
    ("Rule[a, b, c]", "Rule[a, b, c]"),
    ("ReplaceAll[x, List[Rule[a, 1]]]", "x /. {a -> 1}"),
    ("Part[a, 1, 2]", "a[[1, 2]]"),
    ("Part[Plus[a, b], 1]", "(a + b)[[1]]"),
    ("Part[a]", "Part[a]"),
    ("Function[Power[Slot[1], 2]]", "#1^2 &"),
    ("Function[Slot[1]][3]", "(#1 &)[3]"),
    ("Function[List[x], Power[x, 2]]", "Function[{x}, x^2]"),
    ("Map[Function[Slot[1]], x]", "Map[#1 &, x]"),
    ("Rule[a, Function[Slot[1]]]", "a -> (#1 &)"),
    ("SlotSequence[1]", "##1"),
    ('Slot["name"]', "#name"),
    ('Slot["a b"]', 'Slot["a b"]'),
    ("CompoundExpression[Set[a, 1], b, Null]", "a = 1; b; Null"),
    ("Set[a, CompoundExpression[b, c]]", "a = (b; c)"),
    ("Module[List[a], CompoundExpression[Set[a, 1], a]]", "Module[{a}, a = 1; a]"),
    ("SetDelayed[f[Pattern[x, Blank[]]], x]", "f[x_] := x"),
    ("Pattern[x, BlankSequence[h]]", "x__h"),
    ("Pattern[x, Alternatives[a, b]]", "Pattern[x, Alternatives[a, b]]"),
    ("Association[Rule[a, 1]]", "<|a -> 1|>"),
    ("Association[]", "<||>"),
    ("Association[x]", "Association[x]"),
    ("f[x][y]", "f[x][y]"),
    ("f[]", "f[]"),
    ("Sin[x]", "Sin[x]"),
]


@pytest.mark.parametrize(("form", "text"), SPELLINGS)
def test_operators_are_written_with_the_fewest_parentheses(form: str, text: str) -> None:
    assert write_wl(read_wl(form)) == text
    assert full_form(read_wl(text)) == form


@pytest.mark.parametrize(("text", "form"), SHARED_WITH_WOXI + APART_FROM_WOXI)
def test_the_full_form_dialect_writes_the_full_form(text: str, form: str) -> None:
    tree = read_wl(text)
    if all("`" not in name and name.isascii() for name in names(tree)):
        assert write_wl(tree, dialect="woxi").replace("{", "List[").replace("}", "]") == form
    assert same_tree(read_wl(write_wl(tree)), tree)


def names(tree: Tree) -> list[str]:
    return [
        node.name for part in postorder(tree) for node in (part, getattr(part, "head", None)) if hasattr(node, "name")
    ]


# Random trees. NORMALISED says what is not kept: see the writer's docstring.

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
    "Plus", "Times", "Power", "Dot", "And", "Or", "Not", "Equal", "Less", "GreaterEqual", "SameQ", "Rule", "RuleDelayed",
    "Set", "SetDelayed", "ReplaceAll", "Condition", "CompoundExpression", "Part", "Function", "Slot", "SlotSequence",
    "Blank", "BlankSequence", "Pattern", "Association", "List", "Sin", "f", "Inequality", "Span", "Alternatives",
]  # fmt: skip


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
        return wl.Indeterminate if math.isnan(tree) else wl.Infinity if tree > 0 else wl.Times(-1, wl.Infinity)
    if isinstance(tree, Fraction):
        if tree.denominator == 1:
            return tree.numerator
        return wl.Times(tree.numerator, wl.Power(tree.denominator, -1)) if operators else tree
    if not isinstance(tree, WLFunction):
        return tree
    parts: list[Any] = list(tree.args)
    if operators and tree.head == wl.Plus and len(parts) > 1:
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
        return wl.Times(-1, -term.numerator, wl.Power(term.denominator, -1))
    if isinstance(term, WLFunction) and term.head == wl.Times and len(term.args) > 1:
        first, *rest = term.args
        if negative(first) and not (type(first) is int and first == -1):
            return wl.Times(-1, first.copy_abs() if isinstance(first, Decimal) else abs(first), *rest)
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


@pytest.mark.parametrize(
    "name",
    ['x]; Run["..."]', "x y", "x_", "_", "", "1x", "`", "a`", "a``b", "x\n", "x(*", "a.b", "a-b", '"a"', "#1", "\\[Alpha]",
     "x\u0301", "\u0661x", "x;y", "%", "a::b", "f[x]", "\U0001f600"],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    for place in (WLSymbol(name), wl.f(WLSymbol(name)), WLFunction(WLSymbol(name), 1), {WLSymbol(name): 1}):
        for dialect in ("wolfram", "woxi"):
            with pytest.raises(SymbolNameError):
                write_wl(place, dialect=dialect)


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        (wl.Sin, "Sin"),
        (Global.x, "x"),
        (Global.W1, "W1"),
        (Global.w1, "w1"),
        (Global.Foo, "Global`Foo"),
        (WLSymbol("System`Plus"), "Plus"),
        (WLSymbol("System`x"), "System`x"),
        (WLSymbol("Global`w$1"), "w$1"),
        (wl.Developer.PackedArrayQ, "Developer`PackedArrayQ"),
        (WLSymbol("\u03b1x"), "\\[Alpha]x"),
        (WLSymbol("\u0436"), "\\:0436"),
        (WLSymbol("\U0001d4d0"), "\\|01d4d0"),
        (WLSymbol("\u03c0"), "Pi"),
    ],
)
def test_how_symbols_are_written(symbol: WLSymbol, text: str) -> None:
    assert write_wl(symbol) == text


@pytest.mark.parametrize("symbol", [Global.Foo, WLSymbol("a`b"), WLSymbol("\u03b1")])
def test_what_a_dialect_cannot_name_is_refused(symbol: WLSymbol) -> None:
    with pytest.raises(SymbolNameError, match="woxi"):
        write_wl(symbol, dialect="woxi")


@BOTH
@pytest.mark.parametrize(
    ("value", "named"),
    [
        (object(), "builtins.object"),
        (b"bytes", "builtins.bytes"),
        ({1, 2}, "builtins.set"),
        (datetime.date(2020, 1, 1), "datetime.date"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "numpy.ndarray"),
        (np.longdouble(1), "numpy.longdouble"),
        (wlexpr('Run["..."]'), "wlexpr"),
        ("\ud800", "surrogate U\\+D800"),
    ],
)
def test_what_is_no_tree_is_refused_by_name(value: object, named: str, dialect: str) -> None:
    for place in (value, [value], wl.f(value), {"a": value}):
        with pytest.raises(DataError, match=named):
            write_wl(place, dialect=dialect)


def test_an_unknown_dialect_and_an_impossible_string_are_refused() -> None:
    with pytest.raises(WLBridgeError, match="Known are wolfram, woxi"):
        write_wl(1, dialect="maple")
    with pytest.raises(DataError, match="U\\+01F600"):
        write_wl("\U0001f600", dialect="woxi")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([[1, 2], [3, 4]]), "{{1, 2}, {3, 4}}"),
        (np.array([0.5, -1e-20]), "{0.5, -1.*^-20}"),
        (np.array([True, False]), "{True, False}"),
        (np.zeros((2, 0)), "{{}, {}}"),
        (np.array(2.5), "2.5"),
        (np.int64(-3), "-3"),
        (np.array([1j]), "{Complex[0., 1.]}"),
        (wl.Times(np.float32(0.5), Global.x), "0.5*x"),
        ({"a": [1, (2, None)]}, '<|"a" -> {1, {2, Null}}|>'),
    ],
)
def test_arrays_and_python_values(value: object, text: str) -> None:
    assert write_wl(value) == text


@given(trees(SYMBOLS, 0x10FFFF), trees(SYMBOLS, 0x10FFFF))
def test_trees_are_the_same_exactly_when_their_full_forms_are(left: Tree, right: Tree) -> None:
    assume(
        not any(isinstance(node, complex | Decimal | Fraction) for part in (left, right) for node in postorder(part))
    )
    assert same_tree(left, left)
    assert same_tree(left, right) == (write_wl(wl.f(left)) == write_wl(wl.f(right)))


@pytest.mark.parametrize("head", ["f", "Plus", "Times", "Power", "Not", "Part", "Function"])
def test_depth_is_only_a_matter_of_memory(head: str) -> None:
    tree: Tree = Global.x
    others = () if head in {"f", "Not", "Function"} else (Global.y,)
    for _ in range(DEPTH):
        tree = WLFunction(WLSymbol(head), tree, *others)
    assert same_tree(read_wl(write_wl(tree)), tree)
    assert write_wl(tree, dialect="woxi").count(head) == DEPTH
