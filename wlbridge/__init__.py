"""wlbridge: the loss of a feed-forward net as a formula, in sympy and in the Wolfram Language."""

from typing import TYPE_CHECKING, Any

from wlbridge import wolframclient_export as wolframclient_export  # registers its encoders
from wlbridge.errors import WLBridgeError as WLBridgeError
from wlbridge.evaluation import IndeterminateWarning as IndeterminateWarning
from wlbridge.layers import (
    AggregationLayer as AggregationLayer,
)
from wlbridge.layers import (
    All as All,
)
from wlbridge.layers import (
    Automatic as Automatic,
)
from wlbridge.layers import (
    BatchNormalizationLayer as BatchNormalizationLayer,
)
from wlbridge.layers import (
    ConstantPlusLayer as ConstantPlusLayer,
)
from wlbridge.layers import (
    ConstantTimesLayer as ConstantTimesLayer,
)
from wlbridge.layers import (
    DropoutLayer as DropoutLayer,
)
from wlbridge.layers import (
    ElementwiseLayer as ElementwiseLayer,
)
from wlbridge.layers import (
    FlattenLayer as FlattenLayer,
)
from wlbridge.layers import (
    LinearLayer as LinearLayer,
)
from wlbridge.layers import (
    NormalizationLayer as NormalizationLayer,
)
from wlbridge.layers import (
    PaddingLayer as PaddingLayer,
)
from wlbridge.layers import (
    ParametricRampLayer as ParametricRampLayer,
)
from wlbridge.layers import (
    PartLayer as PartLayer,
)
from wlbridge.layers import (
    ReplicateLayer as ReplicateLayer,
)
from wlbridge.layers import (
    ReshapeLayer as ReshapeLayer,
)
from wlbridge.layers import (
    SequenceLastLayer as SequenceLastLayer,
)
from wlbridge.layers import (
    SequenceMostLayer as SequenceMostLayer,
)
from wlbridge.layers import (
    SequenceRestLayer as SequenceRestLayer,
)
from wlbridge.layers import (
    SequenceReverseLayer as SequenceReverseLayer,
)
from wlbridge.layers import (
    SoftmaxLayer as SoftmaxLayer,
)
from wlbridge.layers import (
    Span as Span,
)
from wlbridge.layers import (
    SummationLayer as SummationLayer,
)
from wlbridge.layers import (
    TransposeLayer as TransposeLayer,
)
from wlbridge.loss import Loss as Loss
from wlbridge.loss_of_net import net_loss as net_loss
from wlbridge.losses import (
    ContrastiveLossLayer as ContrastiveLossLayer,
)
from wlbridge.losses import (
    CrossEntropyLossLayer as CrossEntropyLossLayer,
)
from wlbridge.losses import (
    MeanAbsoluteLossLayer as MeanAbsoluteLossLayer,
)
from wlbridge.losses import (
    MeanSquaredLossLayer as MeanSquaredLossLayer,
)
from wlbridge.net import NetChain as NetChain
from wlbridge.plain_functions import (
    Abs,
    ArcCos,
    ArcCosh,
    ArcCot,
    ArcCoth,
    ArcCsc,
    ArcCsch,
    ArcSec,
    ArcSech,
    ArcSin,
    ArcSinh,
    ArcTan,
    ArcTanh,
    Ceiling,
    Clip,
    Cos,
    Cosh,
    Cot,
    Coth,
    Csc,
    Csch,
    CubeRoot,
    Erf,
    Erfc,
    Exp,
    Floor,
    FractionalPart,
    Gamma,
    Gudermannian,
    Haversine,
    IntegerPart,
    InverseErf,
    InverseErfc,
    InverseGudermannian,
    InverseHaversine,
    KroneckerDelta,
    Log,
    LogGamma,
    LogisticSigmoid,
    Max,
    Min,
    Mod,
    Ramp,
    Round,
    Sec,
    Sech,
    Sign,
    Sin,
    Sinh,
    Sqrt,
    Surd,
    Tan,
    Tanh,
    Unitize,
)
from wlbridge.translation import from_wl as from_wl
from wlbridge.translation import to_wl as to_wl

if TYPE_CHECKING:
    from wlbridge.kernel import Kernel as Kernel


def __getattr__(name: str) -> Any:
    """Import ``Kernel`` when it is asked for: what it needs, ZeroMQ and HTTP, takes a quarter of a second."""
    if name != "Kernel":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from wlbridge.kernel import Kernel  # noqa: PLC0415 - see above

    return Kernel


__all__ = [
    "Abs",
    "AggregationLayer",
    "All",
    "ArcCos",
    "ArcCosh",
    "ArcCot",
    "ArcCoth",
    "ArcCsc",
    "ArcCsch",
    "ArcSec",
    "ArcSech",
    "ArcSin",
    "ArcSinh",
    "ArcTan",
    "ArcTanh",
    "Automatic",
    "BatchNormalizationLayer",
    "Ceiling",
    "Clip",
    "ConstantPlusLayer",
    "ConstantTimesLayer",
    "ContrastiveLossLayer",
    "Cos",
    "Cosh",
    "Cot",
    "Coth",
    "CrossEntropyLossLayer",
    "Csc",
    "Csch",
    "CubeRoot",
    "DropoutLayer",
    "ElementwiseLayer",
    "Erf",
    "Erfc",
    "Exp",
    "FlattenLayer",
    "Floor",
    "FractionalPart",
    "Gamma",
    "Gudermannian",
    "Haversine",
    "IndeterminateWarning",
    "IntegerPart",
    "InverseErf",
    "InverseErfc",
    "InverseGudermannian",
    "InverseHaversine",
    "Kernel",
    "KroneckerDelta",
    "LinearLayer",
    "Log",
    "LogGamma",
    "LogisticSigmoid",
    "Loss",
    "Max",
    "MeanAbsoluteLossLayer",
    "MeanSquaredLossLayer",
    "Min",
    "Mod",
    "NetChain",
    "NormalizationLayer",
    "PaddingLayer",
    "ParametricRampLayer",
    "PartLayer",
    "Ramp",
    "ReplicateLayer",
    "ReshapeLayer",
    "Round",
    "Sec",
    "Sech",
    "SequenceLastLayer",
    "SequenceMostLayer",
    "SequenceRestLayer",
    "SequenceReverseLayer",
    "Sign",
    "Sin",
    "Sinh",
    "SoftmaxLayer",
    "Span",
    "Sqrt",
    "SummationLayer",
    "Surd",
    "Tan",
    "Tanh",
    "TransposeLayer",
    "Unitize",
    "WLBridgeError",
    "from_wl",
    "net_loss",
    "to_wl",
]
