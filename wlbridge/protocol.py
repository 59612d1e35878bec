"""What a notebook and the command ``wlbridge serve`` say to each other: associations, as WXF.

A request has the keys "Version", "Request" and "Net", and those that ``_OPTIONAL`` names for its kind. An answer has
"Version", and "Expression" or "Failure". Expressions that are to stay as they are, such as ``NetChain[...]``, which a
kernel would make into a net, are inside Hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from typing import Any, Final, Literal, cast

from wolframclient.language.expression import WLSymbol

from wlbridge.errors import RequestError, VersionError, WXFError
from wlbridge.formula import Form
from wlbridge.losses import Log
from wlbridge.names import DEFAULT_HEADS
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, head_name
from wlbridge.wolfram.wxf import read_wxf, write_wxf

PROTOCOL: Final = 1
"""Counted up with every change of what the keys mean."""

MOST_PARTS: Final = 5_000_000
"""A request of more parts is refused; a packed or numeric array is one part, whatever its size."""

Kind = Literal["Loss", "Output", "Gradient", "Hessian"]

GLOBAL: Final = "Global`"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request that is understood: of the net and the loss nothing has been built."""

    kind: Kind
    net: Tree
    loss: Tree = None
    form: Form = "explicit"
    log: Log = "exact"
    parameters: Literal["symbolic", "values"] = "symbolic"
    symbols: Mapping[str, str] = field(default_factory=dict)
    """The full name of the symbol for each kind of symbol that is not to have its usual one."""
    context: str = GLOBAL
    variables: Tree = "Parameters"
    """By what to differentiate: "Parameters", "Input", or a list of elements such as ``w[1, 1, 2]``."""
    input: Tree = None
    target: Tree = None


@cache
def version() -> dict[str, int | str]:
    """The version of the protocol and of the package, which have to be those of the other side."""
    return {"Protocol": PROTOCOL, "Package": metadata.version("wlbridge")}


def expression_answer(expression: Tree) -> bytes:
    """The answer that has an expression."""
    return write_wxf({"Version": version(), "Expression": expression})


def failure_answer(tag: str, message: str, position: str) -> bytes:
    """The answer that says what is wrong; the position is "" where there is none."""
    failure = {"Tag": tag, "Message": message, "Position": position}
    return write_wxf({"Version": version(), "Failure": failure})


def read_request(data: bytes) -> Request:
    """Read a request; nothing of it is evaluated.

    Raises VersionError for another version, RequestError for anything else that cannot be understood.
    """
    try:
        tree = read_wxf(data, arrays=True, most_parts=MOST_PARTS)
    except WXFError as error:
        raise RequestError(error.what, where=error.where) from error
    if not isinstance(tree, dict) or not all(isinstance(key, str) for key in tree):
        raise RequestError("this is not an association whose keys are different strings", where=_WHERE)
    check_version(tree.get("Version"))
    kind = _choice("Loss", "Output", "Gradient", "Hessian")(tree.get("Request"), "Request")
    allowed = {"Version", "Request", "Net", *_ALWAYS, *_OPTIONAL[cast("Kind", kind)]}
    if unknown := [key for key in tree if key not in allowed]:
        raise RequestError(f"the key {unknown[0]!r:.80} is not known", where=_WHERE, hint=_listed("keys", allowed))
    if "Net" not in tree:
        raise RequestError("there is no net", where=_WHERE)
    values = {name: read(tree[key], key) for key, (name, read) in _KEYS.items() if key in tree}
    return Request(kind=cast("Kind", kind), **values, **_data(tree.get("Data")))


