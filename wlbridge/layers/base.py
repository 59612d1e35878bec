"""What every layer has: its options, its arrays, and the statements that it adds to a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, ClassVar, Final

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr

from wlbridge.errors import DataError, ShapeError, WLBridgeError
from wlbridge.indices import Shape, show
from wlbridge.layers.settings import CheckedCall, InputSetting, as_shape
from wlbridge.names import DEFAULT_HEADS, Key, array_name
from wlbridge.program import Placeholder, ProgramBuilder
from wlbridge.statements import Statement


class AutomaticType:
    """The type of ``Automatic``, the setting of an option that is left to wlbridge."""

    def __repr__(self) -> str:
        return "Automatic"

    def __reduce__(self) -> str:
        return "Automatic"  # copies are the same object


Automatic: Final = AutomaticType()
"""An array with this setting is learned: it gets symbols, and no values."""

ArraySetting = AutomaticType | NDArray[Any] | Sequence[Any] | float | None


@dataclass
class Scope:
    """Where a layer is put: the program under construction, the layer's place in the net, and the net's arrays."""

    builder: ProgramBuilder
    path: tuple[int | str, ...] = ()
    heads: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_HEADS))
    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    description: str = ""
    outputs: dict[tuple[int | str, ...], str] = field(default_factory=dict)
    """What each layer of the net gives, by its place."""

    @property
    def key(self) -> Key:
        """The layer's place as it stands in symbols: ``3``, ``"hidden"`` or a path such as ``(2, 1)``."""
        return self.path[0] if len(self.path) == 1 else self.path

    def inside(self, name: int | str, description: str) -> Scope:
        """The scope of a layer of the net that is put here."""
        where = f"{self.description}, {description}" if self.description else description
        return Scope(self.builder, (*self.path, name), self.heads, self.values, where, self.outputs)

    def shape(self, array: str) -> Shape:
        """The dimensions of an array of the program."""
        return self.builder.shapes[array]

    def append(self, statement: Statement, letter: str = "y") -> str:
        """Add a statement; its array is called ``letter`` and the layer's number."""
        return self.builder.append(statement, array_name(letter, (self.key,)))

    def map(self, formula: Expr, arrays: Sequence[str], letter: str = "y") -> str:
        """Add an elementwise formula over arrays of equal dimensions, or none."""
        return self.builder.map(formula, arrays, array_name(letter, (self.key,)))

    def parameter(self, option: str, setting: ArraySetting, shape: Shape) -> str:
        """Declare a learned array of the layer, with its values where the option gives them."""
        head = self.heads.get(option, self.heads["Parameters"])
        key: tuple[Key, ...] = (self.key,) if option in self.heads else (self.key, option)
        name = array_name(head, key)
        if not isinstance(setting, AutomaticType):
            self.values[name] = self.numbers(option, setting, shape).copy()  # the user may go on with theirs
        return self.builder.placeholder(Placeholder(name, shape, "parameter", head, key))

    def data(self, placeholder: Placeholder) -> str:
        """Declare an array that is given for each example; several losses may read the same.

        Raises ShapeError where an array of this name is there already and holds something else.
        """
        found = self.builder.placeholders.get(placeholder.name)
        if found is None:
            return self.builder.placeholder(placeholder)
        if found != placeholder:
            dimensions = " and ".join(show(one.shape) + _classes_of(one) for one in (found, placeholder))
            raise ShapeError(
                f"two arrays have the name {placeholder.name!r}, of dimensions {dimensions}",
                hint="Give one a name of its own: by the option symbols, or a target by At(loss, target=...).",
            )
        return found.name

    def numbers(self, option: str, setting: Any, shape: Shape | None = None) -> NDArray[np.float64]:
        """The values of an option as an array of finite reals of the right dimensions."""
        return as_numbers(setting, where=f"{self.description}, option {option}", shape=shape)


def _classes_of(placeholder: Placeholder) -> str:
    return f" of the classes {placeholder.classes}" if placeholder.classes else ""


def as_numbers(values: Any, *, where: str, shape: Shape | None = None) -> NDArray[np.float64]:
    """Values as an array of finite doubles, or an error that names what is wrong with them.

    >>> as_numbers([[1, 2]], where="weights").tolist()
    [[1.0, 2.0]]
    """
    numbers = _array_of(np.float64, values, where)
    if not np.all(np.isfinite(numbers)):
        raise DataError("the values contain NaN or Infinity", where=where, hint="Give finite numbers.")
    _check_shape(numbers, shape, where)
    return numbers


