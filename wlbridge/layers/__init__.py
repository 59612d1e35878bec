"""The layers of one input and one output, with the names, options, defaults and meanings of the Wolfram Language."""

from wlbridge.layers.aggregation import AggregationLayer, SoftmaxLayer, SummationLayer
from wlbridge.layers.base import Automatic, Layer
from wlbridge.layers.elementwise import ElementwiseLayer, ParametricRampLayer
from wlbridge.layers.levels import All, Span
from wlbridge.layers.linear import ConstantPlusLayer, ConstantTimesLayer, LinearLayer
from wlbridge.layers.normalization import BatchNormalizationLayer, DropoutLayer, NormalizationLayer
from wlbridge.layers.padding import PaddingLayer, ReplicateLayer
from wlbridge.layers.sampling import GaussianSamplingLayer
from wlbridge.layers.structure import (
    FlattenLayer,
    PartLayer,
    ReshapeLayer,
    SequenceLastLayer,
    SequenceMostLayer,
    SequenceRestLayer,
    SequenceReverseLayer,
    TransposeLayer,
)

LAYERS: dict[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (
        AggregationLayer,
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
        SummationLayer,
        TransposeLayer,
    )
}
"""Every layer by its name in the Wolfram Language."""

__all__ = [
    "LAYERS",
    "AggregationLayer",
    "All",
    "Automatic",
    "BatchNormalizationLayer",
    "ConstantPlusLayer",
    "ConstantTimesLayer",
    "DropoutLayer",
    "ElementwiseLayer",
    "FlattenLayer",
    "GaussianSamplingLayer",
    "Layer",
    "LinearLayer",
    "NormalizationLayer",
    "PaddingLayer",
    "ParametricRampLayer",
    "PartLayer",
    "ReplicateLayer",
    "ReshapeLayer",
    "SequenceLastLayer",
    "SequenceMostLayer",
    "SequenceRestLayer",
    "SequenceReverseLayer",
    "SoftmaxLayer",
    "Span",
    "SummationLayer",
    "TransposeLayer",
]
