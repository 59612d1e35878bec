"""wlbridge: the loss of a feed-forward net as a formula, in sympy and in the Wolfram Language."""

from wlbridge.errors import WLBridgeError
from wlbridge.layers import (
    AggregationLayer,
    All,
    Automatic,
    BatchNormalizationLayer,
    ConstantPlusLayer,
    ConstantTimesLayer,
    DropoutLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    NormalizationLayer,
    PaddingLayer,
    ParametricRampLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SequenceLastLayer,
    SequenceMostLayer,
    SequenceRestLayer,
    SequenceReverseLayer,
    SoftmaxLayer,
    Span,
    SummationLayer,
    TransposeLayer,
)
from wlbridge.loss import IndeterminateWarning, Loss, net_loss
from wlbridge.losses import (
    ContrastiveLossLayer,
    CrossEntropyLossLayer,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
)
from wlbridge.net import NetChain
