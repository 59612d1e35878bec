"""Values of Mathilda as text of our own, both ends of it: what writes it there, and what reads it here.

Mathilda prints 0.3 for 0.1 + 0.2, strings with quotes in them bare, and it has no BinarySerialize and no
ToCharacterCode. So we send it a function that writes a value as one token a node, level by level:

    i42;                an integer
    r0.25;              a machine real, by SetPrecision at 20 digits, which name the double (17 do)
    s3:abc              a string, with its length in bytes before it, line ends, tabs and backslashes escaped
    y8:Global`x         a symbol, likewise
    f2;                 a function of two arguments; its head and they are tokens of the next level

and two for what is refused here: ``x`` a real of arbitrary precision, ``o`` and the text of a value without parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from wlbridge.errors import EngineProtocolError
from wlbridge.wolfram.symbols import looks_like_system
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.text.reals import MAX_DIGITS
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import plain_symbol

# Level by level, since the engine stops at 1,024 nested calls. HoldComplete, since a value may be Hold[1 + 1]. What
# has no parts, such as a compiled function, matches none of the rules; a last rule for it would be tried too early,
# as Mathilda takes x_ to be more special than h_[a___].
ENCODER: Final = "; ".join(
    (
        "ClearAll[wlbridge`node, wlbridge`encode, wlbridge`answer]",
        "SetAttributes[wlbridge`node, HoldAllComplete]",
        'wlbridge`node[x_Integer] := {{"i", ToString[x], ";"}, HoldComplete[]}',
        "wlbridge`node[x_Real] := {{If[Precision[x] === MachinePrecision, "
        '"r", "x"], ToString[FullForm[SetPrecision[x, 20]]], ";"}, HoldComplete[]}',
        'wlbridge`node[x_String] := With[{n = StringJoin[Characters[x] /. {"\\\\" -> "\\\\b", '
        '"\\n" -> "\\\\n", "\\r" -> "\\\\r", "\\t" -> "\\\\t"}]}, '
        '{{"s", ToString[StringLength[n]], ":", n}, HoldComplete[]}]',
        "wlbridge`node[x_Symbol] := With[{n = StringJoin[Context[x], SymbolName[Unevaluated[x]]]}, "
        '{{"y", ToString[StringLength[n]], ":", n}, HoldComplete[]}]',
        'wlbridge`node[h_[a___]] := {{"f", ToString[Length[HoldComplete[a]]], ";"}, HoldComplete[h, a]}',
        'wlbridge`encode[x_] := (wlbridge`level = HoldComplete[x]; wlbridge`text = ""; '
        "While[Length[wlbridge`level] > 0, "
        "wlbridge`made = List @@ (wlbridge`node /@ wlbridge`level); "
        "wlbridge`unknown = Cases[wlbridge`made, Blank[wlbridge`node]]; "
        "If[wlbridge`unknown === {}, "
        "wlbridge`text = StringJoin[wlbridge`text, Part[wlbridge`made, All, 1]]; "
        "wlbridge`level = Join @@ Part[wlbridge`made, All, 2], "
        'wlbridge`text = StringJoin["o", ToString[First[wlbridge`unknown]]]; wlbridge`level = HoldComplete[]]]; '
        "wlbridge`text)",
        # As FullForm: for any other value Mathilda writes TeX too.
        'wlbridge`answer[mark_, x_] := FullForm[StringJoin[mark, " ", wlbridge`encode[x]]]',
        "Null",
    )
)
"""The definitions, as one expression; giving them anew takes a tenth of a millisecond."""

_WHERE: Final = "mathilda"
_TOKEN: Final = re.compile(rb"(?P<kind>[irxf])(?P<text>[^;]*);|(?P<counted>[sy])(?P<size>[0-9]{1,9}):")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_REAL: Final = re.compile(r"-?[0-9]+(\.[0-9]*)?(e[-+]?[0-9]+)?")
_ESCAPE: Final = re.compile(r"\\[bnrt]")
_ESCAPED: Final = {r"\b": "\\", r"\n": "\n", r"\r": "\r", r"\t": "\t"}
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@dataclass
class _Function:
    """A function whose head and arguments stand ``first`` and after it, further on."""

    arguments: int
    first: int = 0


def read_value(text: str) -> Tree:
    """Read what ``wlbridge`encode`` wrote.

    >>> read_value("f2;y11:Global`Listr0.100000000000000005551;f0;y8:Global`f")
    (0.1, Global`f[])

    Raises ``EngineProtocolError`` for any other text, and for the values that cannot be given exactly: reals of
    arbitrary precision or not finite, and values without parts.
    """
    if text.startswith("o"):
        shown = text[1:].removeprefix("wlbridge`node[").removesuffix("]")
        raise EngineProtocolError(f"the value {shown:.200} cannot be taken apart", where=_WHERE)
    nodes = _tokens(text.encode("utf-8"))
    after = 1
    functions = [(place, node) for place, node in enumerate(nodes) if isinstance(node, _Function)]
    for _, node in functions:
        node.first = after
        after += 1 + node.arguments
    if after != len(nodes):
        raise EngineProtocolError(f"{len(nodes)} tokens in place of {after}", where=_WHERE)
    for place, node in reversed(functions):
        nodes[place] = call(nodes[node.first], nodes[node.first + 1 : node.first + 1 + node.arguments])
    return nodes[0]


def _tokens(data: bytes) -> list[Tree]:
    nodes: list[Tree] = []
    at = 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        if match is None:
            raise _refused("a token", data[at : at + 40].decode("utf-8", errors="replace"))
        at = match.end()
        if match["counted"]:
            start, at = at, at + int(match["size"])
            kind, text = match["counted"], data[start:at]
            if at > len(data):
                raise _refused(f"{match['size'].decode()} bytes", text.decode("utf-8", errors="replace"))
        else:
            kind, text = match["kind"], match["text"]
        nodes.append(_READERS[kind](_text(text)))
    return nodes


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EngineProtocolError(f"the bytes {data[:40]!r}, which are no UTF-8", where=_WHERE) from error


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS or not _INTEGER.fullmatch(text):
        raise _refused("an integer", text)
    return int(Decimal(text))  # int(text) stops at 4300 digits


def _real(text: str) -> float:
    if not _REAL.fullmatch(text):
        raise _refused("a finite machine real", text)
    return float(text)


def _arbitrary(text: str) -> Tree:
    hint = "Take it as a machine real, by N, or exact; a literal of more than 16 digits needs a mark: 0.123...`"
    raise EngineProtocolError(f"the real {text:.40}, which is of arbitrary precision", where=_WHERE, hint=hint)


def _function(text: str) -> _Function:
    if not _COUNT.fullmatch(text):
        raise _refused("a number of arguments", text)
    return _Function(int(text))


def _string(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED[match[0]], text)


def _symbol(text: str) -> Tree:
    """Mathilda has System` and Global` in one: a name that looks like one of the system is taken for one."""
    if re.fullmatch(r"(System|Global)`[^`]+", text):
        name = text.partition("`")[2]
        text = name if looks_like_system(name) else f"Global`{name}"
    return plain_symbol(text)


def _refused(what: str, text: str) -> EngineProtocolError:
    return EngineProtocolError(f"{text[:40]!r} in place of {what}", where=_WHERE)


_READERS: Final[dict[bytes, Callable[[str], Any]]] = {
    b"i": _integer,
    b"r": _real,
    b"x": _arbitrary,
    b"f": _function,
    b"s": _string,
    b"y": _symbol,
}