def as_exact_numbers(values: Any, *, where: str, shape: Shape | None = None) -> NDArray[Any]:
    """Values as an array of objects: each is the number that was given, whatever its precision, and finite.

    >>> from fractions import Fraction
    >>> as_exact_numbers([Fraction(1, 3), 2**70], where="weights").tolist()
    [Fraction(1, 3), 1180591620717411303424]
    """
    numbers = _array_of(np.object_, values, where)
    with np.errstate(invalid="ignore"):
        if not all(number - number == 0 for number in numbers.flat):
            raise DataError("the values contain NaN or Infinity", where=where, hint="Give finite numbers.")
    _check_shape(numbers, shape, where)
    return numbers


def _array_of(kind: type[Any], values: Any, where: str) -> NDArray[Any]:
    """Values as an array of doubles or of objects, all of them real numbers."""
    if _masked(values):
        raise DataError("some of the values are masked", where=where, hint="Fill them, or leave those examples out.")
    try:
        array = np.asarray(values)
        if array.dtype.kind == "O" and all(isinstance(number, Real | sympy.Number) for number in array.flat):
            return array.astype(kind)  # integers of any size, fractions, numbers of sympy and mpmath
        if array.dtype.kind not in "biuf":
            raise TypeError
        return array.astype(kind, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise DataError("the values are not an array of real numbers", where=where) from None
    except RuntimeError as error:  # a tensor of torch that records a gradient
        raise DataError("the values cannot be read as an array", where=where, hint=str(error)) from None


def _check_shape(numbers: NDArray[Any], shape: Shape | None, where: str) -> None:
    if shape is not None and numbers.shape != shape:
        raise DataError(f"the values have dimensions {show(numbers.shape)} and need {show(shape)}", where=where)


def _masked(values: Any) -> bool:
    """Whether an array, or one of a list of them, hides some of its values; NumPy would bring them back."""
    parts = values if isinstance(values, list | tuple) else (values,)
    return any(isinstance(part, np.ma.MaskedArray) and np.ma.is_masked(part) for part in parts)


@contextmanager
def named_place(place: str) -> Iterator[None]:
    """Let errors that name no place yet name this one."""
    try:
        yield
    except WLBridgeError as error:
        error.where = error.where or place
        raise


@contextmanager
def inside_place(place: str) -> Iterator[None]:
    """Let errors that name a place inside this one, such as a layer of a nested chain, name the whole path."""
    try:
        yield
    except WLBridgeError as error:
        error.where = ", ".join(part for part in (place, error.where) if part)
        raise


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Layer(metaclass=CheckedCall):
    """A layer of one input and one output; ``input`` fixes its dimensions as the option "Input" does."""

    input: InputSetting = None
    letter: ClassVar[str] = "y"
    keeps_shape: ClassVar[bool] = False

    def build(self, scope: Scope, x: str) -> str:
        """Add the layer's statements for the input array ``x`` and return the name of its output."""
        raise NotImplementedError

    def input_shape(self) -> Shape | None:
        """The dimensions of the input as the option states them."""
        return None if self.input is None else as_shape(self.input)

    def input_shape_for(self, output: Shape | None) -> Shape | None:
        """The dimensions of the input of a layer whose output has the dimensions ``output``, as far as they tell."""
        stated = self.input_shape()
        return output if stated is None and self.keeps_shape else stated

    def arguments(self) -> tuple[Any, ...]:
        """The positional arguments, as they are written between the layer's brackets."""
        return ()

    def options(self) -> dict[str, Any]:
        """The options that are not at their defaults, by their names in the Wolfram Language."""
        return {} if self.input is None else {"Input": self.input}

    def __repr__(self) -> str:
        settings = [*map(repr, self.arguments()), *(f"{name} -> {value!r}" for name, value in self.options().items())]
        return f"{type(self).__name__}[{', '.join(settings)}]"


def apply_layer(layer: Layer, scope: Scope, x: str) -> str:
    """Build a layer at its place, checking the dimensions of its input, so that every error names the layer."""
    with inside_place(scope.description):
        stated = layer.input_shape()
    with named_place(scope.description):
        if stated is not None and stated != scope.shape(x):
            raise ShapeError(f"the input has dimensions {show(scope.shape(x))} and the layer takes {show(stated)}")
        return layer.build(scope, x)


def require_rank(scope: Scope, x: str, least: int) -> Shape:
    """The dimensions of an input that must have at least ``least`` levels."""
    shape = scope.shape(x)
    if len(shape) < least:
        raise ShapeError(f"the input has dimensions {show(shape)}, but rank {least} or more is needed")
    return shape
