(* Forms of a formula, values of parameters, and data. *)

VerificationTest[
  Head[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2], "Form" -> "Shared"]],
  HoldForm,
  TestID -> "the shared form is held"
]

VerificationTest[
  Expand[ReleaseHold[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2], "Form" -> "Shared"]]],
  Expand[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2]]],
  TestID -> "the shared form means the explicit form"
]

VerificationTest[
  Expand[ReleaseHold[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2], "Form" -> "Shared"] /. {x[1] -> 2, x[2] -> 3}]],
  Expand[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2]] /. {x[1] -> 2, x[2] -> 3}],
  TestID -> "values put into the shared form"
]

VerificationTest[
  ReleaseHold[NetLossGradient[NetChain[{LinearLayer[1, "Biases" -> None]}, "Input" -> 1], "Form" -> "Shared"]] /. {x[1] -> 2, w[1, 1, 1] -> 3, t[1] -> 5},
  {4},
  TestID -> "the shared form of a gradient"
]

VerificationTest[
  numeric[ReleaseHold[NetLossHessian[NetChain[{Ramp, 1}, "Input" -> 1], "Form" -> "Shared"]] /. {x[1] -> 2, w[2, 1, 1] -> 3, t[1] -> 5, b[2, 1] -> 0}],
  {{8., 4.}, {4., 2.}},
  TestID -> "the shared form of a Hessian"
]

VerificationTest[
  Head[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2], "Form" -> "Array"]],
  Function,
  TestID -> "the array form is a function"
]

VerificationTest[
  numeric[NetLossExpression[NetChain[{LinearLayer[2], Ramp, LinearLayer[1]}, "Input" -> 2], "Form" -> "Array"][{1, 2}, {{1, 0}, {0, -1}}, {0, 1}, {{3, 4}}, {5}, {6}]],
  4.,
  TestID -> "the array form of a loss applied to arrays"
]

VerificationTest[
  NetExpression[NetChain[{LinearLayer[{2, 2}], SummationLayer[]}, "Input" -> 1], "Form" -> "Array"][{2}, {{1}, {2}, {3}, {4}}, {1, 1, 1, 1}],
  24,
  TestID -> "the array form of an output"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LinearLayer[2], SoftmaxLayer[]}, "Input" -> 1], CrossEntropyLossLayer["Index"], "Form" -> "Array"][{0.5}, {{1.}, {-1.}}, {0., 0.}, 2]], Log[1 + Exp[1.]]],
  True,
  TestID -> "the array form of a cross entropy"
]

VerificationTest[
  NetLossGradient[NetChain[{LinearLayer[1]}, "Input" -> 2], "Form" -> "Array"][{1, 2}, {{3, 4}}, {5}, {6}],
  {20, 40, 20},
  TestID -> "the array form of a gradient"
]

VerificationTest[
  NetLossHessian[NetChain[{LinearLayer[1]}, "Input" -> 1], "Form" -> "Array"][{3}, {{3}}, {5}, {6}],
  {{18, 6}, {6, 2}},
  TestID -> "the array form of a Hessian"
]

VerificationTest[
  NetExpression[NetChain[<|"a" -> LinearLayer[1, "Weights" -> {{3}}, "Biases" -> {1}]|>], "Form" -> "Array", "Parameters" -> "Values"][{2}],
  {7},
  TestID -> "the array form with values needs only the input"
]

VerificationTest[
  Extract[NetExpression[NetChain[<|"in" -> 1, "c" -> {Tanh, 1}|>, "Input" -> 1], "Form" -> "Array"], 1],
  {x, w$in, b$in, w$c$2, b$c$2},
  TestID -> "names of arrays of named layers"
]

VerificationTest[
  Extract[NetExpression[NetChain[<|"my layer" -> 1|>, "Input" -> 1], "Form" -> "Array"], 1],
  {x, w$myZ20Zlayer, b$myZ20Zlayer},
  TestID -> "names of arrays of layers with other characters"
]

VerificationTest[
  NetLossExpression[NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> {1}]}], MeanSquaredLossLayer[], "Parameters" -> "Values"],
  (1 + 2*x[1] - t[1])^2,
  TestID -> "parameters as values"
]

