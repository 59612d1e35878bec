"""The iris flowers and the trained classifier that wlbridge ships are what they are said to be."""

import csv
import importlib.util
import json
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

DATA = files("wlbridge") / "data"
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "train_iris.py"

COLUMNS = ["sepal length", "sepal width", "petal length", "petal width", "species"]
SPECIES = ["setosa", "versicolor", "virginica"]


@pytest.fixture(scope="module")
def rows():
    return list(csv.reader((DATA / "iris.csv").read_text(encoding="ascii").splitlines()))


@pytest.fixture(scope="module")
def measurements(rows):
    return np.array([row[:4] for row in rows[1:]], dtype=float)


@pytest.fixture(scope="module")
def species(rows):
    return np.array([row[4] for row in rows[1:]])


@pytest.fixture(scope="module")
def weights():
    return json.loads((DATA / "iris_weights.json").read_text(encoding="ascii"))


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_iris", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def retrained(example, tmp_path_factory):
    path = tmp_path_factory.mktemp("iris") / "iris_weights.json"
    example.main(path)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return json.loads(path.read_text(encoding="ascii"))


def probabilities(document, inputs):
    arrays = {name: np.array(array) for name, array in document["arrays"].items()}
    logits = np.tanh(inputs @ arrays["w1"].T + arrays["b1"]) @ arrays["w3"].T + arrays["b3"]
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


def test_there_are_150_flowers_of_three_species_in_fishers_order(rows, species):
    assert rows[0] == COLUMNS
    assert species.tolist() == [name for name in SPECIES for _ in range(50)]


# Means and sample deviations of the whole table as R prints them for its own copy, datasets::iris.
@pytest.mark.parametrize(
    ("column", "mean", "deviation"),
    [(0, 5.843333, 0.8280661), (1, 3.057333, 0.4358663), (2, 3.758000, 1.7652982), (3, 1.199333, 0.7622377)],
)
def test_the_columns_have_the_known_mean_and_deviation(measurements, column, mean, deviation):
    assert measurements[:, column].mean() == pytest.approx(mean, abs=5e-7)
    assert measurements[:, column].std(ddof=1) == pytest.approx(deviation, abs=5e-8)


# As R gives them, by(iris[, 1:4], iris$Species, colMeans); 50 values of one decimal have a mean of three.
@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("setosa", [5.006, 3.428, 1.462, 0.246]),
        ("versicolor", [5.936, 2.770, 4.260, 1.326]),
        ("virginica", [6.588, 2.974, 5.552, 2.026]),
    ],
)
def test_each_species_has_the_known_means(measurements, species, name, means):
    assert measurements[species == name].mean(axis=0) == pytest.approx(means, abs=1e-12)


# The two rows, counted from 1, that are wrong in the copy of the UCI repository.
@pytest.mark.parametrize(("row", "flower"), [(35, [4.9, 3.1, 1.5, 0.2]), (38, [4.9, 3.6, 1.4, 0.1])])
def test_the_rows_that_many_copies_have_wrong_are_right(measurements, row, flower):
    assert measurements[row - 1].tolist() == flower


def test_the_weights_belong_to_the_net_that_the_file_names(weights):
    assert weights["net"] == 'NetChain[{LinearLayer[3], Tanh, LinearLayer[3], SoftmaxLayer[]}, "Input" -> 4]'
    assert weights["classes"] == SPECIES
    shapes = {name: np.shape(array) for name, array in weights["arrays"].items()}
    assert shapes == {"w1": (3, 4), "b1": (3,), "w3": (3, 3), "b3": (3,)}


def test_the_classifier_is_right_for_97_of_100_flowers(weights, measurements, species):
    found = np.array(weights["classes"])[probabilities(weights, measurements).argmax(axis=1)]
    assert np.mean(found == species) >= 0.97


def test_the_three_hidden_units_say_different_things(weights, measurements):
    hidden = np.tanh(measurements @ np.transpose(weights["arrays"]["w1"]) + weights["arrays"]["b1"])
    correlations = np.corrcoef(hidden.T)[np.triu_indices(3, k=1)]
    assert np.abs(correlations).max() < 0.98


def test_training_again_gives_the_shipped_classifier(weights, retrained, measurements):
    assert {**retrained, "arrays": None} == {**weights, "arrays": None}
    again = probabilities(retrained, measurements)
    assert np.abs(again - probabilities(weights, measurements)).max() < 1e-6


def test_weights_are_written_as_the_same_doubles(example, tmp_path):
    awkward = [0.1 + 0.2, 5e-324, -1.7976931348623157e308, 2 / 3]
    example.write_weights(tmp_path / "w.json", {"w1": np.array(awkward)})
    assert json.loads((tmp_path / "w.json").read_text(encoding="ascii"))["arrays"]["w1"] == awkward


def break_the_numbers(monkeypatch):
    return np.nan


def break_the_disk(monkeypatch):
    def write_half(self, text, **_):
        self.write_bytes(text[: len(text) // 2].encode())
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", write_half)
    return 1.0


@pytest.mark.parametrize("breaking", [break_the_numbers, break_the_disk])
def test_a_write_that_fails_leaves_the_old_weights(example, tmp_path, monkeypatch, breaking):
    path = tmp_path / "w.json"
    path.write_text("old", encoding="ascii")
    value = breaking(monkeypatch)
    with pytest.raises((ValueError, OSError)):
        example.write_weights(path, {"w1": np.array([value])})
    assert path.read_text(encoding="ascii") == "old"
    assert list(tmp_path.iterdir()) == [path]