def check_version(given: Tree) -> None:
    """Refuse another version than this one.

    >>> check_version({"Protocol": 0, "Package": "0.1.0"})
    Traceback (most recent call last):
    ...
    wlbridge.errors.VersionError: the request: protocol 0, package 0.1.0 is not ...
    """
    if given == version() and not isinstance(given["Protocol"], bool):
        return
    known = isinstance(given, dict) and all(isinstance(given.get(key), int | str) for key in version())
    said = f"protocol {given['Protocol']!s:.20}, package {given['Package']!s:.20}" if known else "no version"
    raise VersionError(
        f"{said} is not protocol {PROTOCOL}, package {version()['Package']}",
        where=_WHERE,
        hint="Install the same version of the Python package and of the Wolfram package.",
    )


_WHERE: Final = "the request"


def _listed(what: str, names: Any) -> str:
    return f"The {what} are {', '.join(sorted(names))}."


def _choice(*names: str) -> Callable[[Tree, str], str]:
    """A reader of a setting that is one of some strings."""

    def read(value: Tree, key: str) -> str:
        if not isinstance(value, str) or value not in names:
            raise RequestError(f"{key!r} is not one of {', '.join(names)}", where=_WHERE)
        return value

    return read


def _lowered(*names: str) -> Callable[[Tree, str], str]:
    return lambda value, key: _choice(*names)(value, key).lower()


def _unheld(value: Tree, _key: str) -> Tree:
    """An expression without the Hold around it; Automatic is None."""
    if head_name(value) in {"Hold", "HoldComplete", "HoldForm"} and len(value.args) == 1:
        (value,) = value.args
    return None if isinstance(value, WLSymbol) and canonical_name(value.name) == "Automatic" else value


def _symbols(value: Tree, key: str) -> dict[str, str]:
    """Full names by kinds of symbols; a string names a symbol of the context of the request."""
    if not isinstance(value, dict) or not all(isinstance(head, WLSymbol | str) for head in value.values()):
        raise RequestError(f"{key!r} is no association of symbols", where=_WHERE)
    if unknown := [kind for kind in value if kind not in DEFAULT_HEADS]:
        raise RequestError(
            f"there is no kind of symbol {unknown[0]!r:.80}", where=_WHERE, hint=_listed("kinds", DEFAULT_HEADS)
        )
    return {kind: head.name if isinstance(head, WLSymbol) else head for kind, head in value.items()}


def _context(value: Tree, key: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([A-Za-z$][A-Za-z0-9$]*`)+", value, re.ASCII):
        raise RequestError(f"{key!r} is no context", where=_WHERE, hint="A context is a name that ends in `.")
    return value


def _variables(value: Tree, key: str) -> Tree:
    if value not in ("Parameters", "Input") and not isinstance(value, tuple):
        raise RequestError(f'{key!r} is not "Parameters", "Input" or a list of symbols', where=_WHERE)
    return value


def _data(value: Tree) -> dict[str, Tree]:
    """The examples, over which the mean is taken."""
    if value is None:
        return {}
    if not isinstance(value, dict) or set(value) != {"Input", "Target"}:
        raise RequestError('\'Data\' is no association of "Input" and "Target"', where=_WHERE)
    return {"input": value["Input"], "target": value["Target"]}


_KEYS: Final[Mapping[str, tuple[str, Callable[[Tree, str], Any]]]] = {
    "Net": ("net", _unheld),
    "Loss": ("loss", _unheld),
    "Form": ("form", _lowered("Explicit", "Array", "Shared")),
    "Log": ("log", _lowered("Exact", "Kernel")),
    "Parameters": ("parameters", _lowered("Symbolic", "Values")),
    "Symbols": ("symbols", _symbols),
    "Context": ("context", _context),
    "Variables": ("variables", _variables),
    "Input": ("input", _unheld),
}
"""The field of a request for each key, and how it is read."""

_ALWAYS: Final = ("Form", "Parameters", "Symbols", "Context")
_OPTIONAL: Final[Mapping[Kind, tuple[str, ...]]] = {
    "Loss": ("Loss", "Log", "Data"),
    "Output": ("Input",),
    "Gradient": ("Loss", "Log", "Data", "Variables"),
    "Hessian": ("Loss", "Log", "Data", "Variables"),
}
