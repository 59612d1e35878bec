"""Expressions of sympy, each with the text of the Wolfram Language that means the same.

The texts follow https://reference.wolfram.com/language/ref/NAME.html of each head: the order of the arguments, the
normalisation and the branch that are said there.
"""

from .atoms import FUNCTIONS as FUNCTIONS
from .atoms import SYMBOLS as SYMBOLS
from .atoms import A as A
from .atoms import B as B
from .atoms import C as C
from .atoms import P as P
from .atoms import Q as Q
from .atoms import T as T
from .atoms import V as V
from .atoms import a as a
from .atoms import b as b
from .atoms import c as c
from .atoms import f as f
from .atoms import g as g
from .atoms import i as i
from .atoms import j as j
from .atoms import k as k
from .atoms import n as n
from .atoms import p as p
from .atoms import q as q
from .atoms import r as r
from .atoms import s as s
from .atoms import t as t
from .atoms import w as w
from .atoms import x as x
from .atoms import y as y
from .atoms import z as z
from .bessel import BESSEL, ELLIPTIC, HYPERGEOMETRIC, POLYNOMIALS
from .calculus import CALCULUS
from .combinatorial import COMBINATORIAL, OF_LISTS
from .elementary import ELEMENTARY, OF_NETS
from .linear_algebra import LINEAR_ALGEBRA
from .logic import LOGIC
from .numbers import ARITHMETIC, NUMBERS
from .special import SPECIAL

CASES = [
    *NUMBERS,
    *ARITHMETIC,
    *ELEMENTARY,
    *OF_NETS,
    *COMBINATORIAL,
    *OF_LISTS,
    *SPECIAL,
    *BESSEL,
    *ELLIPTIC,
    *HYPERGEOMETRIC,
    *POLYNOMIALS,
    *CALCULUS,
    *LINEAR_ALGEBRA,
    *LOGIC,
]
