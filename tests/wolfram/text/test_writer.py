"""How trees are written: the spelling, the law that reading gives the same tree back, and what is refused."""

import datetime
from decimal import Decimal

import numpy as np
import pytest
from full_form import full_form
from readings import APART_FROM_WOXI, SHARED_WITH_WOXI
from wolframclient.language import wlexpr
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import DataError, SymbolNameError, WLBridgeError
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, postorder, same_tree

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


@pytest.mark.parametrize(
    "name",
    ['x]; Run["..."]', "x y", "x_", "_", "", "1x", "`", "a`", "a``b", "x\n", "x(*", "a.b", "a-b", '"a"', "#1",
     "\\[Alpha]", "x\u0301", "\u0661x", "x;y", "%", "a::b", "f[x]", "\U0001f600"],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    for place in (WLSymbol(name), call("f", WLSymbol(name)), WLFunction(WLSymbol(name), 1), {WLSymbol(name): 1}):
        for dialect in ("wolfram", "woxi"):
            with pytest.raises(SymbolNameError):
                write_wl(place, dialect=dialect)


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        (system("Sin"), "Sin"),
        (user("x"), "x"),
        (user("W1"), "W1"),
        (user("w1"), "w1"),
        (user("Foo"), "Global`Foo"),
        (WLSymbol("System`Plus"), "Plus"),
        (WLSymbol("System`x"), "System`x"),
        (WLSymbol("Global`w$1"), "w$1"),
        (WLSymbol("Developer`PackedArrayQ"), "Developer`PackedArrayQ"),
        (WLSymbol("\u03b1x"), "\\[Alpha]x"),
        (WLSymbol("\u0436"), "\\:0436"),
        (WLSymbol("\U0001d4d0"), "\\|01d4d0"),
        (WLSymbol("\u03c0"), "Pi"),
    ],
)
def test_how_symbols_are_written(symbol: WLSymbol, text: str) -> None:
    assert write_wl(symbol) == text


@pytest.mark.parametrize("symbol", [user("Foo"), WLSymbol("a`b"), WLSymbol("\u03b1")])
def test_what_a_dialect_cannot_name_is_refused(symbol: WLSymbol) -> None:
    with pytest.raises(SymbolNameError, match="woxi"):
        write_wl(symbol, dialect="woxi")


@pytest.mark.parametrize("symbol", [user("Foo"), WLSymbol("System`foo"), WLSymbol("\u03b1")])
def test_one_namespace_cannot_name_what_two_can(symbol: WLSymbol) -> None:
    with pytest.raises(SymbolNameError, match="mathilda"):
        write_wl(symbol, dialect="mathilda")
    assert write_wl(WLSymbol("a`b"), dialect="mathilda") == "a`b"


def test_where_escapes_are_not_known_characters_stand_as_they_are() -> None:
    text = '\u00e9\U0001f600\x01\\[Alpha]"\n\t\r'
    assert write_wl(text, dialect="mathilda") == '"\u00e9\U0001f600\x01\\\\[Alpha]\\"\\n\\t\\r"'
    with pytest.raises(DataError, match=r"U\+0000"):
        write_wl("\0", dialect="mathilda")


def test_reals_of_arbitrary_precision_are_refused_where_they_cannot_be_written() -> None:
    with pytest.raises(DataError, match=r"1\.5 is a real of arbitrary precision"):
        write_wl(Decimal("1.5"), dialect="mathilda")
    assert write_wl(Decimal("-Infinity"), dialect="mathilda") == "Times[-1, Infinity]"


def test_names_of_system_are_told_apart_where_only_known_ones_would_be() -> None:
    tree = read_wl("NetChain[{Tanh, W1, x, Global`Foo, $Failed, a`Foo, x_Integer}]")
    text = "System`NetChain[{System`Tanh, W1, x, Global`Foo, System`$Failed, a`Foo, x_System`Integer}]"
    assert write_wl(tree, dialect="mathics") == text
    assert same_tree(read_wl(text), tree)


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
    for place in (value, [value], call("f", value), {"a": value}):
        with pytest.raises(DataError, match=named):
            write_wl(place, dialect=dialect)


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(WLBridgeError, match="no dialect 'maple'"):
        write_wl(1, dialect="maple")


def test_what_woxi_has_no_escape_for_is_written_as_it_is() -> None:
    assert write_wl("\xe9\u03b1\U0001f600", dialect="woxi") == '"\\.e9\\:03b1\U0001f600"'


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
        (call("Times", np.float32(0.5), user("x")), "0.5*x"),
        ({"a": [1, (2, None)]}, '<|"a" -> {1, {2, Null}}|>'),
    ],
)
def test_arrays_and_python_values(value: object, text: str) -> None:
    assert write_wl(value) == text
