"""What wolframclient finds of wlbridge by its entry points: it exports sympy without an import of wlbridge.

Every first export of wolframclient imports this where wlbridge is installed and ``pkg_resources`` is there
(setuptools before 82); elsewhere wolframclient 1.4.0 looks for no entry points. It stands beside the package because
an import of anything in wlbridge takes most of a second: that is done when an expression of sympy is met.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from wolframclient.serializers import wolfram_encoder

plugin: Final[dict[type, Any]] = {}
"""What the entry point names: nothing, since wolframclient refuses a second encoder of a class, as wlbridge's is."""


def __getattr__(name: str) -> Any:
    """Give ``encoder``, what encodes each class of sympy, once sympy is there."""
    if name != "encoder":
        raise AttributeError(name)
    sympy = sys.modules["sympy"]
    return dict.fromkeys((sympy.Basic, sympy.MatrixBase, sympy.NDimArray), _encode)


def _encode(serializer: Any, expression: Any) -> Any:
    from wlbridge.wolframclient_export import encode_sympy  # noqa: PLC0415 - see above

    return encode_sympy(serializer, expression)


if "sympy" in sys.modules:
    wolfram_encoder.update(__getattr__("encoder"), keep_existing=True)
else:
    wolfram_encoder.register_modules(sympy=f"{__name__}.encoder")
