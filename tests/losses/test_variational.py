"""The variational autoencoder: its divergence by numerical integration, its gradient by torch."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy
import torch

from wlbridge import (
    CrossEntropyLossLayer,
    DropoutLayer,
    LogisticSigmoid,
    MeanSquaredLossLayer,
    NetChain,
    Tanh,
    net_loss,
)
from wlbridge.errors import NetError
from wlbridge.layers import GaussianSamplingLayer
from wlbridge.losses import LossLayer, StandardNormalDivergence, variational_loss

STEP = sympy.Symbol("step", real=True)


def divergence_by_integration(mean: float, logvar: float) -> mpmath.mpf:
    """The integral of q Log[q/p]: q normal with this mean and variance, p standard normal."""
    with mpmath.workdps(30):
        m, s = mpmath.mpf(mean), mpmath.exp(mpmath.mpf(logvar) / 2)

        def integrand(x: mpmath.mpf) -> mpmath.mpf:
            q = mpmath.npdf(x, m, s)
            return q * (-(((x - m) / s) ** 2) / 2 - mpmath.log(s) + x**2 / 2)

        return mpmath.quad(integrand, mpmath.linspace(m - 20 * s, m + 20 * s, 21))


@pytest.mark.parametrize(("mean", "logvar"), [(0, 0), (1, 0), (-2, 0.5), (0.25, -3), (3, 2)])
def test_the_divergence_is_its_integral(mean: float, logvar: float) -> None:
    loss = net_loss(NetChain([DropoutLayer()], input=2), StandardNormalDivergence())
    exact = loss.evaluate([mean, logvar], None, working_precision=25)
    assert mpmath.almosteq(exact, divergence_by_integration(mean, logvar), rel_eps=1e-18, abs_eps=1e-18)
    assert float(loss.evaluate([mean, logvar], None)) == pytest.approx(float(exact), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("latent", [1, 3])
def test_the_divergence_adds_up_over_latent_variables(latent: int) -> None:
    rng = np.random.default_rng(latent)
    m, v = rng.normal(size=(2, 4, latent))
    loss = net_loss(NetChain([DropoutLayer()], input=2 * latent), StandardNormalDivergence())
    normal = torch.distributions.Normal
    mean, deviation = torch.tensor(m), torch.tensor(np.exp(v / 2))
    standard = normal(torch.zeros_like(mean), torch.ones_like(mean))
    expected = torch.distributions.kl_divergence(normal(mean, deviation), standard)
    given = np.concatenate([m, v], axis=1)
    np.testing.assert_allclose(loss.evaluate(given, None, reduction="none"), expected.sum(1), rtol=1e-13)


RECONSTRUCTIONS: dict[str, tuple[LossLayer, list[object], object]] = {
    "mean squared": (MeanSquaredLossLayer(), [4], torch.nn.functional.mse_loss),
    "binary": (
        CrossEntropyLossLayer("Binary"),
        [4, LogisticSigmoid],
        torch.nn.functional.binary_cross_entropy_with_logits,
    ),
}


@pytest.mark.parametrize("name", RECONSTRUCTIONS)
@pytest.mark.parametrize("step", [100.0, 4000.0])
def test_value_and_gradient_of_the_whole(name: str, step: float) -> None:
    reconstruction, last, of_torch = RECONSTRUCTIONS[name]
    net = NetChain(
        {"encoder": [5, Tanh, 4], "sample": GaussianSamplingLayer(), "decoder": [3, Tanh, *last]},
        input=4,
    )
    loss = net_loss(net, variational_loss(reconstruction, sympy.Min(1, STEP / 1000)))
    rng = np.random.default_rng(0)
    values = {array.name: rng.normal(size=array.shape) for array in loss.program.with_role("parameter")}
    x, noise = rng.uniform(size=(6, 4)), rng.normal(size=(6, 2))
    p = {key: torch.tensor(value, requires_grad=True) for key, value in values.items()}

    def dense(inputs: torch.Tensor, layer: str) -> torch.Tensor:
        return inputs @ p[f"w_{layer}"].T + p[f"b_{layer}"]

    code = dense(torch.tanh(dense(torch.tensor(x), "encoder_1")), "encoder_3")
    m, v = code[:, :2], code[:, 2:]
    z = m + torch.exp(v / 2) * torch.tensor(noise)
    decoded = dense(torch.tanh(dense(z, "decoder_1")), "decoder_3")
    divergence = 0.5 * (m**2 + torch.exp(v) - v - 1).sum(1).mean()
    expected = of_torch(decoded, torch.tensor(x)) + min(1, step / 1000) * divergence  # type: ignore[operator]
    expected.backward()
    data = {"x": x, "noise": noise}
    assert loss.evaluate(data, None, {**values, "step": step}) == pytest.approx(expected.item(), rel=1e-12)
    for key, slope in loss.gradient().evaluate(data, None, {**values, "step": step}).items():
        np.testing.assert_allclose(slope, p[key].grad, rtol=1e-12, atol=1e-14)
    terms = loss.terms().contributions(data, None, {**values, "step": step})
    assert [term.name for term in terms] == ["reconstruction", "divergence"]
    assert terms[1].value == pytest.approx(min(1, step / 1000) * divergence.item(), rel=1e-12)


def test_the_wolfram_language_has_no_such_layer() -> None:
    net = NetChain({"encoder": [2], "sample": GaussianSamplingLayer(), "decoder": [1]}, input=1)
    with pytest.raises(NetError, match="no layer GaussianSamplingLayer"):
        net.to_wl_text()
    assert "noise" in net_loss(net, variational_loss(MeanSquaredLossLayer())).to_wl_text("array")


def test_a_code_of_odd_length_is_refused() -> None:
    with pytest.raises(NetError, match=r"layer 2 .*even length.*twice as many"):
        NetChain([3, GaussianSamplingLayer()], input=1)


def test_two_samples_have_noise_of_their_own() -> None:
    """With the same noise their sum would have the variance 4, and not 2."""
    sampling = GaussianSamplingLayer()
    net = NetChain([sampling, [2, sampling]], input=2)
    arrays = {"w2_1": np.array([[1.0], [0.0]]), "b2_1": np.zeros(2)}
    formula = net.formula()
    assert [p.name for p in formula.program.with_role("input")] == ["x", "noise", "noise2_2"]
    given = {"x": [0.0, 0.0], "noise": [3.0], "noise2_2": [5.0]}
    assert formula.evaluate(given, arrays).tolist() == [8.0]
    assert "noise[{2, 2}, 1]" in formula.to_wl_text()
