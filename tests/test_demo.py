"""The demo: what it prints is true, checked against the documented formulas in mpmath, and it fails when it must."""

import csv
import json
import re
from importlib.resources import files

import mpmath
import numpy as np
import oracle
import pytest
import sympy
from click.testing import CliRunner

from wlbridge.cli import main
from wlbridge.demo import TOLERANCE, compare, load_iris, readable, run_demo, shown_flowers
from wlbridge.engines import WoxiEngine
from wlbridge.errors import EngineNotFoundError, WLBridgeError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import head_name

CLASSES = ["setosa", "versicolor", "virginica"]


@pytest.fixture(scope="module")
def flowers():
    text = (files("wlbridge") / "data" / "iris.csv").read_text(encoding="ascii")
    _, *rows = csv.reader(text.splitlines())
    return [([float(part) for part in row[:4]], CLASSES.index(row[4]) + 1) for row in rows]


@pytest.fixture(scope="module")
def probabilities(flowers):
    """What the documented layers give for every flower, in 50 digits."""
    arrays = json.loads((files("wlbridge") / "data" / "iris_weights.json").read_text(encoding="ascii"))["arrays"]
    net = [
        {"layer": "LinearLayer", "weights": arrays["w1"], "biases": arrays["b1"]},
        {"layer": "ElementwiseLayer", "function": "Tanh"},
        {"layer": "LinearLayer", "weights": arrays["w3"], "biases": arrays["b3"]},
        {"layer": "SoftmaxLayer"},
    ]
    return [oracle.output(net, measured) for measured, _ in flowers]


@pytest.fixture(scope="module")
def losses(flowers, probabilities):
    pairs = zip(probabilities, flowers, strict=True)
    return [oracle.loss("CrossEntropyLossLayer", {"form": "Index"}, y, species) for y, (_, species) in pairs]


@pytest.fixture(scope="module")
def output():
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def comparison():
    with WoxiEngine() as engine:
        return compare(load_iris(), engine)


def test_the_demo_has_all_150_flowers(flowers):
    iris = load_iris()
    assert iris.measurements.tolist() == [measured for measured, _ in flowers]
    assert iris.species.tolist() == [species for _, species in flowers]
    assert len(flowers) == 150


@pytest.mark.parametrize("which", ["by_engine", "by_numpy"])
def test_each_loss_is_what_the_documented_formulas_give(comparison, losses, which):
    found = getattr(comparison, which)
    assert max(abs(mpmath.mpf(float(a)) - b) for a, b in zip(found, losses, strict=True)) < 1e-13


def test_the_answer_for_a_flower_is_its_most_probable_species(comparison, probabilities):
    assert comparison.answers.tolist() == [y.index(max(y)) + 1 for y in probabilities]


def test_the_table_has_nine_flowers_with_their_true_losses(output, flowers, losses):
    rows = [line.split() for line in output.splitlines() if re.match(r"\d+ ", line)]
    assert [int(row[0]) for row in rows] == [1, 2, 42, 51, 52, 84, 101, 102, 134]
    for number, species, _, *measured, by_engine, by_numpy, apart in rows:
        flower, label = flowers[int(number) - 1]
        assert ([float(part) for part in measured], CLASSES.index(species) + 1) == (flower, label)
        assert by_engine == by_numpy == f"{float(losses[int(number) - 1]):.9f}"
        assert float(apart) < 1e-13


def test_the_last_flower_of_each_species_is_the_one_with_the_largest_loss(comparison, losses):
    shown = shown_flowers(load_iris(), comparison)
    for kind in range(3):
        group = range(50 * kind, 50 * kind + 50)
        assert shown[3 * kind : 3 * kind + 2] == [group[0], group[1]]
        assert shown[3 * kind + 2] == max(group, key=lambda flower: losses[flower])


def test_the_summary_is_right(output, losses, flowers, probabilities):
    mean = oracle.mp.fsum(losses) / 150
    printed = re.findall(r"(\S+) by (woxi|NumPy)", output.split("mean loss")[1])
    assert [name for _, name in printed] == ["woxi", "NumPy"]
    assert all(abs(mpmath.mpf(float(number)) - mean) < 1e-14 for number, _ in printed)
    right = sum(y[species - 1] == max(y) for y, (_, species) in zip(probabilities, flowers, strict=True))
    assert f"species told rightly {right} of 150, {right / 1.5:.1f}%" in output
    assert float(re.search(r"largest difference +(\S+)", output)[1]) < 1e-13


