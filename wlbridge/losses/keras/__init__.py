"""The losses of Keras 3, with its names, options and defaults (read in the source of 3.15, and tested against it).

A loss has a value for each step of an example: those along the last level of the output are added, or their mean is
taken. How these values become one number is told by three options that all losses share:

* ``reduction``: "sum_over_batch_size" or "mean", which are the same, divide the sum of the weighted values by their
  number, whatever the weights are; "sum" does not divide; "mean_with_sample_weight" divides by the sum of the
  weights, over the whole batch, and is 0 where they add up to 0. None or "none" keeps a value for each step, or for
  each example where it has one.
* ``sample_weight``: "example" or "element" declares weights, one for each example or for each value (step), which are
  given with the targets: ``loss.evaluate(x, {"t": t, "sw": weights}, parameters)``. As in Keras
  "mean_with_sample_weight" divides by the sum of the weights as they were given: a weight for an example of several
  steps counts once, unless there is a mask.
* ``mask=True`` declares an array "mask", 0 for each step that is padding. The values there do not count, neither in
  the sum nor in the number by which "sum_over_batch_size" divides; where all are masked the loss is 0.

Where Keras and these differ:

====================================  ==================================  =========================================
of Keras                              what it does                        here
====================================  ==================================  =========================================
floats                                float32 by default; with the dtype  doubles; 1e-7 and 1 - 1e-7 are the doubles
                                      "float64" on torch and JAX what it
                                      divides is rounded to float32
weights of examples of several steps  on torch it fails                   the weight counts for every step
with a mask
``log_cosh`` on torch                 softplus is cut at 20: wrong by up  right everywhere
                                      to 2e-9 for x - t < -10
``hinge``, ``squared_hinge``          labels 0 and 1 become -1 and 1 if   the option ``labels`` says which they are
                                      all labels of the batch are such
cross entropies after a softmax or    uses the logits instead, with no    divides by the sum, clips, as on torch and
sigmoid, back end TensorFlow          clipping                            JAX
``sparse_categorical_crossentropy``   clips first, then divides by the    divides by the sum, then clips, as on torch
on TensorFlow                         sum                                 and JAX
gradient of ``cosine_similarity`` at  NaN (the derivative of 1/Sqrt[0])   that of the formula, where the norm is 1e-7
an output that is 0
gradients at kinks, as of the         of the back end: torch takes the    the option ``kinks`` of ``gradient``
``kl_divergence`` at x = 1            slope inside at the ends of a clip
a step whose class is ignored and     0; NaN where it is masked           NaN
whose probabilities are all 0
====================================  ==================================  =========================================
"""

from wlbridge.losses.keras.cross_entropies import binary_crossentropy as binary_crossentropy
from wlbridge.losses.keras.cross_entropies import categorical_crossentropy as categorical_crossentropy
from wlbridge.losses.keras.cross_entropies import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from wlbridge.losses.keras.differences import huber as huber
from wlbridge.losses.keras.differences import log_cosh as log_cosh
from wlbridge.losses.keras.differences import mean_absolute_error as mean_absolute_error
from wlbridge.losses.keras.differences import mean_absolute_percentage_error as mean_absolute_percentage_error
from wlbridge.losses.keras.differences import mean_squared_error as mean_squared_error
from wlbridge.losses.keras.differences import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from wlbridge.losses.keras.distributions import cosine_similarity as cosine_similarity
from wlbridge.losses.keras.distributions import kl_divergence as kl_divergence
from wlbridge.losses.keras.distributions import poisson as poisson
from wlbridge.losses.keras.margins import categorical_hinge as categorical_hinge
from wlbridge.losses.keras.margins import hinge as hinge
from wlbridge.losses.keras.margins import squared_hinge as squared_hinge
