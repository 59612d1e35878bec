"""The losses of PyTorch, with its names, options and defaults (read in the source of 2.13, and tested against it).

A net and a target are here those of one example; PyTorch's have the examples along their first level in addition. The
reductions are over all examples of a batch: "mean" divides by the number of elements, "sum" by nothing, "none" keeps
a value for each element.

Where PyTorch and these differ:

======================================  ===================================  =====================================
of PyTorch                              what it does                         here
======================================  ===================================  =====================================
gradient of ``BCELoss`` next to 0, 1    (x - t)/Max[x (1 - x), 1e-12]        the derivative of the clamped loss
gradient of ``CrossEntropyLoss`` where  0, of a loss that is NaN             NaN
all are ignored
gradient of ``SoftMarginLoss`` at       NaN where Exp[-t x] overflows, in    the derivative
large margins                           the forward Infinity
kind of the target of                   told by its type and dimensions      the option ``targets``
``CrossEntropyLoss``
indices that are not classes            an error of the device               DataError
mean of no element                      NaN                                  NaN, and an IndeterminateWarning
``CrossEntropyLoss`` with label         NaN                                  Infinity: smoothed terms divided by 0
smoothing where all steps that count
have the weight 0
gradients at kinks                      ties share the slope                 the option ``kinks``
======================================  ===================================  =====================================
"""

from wlbridge.losses.torch.binary import BCELoss as BCELoss
from wlbridge.losses.torch.binary import BCEWithLogitsLoss as BCEWithLogitsLoss
from wlbridge.losses.torch.binary import HingeEmbeddingLoss as HingeEmbeddingLoss
from wlbridge.losses.torch.binary import SoftMarginLoss as SoftMarginLoss
from wlbridge.losses.torch.classes import CrossEntropyLoss as CrossEntropyLoss
from wlbridge.losses.torch.classes import NLLLoss as NLLLoss
from wlbridge.losses.torch.differences import HuberLoss as HuberLoss
from wlbridge.losses.torch.differences import L1Loss as L1Loss
from wlbridge.losses.torch.differences import MSELoss as MSELoss
from wlbridge.losses.torch.differences import SmoothL1Loss as SmoothL1Loss
from wlbridge.losses.torch.distributions import KLDivLoss as KLDivLoss
from wlbridge.losses.torch.distributions import PoissonNLLLoss as PoissonNLLLoss
