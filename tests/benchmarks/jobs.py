"""The jobs, one row each: what a peer's function is asked for, on which nets, and what is to be reached."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.nets import Net

OURS = "ours"
HAND = "numpy_by_hand"
EXPORT = "wolframclient_export"
COMPILED = ("jax_jit", "torch_eager", "pytensor_graph", "casadi_mx")
SCALAR = ("casadi_sx", "symengine_scalars", "heyoka_scalars")

SMALLEST = "2-3-1"
"""The net of the round that is not counted, in which a library loads and caches what is no net's own."""

NETS = ("10-32-10", "64-64-64-10", "784-128-10", "784-1024-10")
SMALL_NETS = ("4-8-3", "10-32-10")
WIDTHS = ("64-16-10", "64-64-10", "64-256-10", "64-1024-10")
DEPTHS = ("10-32x2-10", "10-32x8-10", "10-32x32-10", "10-32x128-10")

Measure = Literal["built", "called", "first", "memory"]


@dataclass(frozen=True)
class Target:
    """What ours is to reach, as far as something is said.

    ``times``: the median as a multiple of that of the fastest of the peers ``of``, round by round; ``milliseconds``,
    ``megabytes``: limits of its own; ``arrays``: megabytes as a multiple of ``Net.megabytes``; ``size``: characters
    or bytes in all, or ``size_per_weight``. It is said of all nets of the job if ``nets`` names none.
    """

    times: float | None = None
    of: tuple[str, ...] = ()
    milliseconds: float | None = None
    megabytes: float | None = None
    arrays: float | None = None
    size: int | None = None
    size_per_weight: float | None = None
    nets: tuple[str, ...] = ()

    def __str__(self) -> str:
        limits = (
            (self.times, "{:g} times"),
            (self.milliseconds, "{:g} ms"),
            (self.megabytes, "{:g} MB"),
            (self.arrays, "{:g} times the arrays"),
            (self.size, "{:g} B"),
            (self.size_per_weight, "{:g} B a weight"),
        )
        return ", ".join(text.format(limit) for limit, text in limits if limit is not None)


@dataclass(frozen=True)
class Job:
    """One kind of work.

    ``built``: seconds of something symbolic, in a process that lives on and has done it for the smallest net;
    ``called``: seconds of a value and gradient in numbers, in a process that lives on and has called it before;
    ``first``: seconds of the preparation and the first call, in a new process, imports not counted;
    ``memory``: megabytes by which the first call on this data raises the peak of a new process.
    """

    name: str
    title: str
    function: str
    peers: tuple[str, ...]
    target: Target = Target()
    nets: tuple[str, ...] = NETS
    batch: int = 1
    arguments: Mapping[str, Any] = field(default_factory=dict)
    measure: Measure = "built"

    @property
    def shows_memory(self) -> bool:
        """Whether the memory that it takes is told beside its time."""
        return self.target.megabytes is not None


MOST_WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "": {"symengine_scalars": 1_000, "heyoka_scalars": 1_000, "sympy_diff": 100, "casadi_sx": 200_000},
    "hessian": {"symengine_scalars": 100, "casadi_mx": 100},
    "first-gradient": {"pytensor_graph": 10_000},
    "shared-wl-loss": {EXPORT: 200_000},
    "shared-wl-gradient": {EXPORT: 200_000},
    "numbers-4096": {"casadi_mx": 200_000},
    "memory": {"casadi_mx": 200_000},
}
"""Larger nets take these peers minutes, or more memory than there is: in all jobs, or in the one named."""


def takes_part(job: Job, peer: str, net: Net) -> bool:
    """Whether a peer is asked to do a job on a net."""
    most = {**MOST_WEIGHTS[""], **MOST_WEIGHTS.get(job.name, {})}
    return net.weights <= most.get(peer, math.inf)


def _wolfram(of: str, form: str, target: str) -> Job:
    """A job of writing Wolfram Language: the array form, which nobody else has, or the shared form."""
    written = "text" if target == "wl" else "WXF"
    arguments = {"of": of, "form": form, "target": target}
    if form == "array":
        limits = Target(milliseconds=20, size=4000)
        return Job(f"array-{target}-{of}", f"{of} as {written}, arrays", "wolfram", (), limits, arguments=arguments)
    per_weight = None if target == "wl" else 26 if of == "loss" else 50
    limits = Target(times=1 / 20 if of == "loss" else 1 / 5, of=(EXPORT,), size_per_weight=per_weight)
    title = f"{of} as {written}, every weight a symbol"
    nets = (*NETS, *WIDTHS, *DEPTHS) if (of, target) == ("gradient", "wxf") else NETS
    return Job(f"shared-{target}-{of}", title, "wolfram", (EXPORT,), limits, nets, arguments=arguments)


JOBS: tuple[Job, ...] = (
    Job(
        "array-gradient",
        "build and differentiate, arrays",
        "array_gradient",
        COMPILED,
        Target(times=1 / 10, of=("pytensor_graph", "casadi_mx")),
        nets=(*NETS, *WIDTHS, *DEPTHS),
    ),
    Job(
        "scalar-gradient",
        "build and differentiate, every weight a symbol",
        "scalar_gradient",
        (*SCALAR, "sympy_sweep", "sympy_diff"),
        nets=("4-8-3", *NETS),
    ),
    Job(
        "hessian",
        "Hessian as a program",
        "hessian",
        (*COMPILED, *SCALAR, "sympy_sweep"),
        Target(times=1 / 2, of=("jax_jit",), megabytes=100),
        nets=SMALL_NETS,
    ),
    Job(
        "first-gradient",
        "from nothing to the first gradient in numbers",
        "value_and_gradient",
        (HAND, *COMPILED),
        Target(milliseconds=5),
        measure="first",
    ),
    *(_wolfram(of, "array", target) for target in ("wl", "wxf") for of in ("loss", "gradient")),
    *(_wolfram(of, "shared", target) for target in ("wl", "wxf") for of in ("loss", "gradient")),
    *(
        Job(
            f"sympy-{of}",
            f"{of} as shared sympy objects, every weight a symbol",
            "sympy_objects",
            ("sympy_sweep",),
            Target(times=1 / 2, of=("sympy_sweep",)),
            arguments={"of": of},
        )
        for of in ("loss", "gradient")
    ),
    *(
        Job(
            f"numbers-{batch}",
            f"value and gradient in numbers, N = {batch}",
            "value_and_gradient",
            (HAND, *COMPILED, *others),
            Target(times=times, of=(HAND,), nets=said_of),
            nets=nets,
            batch=batch,
            measure="called",
        )
        for batch, times, said_of, nets, others in (
            (1, 0.5, SMALL_NETS, ("4-8-3", *NETS), (*SCALAR, "sympy_diff")),
            (64, 1.0, (), NETS, SCALAR),
            (4096, 0.9, ("64-64-64-10", "784-128-10"), NETS, ()),
        )
    ),
    *(
        Job(
            f"on-{library}-{batch}",
            f"value and gradient on arrays of {name}, N = {batch}",
            f"on_{library}",
            (peer,),
            Target(times=1.2, of=(peer,)),
            batch=batch,
            measure="called",
        )
        for library, name, peer in (("torch", "torch", "torch_eager"), ("jax", "JAX", "jax_jit"))
        for batch in (64, 4096)
    ),
    Job(
        "memory",
        "peak memory of value and gradient beyond the data, N = 4096",
        "value_and_gradient",
        (HAND, *COMPILED),
        Target(of=(HAND,), arrays=2),
        batch=4096,
        measure="memory",
    ),
)