VerificationTest[
  NetParameterRules[NetChain[{LinearLayer[1, "Weights" -> {{2, 3}}, "Biases" -> {1}]}]],
  {w[1, 1, 1] -> 2, w[1, 1, 2] -> 3, b[1, 1] -> 1},
  TestID -> "rules of parameters"
]

VerificationTest[
  NetExpression[NetChain[{LinearLayer[1, "Weights" -> {{2, 3}}, "Biases" -> {1}]}]] /. NetParameterRules[NetChain[{LinearLayer[1, "Weights" -> {{2, 3}}, "Biases" -> {1}]}]],
  {1 + 2*x[1] + 3*x[2]},
  TestID -> "rules insert the weights"
]

VerificationTest[
  NetParameterSymbols[NetChain[{LinearLayer[2], BatchNormalizationLayer[]}, "Input" -> 1]],
  {w[1, 1, 1], w[1, 2, 1], b[1, 1], b[1, 2], p[2, "MovingMean", 1], p[2, "MovingMean", 2], p[2, "MovingVariance", 1], p[2, "MovingVariance", 2], p[2, "Scaling", 1], p[2, "Scaling", 2], b[2, 1], b[2, 2]},
  TestID -> "symbols of parameters in order"
]

VerificationTest[
  Module[{net = NetChain[{LinearLayer[2, "Weights" -> {{1.29072*(-1), 0.38487, -1.21005}, {0.903133, 2.16383, -0.280905}}, "Biases" -> {0.0879924, -0.14805}], LogisticSigmoid, LinearLayer[2, "Weights" -> {{1.79141, 0.183235}, {0.477314, -0.915794}}, "Biases" -> {0.945874, 0.735348}], LogisticSigmoid, LinearLayer[2, "Weights" -> {{-1.28238, -0.672629}, {-0.897976, -1.08833}}, "Biases" -> {-1.07891, -0.309332}]}]}, closeQ[numeric[NetExpression[net, {1, 2, 3}, "Parameters" -> "Values"]], {-1.07891 - 1.28238/(1 + E^(-0.945874 - 0.183235/(1 + E^(0.14805 - 0.903133*1 - 2.16383*2 + 0.280905*3)) - 1.79141/(1 + E^(-0.0879924 + 1.29072*1 - 0.38487*2 + 1.21005*3)))) - 0.672629/(1 + E^(-0.735348 + 0.915794/(1 + E^(0.14805 - 0.903133*1 - 2.16383*2 + 0.280905*3)) - 0.477314/(1 + E^(-0.0879924 + 1.29072*1 - 0.38487*2 + 1.21005*3)))), -0.309332 - 0.897976/(1 + E^(-0.945874 - 0.183235/(1 + E^(0.14805 - 0.903133*1 - 2.16383*2 + 0.280905*3)) - 1.79141/(1 + E^(-0.0879924 + 1.29072*1 - 0.38487*2 + 1.21005*3)))) - 1.08833/(1 + E^(-0.735348 + 0.915794/(1 + E^(0.14805 - 0.903133*1 - 2.16383*2 + 0.280905*3)) - 0.477314/(1 + E^(-0.0879924 + 1.29072*1 - 0.38487*2 + 1.21005*3))))}]],
  True,
  TestID -> "published formula of a trained net"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {{1} -> {2}, {3} -> {4}}] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0},
  1,
  TestID -> "data as rules"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], <|"Input" -> {{1}, {3}}, "Target" -> {{2}, {4}}|>] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0},
  1,
  TestID -> "data as an association"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {{{1}, {3}}, {{2}, {4}}}] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0},
  1,
  TestID -> "data as two lists"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {{1}, {3}} -> {{2}, {4}}] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0},
  1,
  TestID -> "data as one rule of lists"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {{c}} -> {{d}}],
  (b[1, 1] + c*w[1, 1, 1] - d)^2,
  TestID -> "data of symbols"
]

