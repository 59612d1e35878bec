"""sympy, nets and losses in whatever wolframclient exports, so in its sessions too.

wolframclient asks its encoder about each object that it meets in a list, a dict or a function. What is ours is
answered with finished text or WXF: wolframclient's own text has 13 decimals of a real, and its generators recurse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from weakref import WeakKeyDictionary

from wolframclient.serializers import wolfram_encoder
from wolframclient.serializers.wl import WLSerializer
from wolframclient.serializers.wxf import WXFSerializer

from wlbridge.formula import Readings
from wlbridge.net import NetChain
from wlbridge.translation.mixed import SYMPY
from wlbridge.translation.to_wl import Writing, as_sympy
from wlbridge.wolfram.text.dialects import Dialect
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import write_wxf
from wlbridge.wolfram.wxf.tokens import HEADER

# wolframclient writes all functions so; an operator would need parentheses where it becomes the head of something.
_FULL_FORM: Final = Dialect("wolfram", operators=False)

# One for each export, so that symbols of one name are told apart across all of it.
_WRITINGS: Final[WeakKeyDictionary[Any, Writing]] = WeakKeyDictionary()


def encode_sympy(serializer: Any, expression: Any) -> Iterable[bytes]:
    """How wolframclient exports sympy, in any of its formats, once wlbridge is imported.

    >>> import sympy
    >>> from wolframclient.language import wl
    >>> from wolframclient.serializers import export
    >>> x = sympy.Symbol("x")
    >>> export(wl.Factor(x**2 - 1e-20))
    b'Factor[Plus[-1.*^-20, Power[x, 2]]]'
    >>> export({"half": x / 2}, target_format="wxf")[:14]
    b'8:A\\x01-S\\x04halff\\x02s'
    >>> f = sympy.Function("f")
    >>> export(f(x), functions={"f": f})
    b'f[x]'

    Raises what ``to_wl`` raises; ``functions`` is its argument.
    """
    if serializer not in _WRITINGS:
        _WRITINGS[serializer] = Writing(serializer.get_property("functions") or {})
    return _finished(serializer, _WRITINGS[serializer].written(as_sympy(expression)))


def encode_own(serializer: Any, value: Any) -> Iterable[bytes]:
    """Nets, losses and their derivatives, as their ``to_wl`` gives them."""
    return _finished(serializer, value.to_wl())


def _finished(serializer: Any, tree: Tree) -> Iterable[bytes]:
    if isinstance(serializer, WXFSerializer):
        return (write_wxf(tree)[len(HEADER) :],)
    if isinstance(serializer, WLSerializer):
        return (write_wl(tree, dialect=_FULL_FORM).encode("ascii"),)
    encoded: Iterable[bytes] = serializer.encode(tree)
    return encoded


ENCODERS: Final[dict[type, Callable[[Any, Any], Iterable[bytes]]]] = {
    **dict.fromkeys(SYMPY, encode_sympy),
    **dict.fromkeys((Readings, NetChain), encode_own),
}

wolfram_encoder.update(ENCODERS, keep_existing=True)  # one that the user has registered stays
