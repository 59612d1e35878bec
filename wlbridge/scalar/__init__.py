"""The scalar reading: a program as sympy expressions in the elements of its arrays, flat or with shared parts."""

from wlbridge.scalar.explicit_expressions import explicit
from wlbridge.scalar.shared_expressions import SharedExpressions, shared

__all__ = ["SharedExpressions", "explicit", "shared"]