def paragraph(output, beginning):
    lines = output[output.index(beginning) :].split("\n\n")[0].splitlines()[1:]
    return " ".join(line.strip() for line in lines)


def test_the_net_and_its_loss_are_printed_whole_in_the_wolfram_language(output):
    net = read_wl(paragraph(output, "A net that tells"))
    loss = read_wl(paragraph(output, "Its loss,"))
    assert (head_name(net), head_name(loss)) == ("NetChain", "Function")
    assert [symbol.name for symbol in loss.args[0]] == ["x", "w1", "b1", "w3", "b3", "t"]


@pytest.fixture(scope="module")
def shown():
    return readable(load_iris().trained.with_values({"t": 2}).expression)


def test_the_printed_sympy_formula_is_the_loss_up_to_the_rounding_it_names(shown, output, flowers, probabilities):
    units = {sympy.Symbol(name): formula for name, formula in shown.items() if name != "loss"}
    expression = shown["loss"].xreplace(units)
    x = sorted(expression.free_symbols, key=str)
    assert [str(symbol) for symbol in x] == ["x_1", "x_2", "x_3", "x_4"]
    for (measured, _), y in list(zip(flowers, probabilities, strict=True))[::10]:
        exact = -mpmath.log(y[1])
        assert abs(expression.evalf(subs=dict(zip(x, measured, strict=True))) - exact) < 0.05 * (1 + exact)
    printed = paragraph(output, "The same in sympy for t = 2, versicolor, the 27 weights rounded for display:")
    assert printed == " ".join(f"{name} = {formula}" for name, formula in shown.items())


def test_rounding_for_display_leaves_the_formula_itself_alone():
    expression = load_iris().trained.with_values({"t": 2}).expression
    before = sympy.srepr(expression)
    assert all(number._prec < 20 for part in readable(expression).values() for number in part.atoms(sympy.Float))
    assert sympy.srepr(expression) == before


def test_no_line_is_wider_than_100_characters_and_all_is_ascii(output):
    assert max(map(len, output.splitlines())) <= 100
    assert output.isascii()


def test_it_fits_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(main, ["demo"])
    assert max(map(len, result.output.splitlines())) <= 80


class WrongEngine(WoxiEngine):
    """woxi, with the answer changed."""

    def __init__(self, change):
        super().__init__()
        self._change = change

    def evaluate(self, tree, *, deadline=10.0):
        return self._change(super().evaluate(tree, deadline=deadline))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda values: (values[0] + 2 * TOLERANCE, *values[1:]), "differ by 2.0e-12, which is more than 1e-12"),
        (lambda values: (*values[:-1], values[-1] - 1), "differ by 1.0e+00"),
        (lambda values: (float("nan"), *values[1:]), "differ by nan"),
        (lambda values: values[:-1], "did not answer 150 reals"),
        (lambda values: (*values[:-1], read_wl("Indeterminate")), "did not answer 150 reals"),
        (lambda values: (0, *values[1:]), "did not answer 150 reals"),
        (lambda values: values[0], "did not answer 150 reals but 0.0027"),
        (lambda values: read_wl("$Failed"), "did not answer 150 reals but $Failed"),
    ],
)
def test_an_engine_that_answers_wrongly_fails_the_demo(change, fault):
    with pytest.raises(WLBridgeError, match=re.escape(fault)):
        run_demo(lambda: WrongEngine(change))


def test_a_difference_within_the_tolerance_passes(capsys):
    run_demo(lambda: WrongEngine(lambda values: (values[0] + TOLERANCE / 2, *values[1:])))
    shown = float(re.search(r"largest difference +(\S+)", capsys.readouterr().out)[1])
    assert np.isclose(shown, TOLERANCE / 2, rtol=0.1)


def test_a_wrong_numpy_value_fails_the_demo_too(monkeypatch):
    evaluate = type(load_iris().loss).evaluate
    monkeypatch.setattr(
        type(load_iris().loss), "evaluate", lambda self, *args, **options: evaluate(self, *args, **options) + 1e-9
    )
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1
    assert "Error: woxi 0.3" in result.output
    assert np.isclose(float(re.search(r"differ by (\S+),", result.output)[1]), 1e-9, rtol=0.1)


def test_without_woxi_it_says_what_to_install_and_exits_with_1(monkeypatch):
    monkeypatch.setattr("wlbridge.engines.woxi.find_program", lambda name: None)
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1
    assert 'pip install "wlbridge[woxi]"' in result.stderr
    assert "NetChain[" in result.stdout
    with pytest.raises(EngineNotFoundError):
        run_demo(WoxiEngine)