VerificationTest[
  arrayFormAgrees[NetChain[{LinearLayer[2, "Weights" -> {{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}}, "Biases" -> {7, 8}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 1, LinearLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{LinearLayer[{2, 2}, "Weights" -> {{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}, {1, 0, 1, 0, 1, 0}, {0, 1, 0, 1, 0, 1}}, "Biases" -> None]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 2, LinearLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{LinearLayer[{}, "Weights" -> {{1, 2, 3, 4, 5, 6}}, "Biases" -> {7}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 3, LinearLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ElementwiseLayer["GELU"]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 4, ElementwiseLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ElementwiseLayer["ELU"]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 5, ElementwiseLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ElementwiseLayer["HardSwish"]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 6, ElementwiseLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{LogisticSigmoid}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 7, LogisticSigmoid"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 8, SoftmaxLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SoftmaxLayer[1]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 9, SoftmaxLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{DropoutLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 10, DropoutLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{BatchNormalizationLayer["MovingMean" -> {1, 2}, "MovingVariance" -> {3, 4}, "Scaling" -> {5, 6}, "Biases" -> {7, 8}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 11, BatchNormalizationLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{BatchNormalizationLayer["MovingMean" -> {1, 2, 3}, "MovingVariance" -> {3, 4, 5}, "Scaling" -> None, "Biases" -> None, Interleaving -> True]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 12, BatchNormalizationLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{NormalizationLayer["Scaling" -> {2, 3}, "Biases" -> {4, 5}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 13, NormalizationLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ParametricRampLayer["Slope" -> {0.1, 0.2}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 14, ParametricRampLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ConstantTimesLayer["Scaling" -> {{1, 2, 3}, {4, 5, 6}}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 15, ConstantTimesLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ConstantPlusLayer["Biases" -> {{1, 2, 3}, {4, 5, 6}}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 16, ConstantPlusLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SummationLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 17, SummationLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{AggregationLayer[Max]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 18, AggregationLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{AggregationLayer[Mean, 1]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 19, AggregationLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{FlattenLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 20, FlattenLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ReshapeLayer[{3, 2}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 21, ReshapeLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{TransposeLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 22, TransposeLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{PartLayer[{All, 2}]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 23, PartLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SequenceLastLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 24, SequenceLastLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SequenceMostLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 25, SequenceMostLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SequenceRestLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 26, SequenceRestLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{SequenceReverseLayer[]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 27, SequenceReverseLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ReplicateLayer[2]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 28, ReplicateLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{ReplicateLayer[2, 3]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 29, ReplicateLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{PaddingLayer[{{0, 1}, {1, 0}}, Padding -> "Fixed"]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form 30, PaddingLayer"
]

VerificationTest[
  arrayFormAgrees[NetChain[{PaddingLayer[{{0, 1}, {1, 0}}, Padding -> 7]}, "Input" -> {2, 3}], {{0.1, -0.2, 0.3}, {0.5, 0.4, -0.6}}],
  True,
  TestID -> "array form of a PaddingLayer with numbers"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, 2]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], {{0.2, 0.7, 0.1}} -> {2}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Index of SoftmaxLayer, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, 2]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], {{0.2, 0.7, 0.1}} -> {2}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Index of SoftmaxLayer, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Index"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, 2]], numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Index"], {{0.2, 0.7, 0.1}} -> {2}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Index of LogisticSigmoid, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Index"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, 2]], numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Index"], {{0.2, 0.7, 0.1}} -> {2}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Index of LogisticSigmoid, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, 2]], numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], {{0.2, 0.7, 0.1}} -> {2}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Index of DropoutLayer, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, 2]], numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Index"], {{0.2, 0.7, 0.1}} -> {2}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Index of DropoutLayer, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Probabilities of SoftmaxLayer, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Probabilities of SoftmaxLayer, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Probabilities of LogisticSigmoid, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Probabilities of LogisticSigmoid, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Probabilities of DropoutLayer, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Probabilities of DropoutLayer, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Binary of SoftmaxLayer, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Binary of SoftmaxLayer, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Binary"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Binary"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Binary of LogisticSigmoid, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Binary"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> 3], CrossEntropyLossLayer["Binary"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Binary of LogisticSigmoid, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], "Form" -> "Array", "Log" -> "Exact"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Exact"]]],
  True,
  TestID -> "array form of a loss, Binary of DropoutLayer, Exact"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], "Form" -> "Array", "Log" -> "Kernel"][{0.2, 0.7, 0.1}, {0.2, 0.3, 0.5}]], numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Binary"], {{0.2, 0.7, 0.1}} -> {{0.2, 0.3, 0.5}}, "Log" -> "Kernel"]]],
  True,
  TestID -> "array form of a loss, Binary of DropoutLayer, Kernel"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], MeanSquaredLossLayer[], "Form" -> "Array"][{{0.2, 0.7}, {0.1, 0.4}}, {{1., 2.}, {3., 4.}}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], MeanSquaredLossLayer[], {{{0.2, 0.7}, {0.1, 0.4}}} -> {{{1., 2.}, {3., 4.}}}]]],
  True,
  TestID -> "array form of a loss of a matrix, MeanSquaredLossLayer"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], MeanAbsoluteLossLayer[], "Form" -> "Array"][{{0.2, 0.7}, {0.1, 0.4}}, {{1., 2.}, {3., 4.}}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], MeanAbsoluteLossLayer[], {{{0.2, 0.7}, {0.1, 0.4}}} -> {{{1., 2.}, {3., 4.}}}]]],
  True,
  TestID -> "array form of a loss of a matrix, MeanAbsoluteLossLayer"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], CrossEntropyLossLayer["Index"], "Form" -> "Array"][{{0.2, 0.7}, {0.1, 0.4}}, {1, 2}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], CrossEntropyLossLayer["Index"], {{{0.2, 0.7}, {0.1, 0.4}}} -> {{1, 2}}]]],
  True,
  TestID -> "array form of a loss of a matrix, CrossEntropyLossLayer Index"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], CrossEntropyLossLayer["Probabilities"], "Form" -> "Array"][{{0.2, 0.7}, {0.1, 0.4}}, {{0.5, 0.5}, {0.2, 0.8}}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], CrossEntropyLossLayer["Probabilities"], {{{0.2, 0.7}, {0.1, 0.4}}} -> {{{0.5, 0.5}, {0.2, 0.8}}}]]],
  True,
  TestID -> "array form of a loss of a matrix, CrossEntropyLossLayer Probabilities"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], (#1 - #2)^4 &, "Form" -> "Array"][{{0.2, 0.7}, {0.1, 0.4}}, {{1., 2.}, {3., 4.}}]], numeric[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> {2, 2}], (#1 - #2)^4 &, {{{0.2, 0.7}, {0.1, 0.4}}} -> {{{1., 2.}, {3., 4.}}}]]],
  True,
  TestID -> "array form of a loss of a matrix, (#1 - #2)^4 &"
]

