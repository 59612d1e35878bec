(* Net objects, by the test double of NetExtract (NetDouble.wl): what passes here rests on the documentation,
   not on a kernel. *)

VerificationTest[
  NetExpression[netDouble[NetChain[{2, Tanh, LinearLayer[1]}, "Input" -> 1]]],
  NetExpression[NetChain[{2, Tanh, LinearLayer[1]}, "Input" -> 1]],
  TestID -> "double of a chain"
]

VerificationTest[
  NetExpression[netDouble[NetChain[<|"in" -> 1, "f" -> ElementwiseLayer["Swish"], "out" -> {1, Ramp}|>, "Input" -> 1]]],
  NetExpression[NetChain[<|"in" -> 1, "f" -> ElementwiseLayer["Swish"], "out" -> {1, Ramp}|>, "Input" -> 1]],
  TestID -> "double of a named chain"
]

VerificationTest[
  NetParameterRules[netDouble[NetChain[{LinearLayer[1, "Weights" -> {{2., 3.}}, "Biases" -> {1.}]}, "Input" -> 2]]],
  {w[1, 1, 1] -> 2., w[1, 1, 2] -> 3., b[1, 1] -> 1.},
  TestID -> "double with numeric arrays"
]

VerificationTest[
  NetLossExpression[netDouble[NetChain[{LinearLayer[1, "Weights" -> {{2., 3.}}, "Biases" -> None]}, "Input" -> 2]], "Parameters" -> "Values"] /. {x[1] -> 1, x[2] -> 2, t[1] -> 7},
  1.,
  TestID -> "double with values and without biases"
]

VerificationTest[
  NetLossExpression[netDouble[NetChain[{2, SoftmaxLayer[]}, "Input" -> 1]], netDouble[CrossEntropyLossLayer["Probabilities"]]],
  NetLossExpression[NetChain[{2, SoftmaxLayer[]}, "Input" -> 1], CrossEntropyLossLayer["Probabilities"]],
  TestID -> "double of a loss whose form is found by scanning"
]

VerificationTest[
  NetLossExpression[netDouble[NetChain[{2, SoftmaxLayer[1]}, "Input" -> {1}]]],
  NetLossExpression[NetChain[{2, SoftmaxLayer[]}, "Input" -> 1], CrossEntropyLossLayer["Index"]],
  TestID -> "double of a softmax whose level is found by scanning"
]

VerificationTest[
  NetLossExpression[netDouble[NetChain[{LogisticSigmoid}, "Input" -> "Real"]], netDouble[ContrastiveLossLayer[0.7]]],
  NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> "Real"], ContrastiveLossLayer[0.7]],
  TestID -> "double of a contrastive loss"
]

VerificationTest[
  NetExpression[netDouble[NetChain[{BatchNormalizationLayer["MovingMean" -> {1}, "MovingVariance" -> {2}, "Scaling" -> {3}, "Biases" -> {4}]}, "Input" -> 1]], "Parameters" -> "Values"],
  NetExpression[NetChain[{BatchNormalizationLayer["MovingMean" -> {1}, "MovingVariance" -> {2}, "Scaling" -> {3}, "Biases" -> {4}]}, "Input" -> 1], "Parameters" -> "Values"],
  TestID -> "double of a BatchNormalizationLayer"
]

VerificationTest[
  Map[Function[q, NetExpression[netDouble[NetChain[{q}, "Input" -> {2, 3}]]] === NetExpression[NetChain[{q}, "Input" -> {2, 3}]]], {FlattenLayer[1], ReshapeLayer[{3, 2}], TransposeLayer[{2, 1}], PartLayer[{All, 1}], PaddingLayer[{{1, 0}, {0, 1}}, Padding -> 2], DropoutLayer[0.2], SummationLayer[], SequenceReverseLayer[], SoftmaxLayer[1]}],
  {True, True, True, True, True, True, True, True, True},
  TestID -> "doubles of layers with undocumented keys"
]

VerificationTest[
  NetExpression[netDouble[NetChain[{ParametricRampLayer["Slope" -> {0.5}], ConstantTimesLayer["Scaling" -> {2.}], ConstantPlusLayer["Biases" -> {1.}]}, "Input" -> 1]], {-3}, "Parameters" -> "Values"],
  {-2.},
  TestID -> "doubles of layers with arrays"
]

VerificationTest[
  refusal[NetLossExpression[netDouble[NetChain[{1}, "Input" -> 1]], "Parameters" -> "Values"]],
  {Failure, "Uninitialized", 1},
  {NetLossExpression::failed},
  TestID -> "double that is not initialised"
]

VerificationTest[
  refusal[NetLossExpression[netDouble[NetChain[{1, PoolingLayer[2]}, "Input" -> 1]]]],
  {Failure, "UnknownLayer", 2},
  {NetLossExpression::failed},
  TestID -> "double with an unknown layer"
]

VerificationTest[
  refusal[NetExpression[netDouble[NetChain[{AggregationLayer[foo]}, "Input" -> {1, 1}]]]],
  {Failure, "KernelAnswer", 1},
  {NetExpression::failed},
  TestID -> "double that does not tell a setting"
]

VerificationTest[
  refusal[NetExpression[netDouble[NetChain[{1}, "Input" -> NetEncoder["Scalar"]]]]],
  {Failure, "Encoder", None},
  {NetExpression::failed},
  TestID -> "double with an encoder"
]

VerificationTest[
  refusal[NetExpression[netDouble[NetChain[{ReplicateLayer[2]}, "Input" -> 2]]]],
  {Failure, "KernelAnswer", 1},
  {NetExpression::failed},
  TestID -> "double whose settings cannot be told apart"
]

VerificationTest[
  NetExpression[netDouble[NetChain[{AggregationLayer[Max, 1]}, "Input" -> {2, 2}]]],
  NetExpression[NetChain[{AggregationLayer[Max, 1]}, "Input" -> {2, 2}]],
  TestID -> "double whose settings are told apart by what they can be"
]
