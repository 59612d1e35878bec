"""A program as a function of arrays by name: for one example or for a batch, in any array library."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.batch import MEAN_WEIGHT, WEIGHT_IN_WHOLE, check_not_empty
from wlbridge.errors import DataError
from wlbridge.indices import BATCH, show
from wlbridge.numeric.libraries import ArrayLibrary, library_of
from wlbridge.numeric.reading import prepared
from wlbridge.program import DATA, Placeholder, Program

Array = Any
Arrays = Mapping[str, Array]
Function = Callable[[Arrays], tuple[Array, ...]]

BLOCK = 2**18
"""Bytes of the largest array of a block of examples: more of them do not stay in the cache of a processor."""

LEAST_ROWS = 256
"""Examples of a block at least: products of matrices with fewer are slower than what the cache saves."""


class ArrayFunction:
    """A function of the arrays of a program that gives its results, prepared when first called.

    Whether the data are one example or a batch is told by the rank of the input. ``one`` and ``batch`` make the
    programs; only what is needed is made. A program for batches that has the placeholder MEAN_WEIGHT gets 1/n for n
    examples, and its results without the axis of the batch are sums over the examples; WEIGHT_IN_WHOLE is the same
    where they are not. ``known`` are values of arrays that are not given.
    """

    def __init__(
        self,
        placeholders: Mapping[str, Placeholder],
        one: Callable[[], Program],
        batch: Callable[[], Program],
        known: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        self._placeholders = placeholders
        self._one = one
        self._batch = batch
        self._known = known or {}
        self._input = next(p for p in placeholders.values() if p.role == "input")
        self._prepared: dict[tuple[Any, ...], Function] = {}

    def __call__(self, arrays: Arrays) -> tuple[Array, ...]:
        """The results for arrays of one library and precision, by the names of their placeholders; unchecked.

        Raises DataError for an array that is neither given nor known, for other values than arrays of reals, for an
        input that is neither one example nor a batch, and for an empty batch.
        """
        try:
            given = arrays[self._input.name]
            where = getattr(given, "device", None)
            kind = type(given), getattr(given, "dtype", None), getattr(given, "ndim", None), where
            if kind not in self._prepared:
                self._prepared[kind] = self._function(arrays)
            return self._prepared[kind](arrays)
        except KeyError as error:
            raise DataError(f"the array {error.args[0]!r} has no values", hint="Give them by name.") from None

    def _function(self, arrays: Arrays) -> Function:
        given = arrays[self._input.name]
        library = library_of(given)
        dtype = self._precision(arrays, library)
        device = given.device if library.name == "torch" else None
        make = functools.partial(library.xp.asarray, dtype=dtype, device=device)
        with library.outside_of_traces():
            known = {name: make(value) for name, value in self._known.items()}
            if given.ndim == len(self._input.shape):
                run = _by_name(self._one(), library, dtype, device)
            else:
                run = self._of_batch(library, dtype, device)
        return (lambda arrays: run({**known, **arrays})) if known else run

    def _precision(self, arrays: Arrays, library: ArrayLibrary) -> Any:
        """The type that all arrays of reals have; dimensions are checked as well."""
        levels, rank = arrays[self._input.name].ndim, len(self._input.shape)
        if levels not in {rank, rank + 1}:
            raise DataError(
                f"the input {self._input.name!r} has {levels} levels, and that of one example {rank}",
                hint="Give one example, or a batch of examples along a leading axis.",
            )
        for name, placeholder in self._placeholders.items():
            if name in arrays and placeholder.role != "weights":  # directions may have rows for examples, or not
                self._check_shape(arrays[name], placeholder, levels > rank)
        reals = [arrays[name] for name, p in self._placeholders.items() if p.classes is None and name in arrays]
        dtype, *others = {array.dtype for array in reals}
        if others or not library.xp.isdtype(dtype, "real floating"):
            found = ", ".join(sorted(map(str, [dtype, *others])))
            raise DataError(f"the arrays are of type {found}", hint="Give arrays of reals, all of one precision.")
        return dtype

    def _check_shape(self, array: Array, placeholder: Placeholder, batch: bool) -> None:
        """The dimensions of an array, but for the number of examples, when a function is prepared."""
        library_of(array)
        examples = 1 if batch and placeholder.role in DATA else 0
        if array.ndim - len(placeholder.shape) != examples or tuple(array.shape[examples:]) != placeholder.shape:
            of_batch = " for each example of a batch" if examples else ""
            raise DataError(
                f"the array {placeholder.name!r} has dimensions {show(tuple(array.shape))}",
                hint=f"It has the dimensions {show(placeholder.shape)}{of_batch}.",
            )

    def _of_batch(self, library: ArrayLibrary, dtype: Any, device: Any) -> Function:
        program, name = self.batched, self._input.name
        run = _by_name(program, library, dtype, device)
        if library.is_numpy and WEIGHT_IN_WHOLE not in program.placeholders:
            run = _in_blocks(run, program, name, np.dtype(dtype))
        weights = [weight for weight in (MEAN_WEIGHT, WEIGHT_IN_WHOLE) if weight in program.placeholders]
        if not weights:
            return run

        def of_mean(arrays: Arrays) -> tuple[Array, ...]:
            examples = arrays[name].shape[0]
            check_not_empty(examples)
            return run({**arrays, **dict.fromkeys(weights, 1 / examples)})

        return of_mean

    @cached_property
    def batched(self) -> Program:
        """The program for batches."""
        return self._batch()


def _by_name(program: Program, library: ArrayLibrary, dtype: Any, device: Any) -> Function:
    names = tuple(program.placeholders)
    run = prepared(program, library, dtype, device)
    return lambda arrays: run(*[arrays[name] for name in names])


def _in_blocks(run: Function, program: Program, of: str, dtype: Any) -> Function:
    """Computes large batches block after block: arrays stay in the cache, and memory for one block is enough.

    Results with the axis of the batch are joined, others added: they are sums over the examples.
    """
    shapes = program.shapes
    batched = [name for name in program.placeholders if shapes[name][:1] == (BATCH,)]
    large = [shapes[array] for array, _ in program.statements if BATCH in shapes[array]]
    widths = [math.prod(size for size in shape if size != BATCH) for shape in large]
    rows = max(LEAST_ROWS, BLOCK // (dtype.itemsize * max(widths, default=1)))
    axes = [shapes[output].index(BATCH) if BATCH in shapes[output] else None for output in program.outputs]

    def in_blocks(arrays: Arrays) -> tuple[Array, ...]:
        size = arrays[of].shape[0]
        if size <= rows:
            return run(arrays)
        starts = range(0, size, rows)
        blocks = [{**arrays, **{name: arrays[name][start : start + rows] for name in batched}} for start in starts]
        first = run(blocks[0])
        totals: list[Any] = [part if axis is None else [part] for part, axis in zip(first, axes, strict=True)]
        for block in blocks[1:]:
            for position, (part, axis) in enumerate(zip(run(block), axes, strict=True)):
                totals[position] += part if axis is None else [part]
        return tuple(
            total if axis is None else np.concatenate(total, axis) for total, axis in zip(totals, axes, strict=True)
        )

    return in_blocks