VerificationTest[
  closeQ[NetExpression[NetChain[{LinearLayer[2, "Weights" -> {{2}, {3}}, "Biases" -> {1, -1}], Tanh, LinearLayer[1, "Weights" -> {{1, 2}}, "Biases" -> {0}]}, "Input" -> 1], "Form" -> "Array", "Symbols" -> {"Weights" -> "y"}][{0.3}, {{2}, {3}}, {1, -1}, {{1, 2}}, {0}], {Tanh[1.6] + 2*Tanh[-0.1]}],
  True,
  TestID -> "array form with weights named as temporaries"
]

VerificationTest[
  closeQ[NetExpression[NetChain[<|"Scaling" -> BatchNormalizationLayer["Epsilon" -> 0.5]|>, "Input" -> 1], "Form" -> "Array"][{3.}, {1.}, {3.5}, {4.}, {5.}], {9.}],
  True,
  TestID -> "array form of a layer named as one of its arrays"
]

VerificationTest[
  NetExpression[NetChain[{ElementwiseLayer[1 &], SummationLayer[]}, "Input" -> 2], "Form" -> "Array"][{5, 6}],
  2,
  TestID -> "array form of a constant function"
]

VerificationTest[
  closeQ[ReleaseHold[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Probabilities"], "Form" -> "Shared", "Symbols" -> {"Target" -> "loss"}]] /. {x[1] -> 0., x[2] -> 0., loss[1] -> 1, loss[2] -> 0}, Log[2.]],
  True,
  TestID -> "shared form with a target named as a temporary"
]
