"""The values of a net's arrays from a file: .npz, .json or .wxf."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from wolframclient.language.expression import WLSymbol

from wlbridge.errors import DataError, WXFError
from wlbridge.files import MOST_BYTES, decoded, read_bytes
from wlbridge.layers.base import as_numbers
from wlbridge.names import DEFAULT_HEADS, array_name
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, arguments, head_name
from wlbridge.wolfram.wxf import read_wxf

Pairs = Iterable[tuple[str, Any]]
Arrays = dict[str, NDArray[np.float64]]


def read_weights(path: Path | str) -> Arrays:
    """Read the values of arrays by name, as ``loss.with_values`` takes them.

    A .npz file has them under their names, as ``numpy.savez("weights.npz", w1=...)`` writes them. A .json file is an
    object of nested lists, or has one under "arrays". A .wxf file is an association or a list of rules; names are
    strings, symbols or paths such as ``{1, "Weights"}``, so that
    ``Export["weights.wxf", Information[net, "Arrays"]]`` gives one.

    >>> from importlib.resources import files
    >>> read_weights(str(files("wlbridge") / "data" / "iris_weights.json"))["b3"].shape
    (3,)

    Raises DataError that names the file, and the array where there is one.
    """
    path = Path(path)
    if path.suffix.lower() not in _READERS:
        raise DataError(
            f"the kind of file {path.suffix!r} is not known",
            where=str(path),
            hint=f"Known are {', '.join(_READERS)}.",
        )
    data = read_bytes(path)
    try:
        return _checked(_READERS[path.suffix.lower()](data))
    except DataError as error:
        error.where = f"{path}, {error.where}" if error.where else str(path)
        raise


def _checked(pairs: Pairs) -> Arrays:
    """The arrays, no name twice, with finite reals inside."""
    pairs = list(pairs)
    if twice := [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]:
        raise DataError(f"the array {twice[0]!r} is there twice")
    return {name: as_numbers(_numbers(values, name), where=_array(name)) for name, values in pairs}


def _array(name: str) -> str:
    return f"array {name!r}"


def _numbers(values: Any, name: str) -> Any:
    """The values, when every one is a number: numpy would take True for 1."""
    stack = [values]
    while stack:
        part = stack.pop()
        if isinstance(part, list | tuple):
            stack.extend(reversed(part))
        elif not isinstance(part, np.ndarray) and (isinstance(part, bool) or not isinstance(part, int | float)):
            raise DataError(f"{repr(part)[:40]} is not a number", where=_array(name))
    return values


def _npz(data: bytes) -> Pairs:
    try:
        archive = np.load(io.BytesIO(data), allow_pickle=False)
        if not isinstance(archive, np.lib.npyio.NpzFile):
            raise DataError("this is a single array without a name", hint=_NPZ)
        with archive:
            return [(name, archive[name]) for name in archive.files]
    except (ValueError, TypeError, KeyError, OSError, EOFError, SyntaxError, MemoryError, zlib.error) as error:
        raise DataError(f"the file cannot be read as .npz: {_short(error)}", hint=_NPZ) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise DataError(f"the file is a damaged or unknown zip archive: {_short(error)}", hint=_NPZ) from error


_NPZ: Final = "Write it with numpy.savez, plain arrays of numbers only."


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _json(data: bytes) -> Pairs:
    text = decoded(data, where="")
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise DataError(
            f"this is not JSON: {error.msg}", where=f"line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise DataError("the lists are nested too deeply") from error
    except ValueError as error:  # an integer of more than 4300 digits
        raise DataError(f"this is not JSON that can be read: {_short(error)}") from error
    if isinstance(document, dict) and isinstance(document.get("arrays"), dict):
        document = document["arrays"]
    if not isinstance(document, dict):
        raise DataError("this is not a JSON object of arrays", hint='Write {"w1": [[...], ...], "b1": [...]}.')
    return list(document.items())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise DataError(f"the key {twice!r} is there twice")
    return table


def _refuse_constant(name: str) -> Any:
    raise DataError(f"{name} is not a number of JSON", hint="Give finite numbers.")


def _wxf(data: bytes) -> Pairs:
    try:
        tree = read_wxf(data, arrays=True, most_bytes=MOST_BYTES)
    except WXFError as error:
        raise DataError(error.what, where=error.where) from error
    if head_name(tree) not in {"Association", "List"}:
        raise DataError("this is neither an association nor a list of rules", hint='Write <|"w1" -> {{...}}, ...|>.')
    rules = arguments(tree)
    if other := [part for part in rules if head_name(part) != "Rule" or len(part.args) != 2]:
        raise DataError(f"a {head_name(other[0]) or 'part'} stands where a rule is needed")
    return [(_name(rule.args[0]), _values(rule.args[1])) for rule in rules]


def _name(key: Tree) -> str:
    """The name of the array that a key means: ``"w1"``, ``w1``, or the path ``{1, "Weights"}``."""
    if isinstance(key, str):
        return key
    if isinstance(key, WLSymbol):
        return re.sub(r"\$", "_", canonical_name(key.name))
    if isinstance(key, tuple) and len(key) > 1 and all(type(part) in {int, str} for part in key):
        *layer, option = key
        place = layer[0] if len(layer) == 1 else tuple(layer)
        if option in DEFAULT_HEADS:
            return array_name(DEFAULT_HEADS[option], (place,))
        return array_name(DEFAULT_HEADS["Parameters"], (place, option))
    raise DataError(f"{repr(key)[:40]} names no array", hint='Name it "w1" or {1, "Weights"}.')


def _values(tree: Tree) -> Any:
    return tree.args[0] if head_name(tree) == "NumericArray" and tree.args else tree


_READERS: Final[Mapping[str, Callable[[bytes], Pairs]]] = {".npz": _npz, ".json": _json, ".wxf": _wxf}
