"""The packages that translate: how each writes an expression of sympy as text, and how it reads text.

Each is imported where it is run, in a process of its own: Mathics3 and Sage are under the GPL.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy

Write = Callable[[Any], str]
Read = Callable[[str, Any], Any]
"""Text, and the expression whose symbols and functions it may have, as a user would name them."""


def _ours() -> tuple[Write, Read]:
    import wlbridge  # noqa: PLC0415
    from wlbridge.wolfram.text.writer import write_wl  # noqa: PLC0415

    def own(expression: Any) -> dict[str, Any]:
        atoms = expression.atoms(sympy.core.function.AppliedUndef) if isinstance(expression, sympy.Basic) else ()
        return {_head(one.func.__name__): one.func for one in atoms}

    def write(expression: Any) -> str:
        return write_wl(wlbridge.to_wl(expression, functions=own(expression)))

    def read(text: str, expression: Any) -> Any:
        kinds = (sympy.Symbol, sympy.MatrixSymbol, sympy.IndexedBase)
        symbols = expression.atoms(*kinds) if isinstance(expression, sympy.Basic) else ()
        return wlbridge.from_wl(text, symbols=_of_matrices_last(symbols), functions=own(expression))

    return write, read


def _head(name: str) -> str:
    return f"Global`{name}" if name[0].isupper() else name.replace("_", "$")


def _of_matrices_last(symbols: Any) -> list[Any]:
    """Without the plain symbols that have the name of a matrix or an indexed one."""
    others = [one for one in symbols if not isinstance(one, sympy.Symbol)]
    names = {str(one) for one in others}
    return [*others, *(one for one in symbols if isinstance(one, sympy.Symbol) and str(one) not in names)]


def _sympy() -> tuple[Write, Read]:
    from sympy.parsing.mathematica import parse_mathematica  # noqa: PLC0415

    return sympy.mathematica_code, lambda text, _expression: parse_mathematica(text)


def _mathics() -> tuple[Write, Read]:
    from mathics.core.load_builtin import import_and_load_builtins  # noqa: PLC0415

    import_and_load_builtins()
    from mathics.core.convert.sympy import from_sympy  # noqa: PLC0415
    from mathics.core.parser import MathicsSingleLineFeeder, parse  # noqa: PLC0415
    from mathics.session import MathicsSession  # noqa: PLC0415

    session = MathicsSession()

    def read(text: str, _expression: Any) -> Any:
        found = parse(session.definitions, MathicsSingleLineFeeder(text, "text")).to_sympy()
        named = {one: sympy.Symbol(str(one).rpartition("_")[2]) for one in getattr(found, "free_symbols", ())}
        return found.subs(named) if named else found

    return lambda expression: _text_of_mathics(from_sympy(expression)), read


def _text_of_mathics(element: Any) -> str:
    """FullForm: what its own printer gives is for people."""
    kind = type(element).__name__
    if hasattr(element, "elements"):
        inner = ",".join(map(_text_of_mathics, element.elements))
        return f"{_text_of_mathics(element.head)}[{inner}]"
    if kind == "Symbol" or hasattr(element, "name"):
        return str(element.name).removeprefix("System`").removeprefix("Global`")
    if kind == "String":
        return f'"{element.value}"'
    if kind == "Rational":
        return "Rational[{},{}]".format(*element.value.as_numer_denom())
    if kind == "Complex":
        return f"Complex[{_text_of_mathics(element.real)},{_text_of_mathics(element.imag)}]"
    if kind == "Integer":
        return str(element.value)
    mantissa, _, exponent = str(element.value).partition("e")
    return (mantissa if "." in mantissa else f"{mantissa}.") + (f"*^{exponent}" if exponent else "")


def _sage() -> tuple[Write, Read]:
    importlib.import_module("sage.all__sagemath_symbolics")
    from sage.interfaces.mathematica import symbolic_expression_from_mathematica_string  # noqa: PLC0415
    from sage.interfaces.sympy import sympy_init  # noqa: PLC0415

    sympy_init()

    def write(expression: Any) -> str:
        if not hasattr(expression, "_sage_"):
            raise TypeError(f"{type(expression).__name__} has no _sage_")
        found = expression._sage_()
        if not hasattr(found, "_mathematica_init_"):
            raise TypeError(f"{type(found).__name__} has no _mathematica_init_")
        return str(found._mathematica_init_())

    return write, lambda text, _expression: symbolic_expression_from_mathematica_string(text)._sympy_()


def _wolframclient() -> tuple[Write, None]:
    from wolframclient.serializers import export  # noqa: PLC0415

    return lambda expression: export(expression).decode(), None


def _py2wl() -> tuple[Write, None]:
    converters = importlib.import_module("py2wl.compat._core.converters")
    kinds = {list: "to_wl_list", tuple: "to_wl_list"}
    return lambda value: converters.convert_input(value, kinds.get(type(value), "to_wl_passthrough")), None


def _mm_format() -> tuple[Write, None]:
    return importlib.import_module("mm-format.mm_format").mm_format, None


@dataclass(frozen=True, slots=True)
class Package:
    """What it is called in the table, its distribution, and what makes its two functions."""

    title: str
    distribution: str
    load: Callable[[], tuple[Write, Read | None]]


PACKAGES = {
    "ours": Package("wlbridge", "wlbridge", _ours),
    "sympy": Package("sympy", "sympy", _sympy),
    "mathics": Package("Mathics3", "Mathics3", _mathics),
    "sage": Package("Sage", "passagemath-symbolics", _sage),
    "wolframclient": Package("wolframclient", "wolframclient", _wolframclient),
    "py2wl": Package("py2wl", "py2wl", _py2wl),
    "mm_format": Package("mm-format", "mm-format", _mm_format),
}
