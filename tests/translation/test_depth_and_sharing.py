"""What an expression costs is how many different parts it has: not how deep it is, nor how often a part occurs."""

import pytest
import sympy

from wlbridge import from_wl, to_wl
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import same_tree
from wlbridge.wolfram.wxf import read_wxf, write_wxf

DEPTH = 5_000
X = sympy.Symbol("x")


@pytest.mark.parametrize(("before", "after"), [("Sin[", "]"), ("E^(", ")"), ("y^", ""), ("Log[2*", " + 1]")])
def test_depth_is_only_a_matter_of_memory(before: str, after: str) -> None:
    text = before * DEPTH + "x" + after * DEPTH
    tree = to_wl(from_wl(text))
    assert same_tree(from_wl_and_back(write_wl(tree)), tree)
    assert same_tree(read_wxf(write_wxf(tree), deepest=10 * DEPTH), tree)


def from_wl_and_back(text: str) -> object:
    return to_wl(from_wl(text))


def test_functions_that_sympy_evaluates_in_exponential_time_are_left_alone() -> None:
    text = "3*(2 + " + "Sech[" * 50 + "x" + "]" * 50 + ")^(-1)"  # sympy 1.14 takes seconds for six of them
    assert write_wl(from_wl_and_back(text)).count("Sech") == 50


def test_a_maximum_of_many_is_left_alone() -> None:
    many = sympy.symbols("x:500")  # sympy 1.14 compares each with each, which takes a minute
    text = f"Max[{', '.join(map(str, many))}, 2, 7/2, 3]"
    assert from_wl(text).args == sympy.Max(*many, sympy.Rational(7, 2), evaluate=False).args


def test_a_root_of_a_number_of_many_digits_is_left_alone() -> None:
    assert from_wl("Sqrt[2^100000 + 1]").args == (2**100000 + 1, sympy.Rational(1, 2))  # minutes in sympy 1.14
    assert from_wl("Sqrt[2^1000]") == 2**500


@pytest.mark.parametrize(
    "doubled",
    [
        lambda e: e + sympy.sin(e),
        lambda e: sympy.Pow(e, e, evaluate=False),
    ],
)
def test_a_tree_of_2_to_the_60_nodes_goes_there_and_back(doubled: object) -> None:
    formula = X
    for _ in range(60):
        formula = doubled(formula)  # type: ignore[operator]
    text = write_wl(to_wl(formula), shared=True)
    assert len(text) < 20_000
    assert write_wl(to_wl(from_wl(text)), shared=True) == text
    assert write_wl(to_wl(from_wl(to_wl(formula))), shared=True) == text


def test_a_module_is_the_expression_that_it_was_written_for() -> None:
    square = sympy.sin(X) ** 2
    formula = square + sympy.exp(square)
    text = write_wl(to_wl(formula), shared=True)
    assert text == "Module[{t1}, t1 = Sin[x]^2; t1 + Exp[t1]]"
    assert from_wl(text) == from_wl(read_wl(text)) == formula


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Module[{a}, a + 1]", "a is used in a Module before it is set"),
        ("Module[{a, b}, a = b; b = 1; a]", "b is used in a Module before it is set"),
        ("Module[{a}, a = 1; a = 2; a]", "sets a name twice"),
        ("Module[{a}, b = 1; a]", "one that is not its own"),
        ("Module[{a = 1}, a]", "anything but steps"),
        ("Module[{a}, a = 1; Print[a]; a]", "anything but steps"),
        ("Module[{a}]", "anything but steps"),
        ("1 + Module[{a}, a = 1; a]", "Module has no meaning here"),
    ],
)
def test_other_modules_are_refused(text: str, what: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match=what):
        from_wl(text)
