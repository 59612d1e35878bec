"""What ``gradient``, ``jacobian``, ``hessian``, ``gauss_newton`` and ``fisher`` give: formulas and numbers."""

from wlbridge.derivatives.curvature import Curvature as Curvature
from wlbridge.derivatives.curvature import Hessian as Hessian
from wlbridge.derivatives.gauss_newton import Fisher as Fisher
from wlbridge.derivatives.gauss_newton import GaussNewton as GaussNewton
from wlbridge.derivatives.gradient import Gradient as Gradient
from wlbridge.derivatives.jacobian import Jacobian as Jacobian
