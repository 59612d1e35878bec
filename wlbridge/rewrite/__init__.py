"""Passes that rewrite a program into an equal one that reads better, computes safely, or costs less."""

from wlbridge.program import Program
from wlbridge.rewrite.identities import constant_arguments as constant_arguments
from wlbridge.rewrite.identities import without_identities as without_identities
from wlbridge.rewrite.logarithms import log_of_sigmoid as log_of_sigmoid
from wlbridge.rewrite.logarithms import log_of_softmax as log_of_softmax
from wlbridge.rewrite.logarithms import only_moves as only_moves
from wlbridge.rewrite.logarithms import sigmoid_after_moves as sigmoid_after_moves
from wlbridge.rewrite.one_hot import sum_of_one_hot as sum_of_one_hot
from wlbridge.rewrite.paddings import sum_of_paddings as sum_of_paddings
from wlbridge.rewrite.pairs import pairwise as pairwise
from wlbridge.rewrite.passes import in_turn
from wlbridge.rewrite.repetitions import without_repetition as without_repetition
from wlbridge.rewrite.values import values_at_hand as values_at_hand

OF_LOSSES = (log_of_softmax, sigmoid_after_moves, log_of_sigmoid, without_identities)
OF_DERIVATIVES = (
    values_at_hand,
    sum_of_one_hot,
    sum_of_paddings,
    constant_arguments,
    without_repetition,
    without_identities,
)
"""Passes in the order in which each statement goes through them."""


def rewrite(program: Program) -> Program:
    """The program of a loss, with logarithms of probabilities that are finite wherever the loss is."""
    return in_turn(OF_LOSSES, program)


def rewrite_derivatives(program: Program) -> Program:
    """The program of derivatives, in which values are read rather than computed again."""
    return in_turn(OF_DERIVATIVES, program)
