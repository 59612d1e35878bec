(* Derivatives: known formulas, published values, and differences. *)

VerificationTest[
  NetLossGradient[NetChain[{LinearLayer[1, "Biases" -> None]}, "Input" -> 1]],
  {2*x[1]*(w[1, 1, 1]*x[1] - t[1])},
  TestID -> "gradient of a squared error"
]

VerificationTest[
  Simplify[NetLossGradient[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Probabilities"], "Input"] - {Exp[x[1]]*(t[1] + t[2])/(Exp[x[1]] + Exp[x[2]]) - t[1], Exp[x[2]]*(t[1] + t[2])/(Exp[x[1]] + Exp[x[2]]) - t[2]}],
  {0, 0},
  TestID -> "softmax less target"
]

VerificationTest[
  NetLossGradient[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Index"], "Input"],
  {Exp[x[1]]/(Exp[x[1]] + Exp[x[2]]) - KroneckerDelta[1, t], Exp[x[2]]/(Exp[x[1]] + Exp[x[2]]) - KroneckerDelta[2, t]},
  TestID -> "softmax less the class"
]

VerificationTest[
  NetLossGradient[NetChain[{LogisticSigmoid}, "Input" -> "Real"], CrossEntropyLossLayer["Binary"], "Input"],
  {LogisticSigmoid[x] - t},
  TestID -> "sigmoid less target"
]

VerificationTest[
  closeQ[NetLossGradient[NetChain[{SoftmaxLayer[]}, "Input" -> 4], CrossEntropyLossLayer["Index"], "Input"] /. {x[1] -> 1, x[2] -> 3, x[3] -> 5, x[4] -> 7, t -> 4} /. KroneckerDelta -> Function[{i, j}, If[i === j, 1, 0]], {0.00214400878, 0.0158422012, 0.117058913, -0.135045123}, 10^-9],
  True,
  TestID -> "published gradient by the logits"
]

VerificationTest[
  NetLossGradient[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {t[1], x[1], b[1, 1]}] /. {w[1, 1, 1] -> 3, b[1, 1] -> 1, x[1] -> 2, t[1] -> 4},
  {-6, 18, 6},
  TestID -> "gradient by a chosen list"
]

VerificationTest[
  NetLossGradient[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {w[1, 1, 1]}, {{1}, {2}} -> {{3}, {5}}] /. {w[1, 1, 1] -> 2, b[1, 1] -> 0},
  {-3},
  TestID -> "gradient of the mean over data"
]

VerificationTest[
  NetLossHessian[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {w[1, 1, 1], b[1, 1]}, {{1}, {2}} -> {{3}, {5}}],
  {{5, 3}, {3, 2}},
  TestID -> "Hessian of the mean over data"
]

VerificationTest[
  NetLossHessian[NetChain[{LinearLayer[1]}, "Input" -> 1], MeanSquaredLossLayer[], {w[1, 1, 1], x[1]}] /. {w[1, 1, 1] -> 3, b[1, 1] -> 1, x[1] -> 2, t[1] -> 4},
  {{8, 18}, {18, 18}},
  TestID -> "Hessian by a chosen list"
]

VerificationTest[
  NetLossHessian[NetChain[{1}, "Input" -> 1]],
  {{2*x[1]^2, 2*x[1]}, {2*x[1], 2}},
  TestID -> "Hessian by all parameters"
]

VerificationTest[
  With[{net = NetChain[{LinearLayer[3], Tanh, LinearLayer[2], SoftmaxLayer[]}, "Input" -> 2], values = {0.3, -0.2, 0.5, 0.7, -0.4, 0.1, 0.2, -0.1, 0.4, 0.6, -0.3, 0.8, -0.5, 0.9, 0.2, 0.1, -0.6}}, With[{l = NetLossExpression[net, CrossEntropyLossLayer["Index"], {{0.8, -1.1}} -> {2}], symbols = NetParameterSymbols[net]}, closeQ[NetLossGradient[net, CrossEntropyLossLayer["Index"], "Parameters", {{0.8, -1.1}} -> {2}] /. valued[symbols, values], differences[Function[point, l /. valued[symbols, point]], values], 10^-7]]],
  True,
  TestID -> "gradient of a net of 2, 3 and 2 units"
]

VerificationTest[
  With[{net = NetChain[{LinearLayer[3], Tanh, LinearLayer[2], SoftmaxLayer[]}, "Input" -> 2], values = {0.3, -0.2, 0.5, 0.7, -0.4, 0.1, 0.2, -0.1, 0.4, 0.6, -0.3, 0.8, -0.5, 0.9, 0.2, 0.1, -0.6}}, With[{g = NetLossGradient[net, CrossEntropyLossLayer["Probabilities"], "Input"], symbols = NetParameterSymbols[net]}, closeQ[NetLossHessian[net, CrossEntropyLossLayer["Probabilities"], "Input"] /. Join[valued[symbols, values], {x[1] -> 0.8, x[2] -> -1.1, t[1] -> 0.3, t[2] -> 0.9}], Transpose[differences[Function[point, g /. Join[valued[symbols, values], {x[1] -> point[[1]], x[2] -> point[[2]], t[1] -> 0.3, t[2] -> 0.9}]], {0.8, -1.1}]], 10^-7]]],
  True,
  TestID -> "Hessian of a net by its input"
]

VerificationTest[
  closeQ[NetLossGradient[NetChain[{NormalizationLayer[1]}, "Input" -> 3], #1^2 &, "Input", "Symbols" -> Automatic] /. {x[1] -> 0.3, x[2] -> 1.2, x[3] -> -0.5, p[1, "Scaling"] -> 2., b[1] -> 0.1}, differences[Function[point, NetLossExpression[NetChain[{NormalizationLayer[1]}, "Input" -> 3], #1^2 &] /. {x[1] -> point[[1]], x[2] -> point[[2]], x[3] -> point[[3]], p[1, "Scaling"] -> 2., b[1] -> 0.1}], {0.3, 1.2, -0.5}], 10^-7],
  True,
  TestID -> "gradient through a NormalizationLayer"
]

VerificationTest[
  NetLossGradient[NetChain[{PaddingLayer[{{1, 1}}], PartLayer[{-2}]}, "Input" -> 2], #1^2 &, "Input"],
  {0, 2*x[2]},
  TestID -> "gradient through layers that move elements"
]

VerificationTest[
  NetLossGradient[NetChain[{AggregationLayer[Times, 1]}, "Input" -> 3], #1 &, "Input"],
  {x[2]*x[3], x[1]*x[3], x[1]*x[2]},
  TestID -> "gradient of a product"
]

VerificationTest[
  NetLossGradient[NetChain[{AggregationLayer[Max, 1]}, "Input" -> 3], #1 &, "Input"] /. {x[1] -> 2, x[2] -> 5, x[3] -> 5},
  {0, 1, 0},
  TestID -> "the first of equal arguments of Max gets everything"
]

VerificationTest[
  NetLossGradient[NetChain[{ParametricRampLayer[]}, "Input" -> 1], #1 &, {x[1], p[1, "Slope", 1]}] /. {x[1] -> -2, p[1, "Slope", 1] -> 3},
  {3, -2},
  TestID -> "gradient of a ParametricRampLayer"
]
