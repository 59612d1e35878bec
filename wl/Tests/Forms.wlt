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
  ReleaseHold[NetLossHessian[NetChain[{Ramp, 1}, "Input" -> 1], "Form" -> "Shared"]] /. {x[1] -> 2, w[2, 1, 1] -> 3, t[1] -> 5, b[2, 1] -> 0},
  {{8, 4}, {4, 2}},
  TestID -> "the shared form of a Hessian"
]

VerificationTest[
  Head[NetLossExpression[NetChain[{2, Tanh, 1}, "Input" -> 2], "Form" -> "Array"]],
  Function,
  TestID -> "the array form is a function"
]

VerificationTest[
  NetLossExpression[NetChain[{LinearLayer[2], Ramp, LinearLayer[1]}, "Input" -> 2], "Form" -> "Array"][{1, 2}, {{1, 0}, {0, -1}}, {0, 1}, {{3, 4}}, {5}, {6}],
  4,
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
  First[List @@ NetExpression[NetChain[<|"in" -> 1, "c" -> {Tanh, 1}|>, "Input" -> 1], "Form" -> "Array"]],
  {x, w$in, b$in, w$c$2, b$c$2},
  TestID -> "names of arrays of named layers"
]

VerificationTest[
  First[List @@ NetExpression[NetChain[<|"my layer" -> 1|>, "Input" -> 1], "Form" -> "Array"]],
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
