"""The Wolfram package in woxi as an engine; test_readme_matrix.py asks it all cases."""

from pathlib import Path

import pytest

from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.package import Package, find_package, in_shape_of, package_text_of
from wlbridge.errors import EngineNotFoundError


def test_it_is_loaded_anew_after_a_timeout() -> None:
    gradient, loss = selected(all_cases(), ["losses/index/exact", "gradients/random 1"])
    with Package() as package:
        assert package.answer(loss, 10).status == "pass"
        assert package.answer(gradient, 1e-4).status == "timeout"
        assert package.answer(loss, 10).status == "pass"


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("elementwise/Tanh/0.8125", "NetExpression[NetChain[{ElementwiseLayer[Tanh]}"),
        ("losses/index/kernel", '"Log" -> "Kernel"'),
        ("gradients/random 1", "NetLossGradient["),
        ("hessians/random 1", "NetLossHessian["),
        ("numbers/real/a tenth", "0.1"),
    ],
)
def test_what_is_asked(case: str, text: str) -> None:
    (found,) = selected(all_cases(), [case])
    assert text in package_text_of(found, "wolfram")


def test_a_folder_without_the_package_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WLBRIDGE_PACLET", str(tmp_path))
    with pytest.raises(EngineNotFoundError, match=r"the Wolfram package is not in .* WLBRIDGE_PACLET"):
        find_package()


@pytest.mark.parametrize(("flat", "shaped"), [([1, 2, 3], [[1, 2], 3]), ([1, 2], [1, 2]), (5, 5)])
def test_a_flat_gradient_takes_the_shape_of_what_is_expected(flat: object, shaped: object) -> None:
    assert in_shape_of([["a", "b"], "c"], flat) == shaped
