"""Writing WXF: one walk over the tree, straight into a buffer; what is repeated is copied inside it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, NoReturn

from wolframclient.language.expression import WLFunction, WLInputExpression, WLSymbol

from wlbridge.errors import FormTooLargeError, WXFError
from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.tree import Tree, arguments, head_name
from wlbridge.wolfram.wxf import atoms, tokens
from wlbridge.wolfram.wxf.association import AssociationFunction
from wlbridge.wolfram.wxf.elements import element_list
from wlbridge.wolfram.wxf.tokens import varint

MOST_BYTES: Final = 1 << 30
"""Of an expression: one of forty doublings would be larger than any disk."""

_SHORTEST: Final = 64
"""What is shorter takes less time to write again than to remember."""

_Open = tuple[Iterator[Tree], Tree, int]
"""A node whose parts are being written: the parts of the one around it still to come, the node, where it begins."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What stands before the key and the value of an entry of an association."""

    token: bytes


_RULE, _RULE_DELAYED = _Rule(tokens.RULE), _Rule(tokens.RULE_DELAYED)
_MARKS: Final = {"Rule": _RULE, "RuleDelayed": _RULE_DELAYED}


def write_wxf(tree: Tree, *, compressed: bool = False, most_bytes: int = MOST_BYTES) -> bytes:
    r"""Write an expression as WXF.

    >>> from wlbridge.wolfram.make import user
    >>> write_wxf([1, user("x")])
    b'8:f\x02s\x04ListC\x01s\x08Global`x'
    >>> write_wxf([0] * 1000, compressed=True)[:3]
    b'8C:'

    Deep trees are no harder than flat ones, and a part that occurs again (the same object) is encoded once and its
    bytes copied. The bytes are those of wolframclient's exporter, but for what that writes with a loss: a Decimal
    keeps its digits, names of symbols may be of any letters, infinities of numpy are DirectedInfinity.
    Raises ``WXFError`` for a value that is no tree, raw text (``wlexpr``) among them, and for a list that contains
    itself, ``SymbolNameError`` for a name that is none, and ``FormTooLargeError`` beyond ``most_bytes`` before
    compression. Format: https://reference.wolfram.com/language/tutorial/WXFFormatDescription.html
    """
    body = _encoded(tree, atoms.Symbols(), most_bytes)
    return tokens.COMPRESSED_HEADER + zlib.compress(body) if compressed else tokens.HEADER + body


def _encoded(tree: Tree, symbols: atoms.Symbols, most_bytes: int) -> bytearray:
    out = bytearray()
    spans: dict[int, tuple[int, int, Tree]] = {}  # where what is long enough stands; kept, so that its id is its own
    parts: Iterator[Tree] = iter((tree,))
    stack: list[_Open] = [(iter(()), None, 0)]
    checked = 1000
    encoders, pack_real, openings = _ENCODERS, atoms.pack_real, atoms.Openings()
    while stack:
        for node in parts:
            kind = type(node)
            if kind is WLSymbol:
                out += symbols[node.name]
            elif kind is float and node - node == 0.0:
                out += pack_real(b"r", node)
            elif (encode := encoders[kind]) is not None:
                out += encode(node)
            elif (span := spans.get(id(node))) is not None:
                _repeat(out, span, most_bytes)
            else:
                stack.append((parts, node, len(out)))
                if len(stack) > checked:
                    checked = _checked(stack)
                if kind is WLFunction and type(head := node.head) is WLSymbol:
                    inner = node.args
                    out += openings[len(inner)]
                    out += symbols[head.name]
                else:
                    inner = _OPENERS[kind](node, symbols, out)
                parts = iter(inner)
                break
        else:
            parts, node, start = stack.pop()
            if (end := len(out)) > start + _SHORTEST:
                spans[id(node)] = start, end, node
                _check_size(end, most_bytes)
    _check_size(len(out), most_bytes)
    return out


def _checked(stack: list[_Open]) -> int:
    """Refuse what contains itself; say at which depth to look again, so that looking costs no more than writing."""
    if len({id(node) for _, node, _ in stack}) < len(stack):
        raise WXFError("an expression that contains itself", hint="Give a tree.")
    return 2 * len(stack)


def _repeat(out: bytearray, span: tuple[int, int, Tree], most_bytes: int) -> None:
    start, end, _ = span
    _check_size(len(out) + end - start, most_bytes)
    out += out[start:end]


def _check_size(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        raise FormTooLargeError(
            f"the expression takes more than {most_bytes:,} bytes of WXF",
            hint="Raise most_bytes, or name the parts that are repeated: a formula has a shared form.",
        )


def _open_function(node: Any, symbols: atoms.Symbols, out: bytearray) -> Sequence[Tree]:
    head, arguments = node.head, node.args
    out += tokens.FUNCTION
    out += varint(len(arguments))
    if type(head) is not WLSymbol:
        return (head, *arguments)
    out += symbols[head.name]
    return arguments  # type: ignore[no-any-return]


def _open_list(node: Any, _: atoms.Symbols, out: bytearray) -> Sequence[Tree]:
    count = len(node)
    out += _LISTS[count] if count < len(_LISTS) else atoms.opening("List", count)
    return node  # type: ignore[no-any-return]


def _open_dict(node: Any, _: atoms.Symbols, out: bytearray) -> Sequence[Tree]:
    out += tokens.ASSOCIATION
    out += varint(len(node))
    return [part for entry in node.items() for part in (_RULE, *entry)]


def _open_association(node: Any, symbols: atoms.Symbols, out: bytearray) -> Sequence[Tree]:
    rules = [(_MARKS.get(head_name(rule)), arguments(rule)) for rule in node.args]
    if any(mark is None or len(entry) != 2 for mark, entry in rules):
        return _open_function(node, symbols, out)
    out += tokens.ASSOCIATION
    out += varint(len(rules))
    return [part for mark, entry in rules for part in (mark, *entry)]


def _refused(node: object) -> NoReturn:
    if isinstance(node, WLInputExpression):
        raise WXFError("raw text (wlexpr) is never written", hint="Make a tree of it with read_wl.")
    raise WXFError(
        f"a value of type {type(node).__module__}.{type(node).__qualname__} has no form in the Wolfram Language",
        hint="A tree has numbers, strings, bytes, booleans, None, lists, dicts, arrays, and symbols and functions.",
    )


class _ByType(dict[Any, Any]):
    """A table whose rows hold for subclasses too; each class is looked up once."""

    def __missing__(self, kind: type) -> Any:
        row = self[kind] = next(super(_ByType, self).__getitem__(base) for base in kind.__mro__ if base in self)
        return row


_LISTS: Final = [atoms.opening("List", count) for count in range(128)]
_OPENERS: Final[Mapping[type, Callable[[Any, atoms.Symbols, bytearray], Sequence[Tree]]]] = _ByType(
    {
        AssociationFunction: _open_association,
        WLFunction: _open_function,
        list: _open_list,
        tuple: _open_list,
        dict: _open_dict,
    }
)
_ENCODERS: Final[Mapping[type, Callable[[Any], bytes] | None]] = _ByType(
    {
        **dict.fromkeys(_OPENERS),
        **atoms.ENCODERS,
        ElementList: element_list,
        _Rule: attrgetter("token"),
        object: _refused,
    }
)
"""Type of a leaf to what writes it, of what has parts to None."""
