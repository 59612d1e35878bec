(* Options: what each of them changes. *)

VerificationTest[
  NetLossExpression[NetChain[{ConstantTimesLayer[], 1}, "Input" -> 1], "Symbols" -> {"Weights" -> v, "Biases" -> "c", "Parameters" -> q, "Input" -> y, "Target" -> "z"}],
  (c[2, 1] + q[1, "Scaling", 1]*v[2, 1, 1]*y[1] - z[1])^2,
  TestID -> "option Symbols"
]

VerificationTest[
  NetParameterSymbols[NetChain[{1}, "Input" -> 1], "Symbols" -> <|"Weights" -> v|>],
  {v[1, 1, 1], b[1, 1]},
  TestID -> "option Symbols as an association"
]

VerificationTest[
  NetParameterRules[LinearLayer[1, "Weights" -> {{2}}, "Biases" -> None], "Symbols" -> {"Weights" -> v}],
  {v[1, 1, 1] -> 2},
  TestID -> "option Symbols of rules"
]

VerificationTest[
  NetExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Input" -> y}],
  {b[1, 1] + w[1, 1, 1]*y[1]},
  TestID -> "option Symbols of an output"
]

VerificationTest[
  NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Probabilities"], "Simplification" -> None],
  -t[1]*Log[Exp[x[1]]/(Exp[x[1]] + Exp[x[2]])] - t[2]*Log[Exp[x[2]]/(Exp[x[1]] + Exp[x[2]])],
  TestID -> "option Simplification None leaves the logarithm of the softmax"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], "Simplification" -> Expand] /. t[1] -> 0,
  Expand[(b[1, 1] + w[1, 1, 1]*x[1])^2],
  TestID -> "option Simplification is applied"
]

VerificationTest[
  NetLossGradient[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {b[1, 1]}, "Simplification" -> Expand],
  {2*b[1, 1] - 2*t[1] + 2*w[1, 1, 1]*x[1]},
  TestID -> "option Simplification of a gradient"
]

VerificationTest[
  NetLossGradient[NetChain[{DropoutLayer[]}, "Input" -> "Real"], CrossEntropyLossLayer["Binary"], {x}, "Log" -> "Kernel"] /. {x -> 0.5, t -> 1},
  {-2.},
  TestID -> "option Log of a gradient"
]

VerificationTest[
  closeQ[NetLossHessian[NetChain[{DropoutLayer[]}, "Input" -> "Real"], CrossEntropyLossLayer["Binary"], {x}, "Log" -> "Kernel"] /. {x -> 0.5, t -> 1}, {{4.}}],
  True,
  TestID -> "option Log of a Hessian"
]

VerificationTest[
  NetLossExpression[NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> None]}], "Parameters" -> "Values", "Form" -> "Explicit", "Log" -> "Exact", Method -> Automatic],
  (2*x[1] - t[1])^2,
  TestID -> "all options at once"
]

VerificationTest[
  NetLossGradient[NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> None]}], "Parameters" -> "Values"] /. {x[1] -> 3, t[1] -> 5},
  {6},
  TestID -> "option Parameters of a gradient"
]

VerificationTest[
  NetLossHessian[NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> None]}], "Parameters" -> "Values", "Symbols" -> {"Input" -> y}],
  {{2*y[1]^2}},
  TestID -> "option Parameters of a Hessian"
]

VerificationTest[
  NetExpression[NetChain[{1}, "Input" -> 1], "Simplification" -> Length],
  1,
  TestID -> "option Simplification of an output"
]

VerificationTest[
  NetLossHessian[NetChain[{1}, "Input" -> 1], "Simplification" -> Length],
  2,
  TestID -> "option Simplification of a Hessian"
]

VerificationTest[
  NetLossGradient[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Target" -> u}] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0, x[1] -> 2, u[1] -> 0},
  {8, 4},
  TestID -> "option Symbols of a gradient"
]

VerificationTest[
  NetExpression[NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> None]}], {3}, "Parameters" -> "Values", Method -> Automatic],
  {6},
  TestID -> "option Method of an output"
]

VerificationTest[
  NetLossGradient[NetChain[{1}, "Input" -> 1], Method -> Automatic] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0, x[1] -> 2, t[1] -> 0},
  {8, 4},
  TestID -> "option Method of a gradient"
]

VerificationTest[
  NetLossHessian[NetChain[{1}, "Input" -> 1], Method -> Automatic] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0, x[1] -> 2, t[1] -> 0},
  {{8, 4}, {4, 2}},
  TestID -> "option Method of a Hessian"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], MeanSquaredLossLayer[], {"Symbols" -> {"Weights" -> v}}],
  (b[1, 1] - t[1] + v[1, 1, 1]*x[1])^2,
  TestID -> "options in a list"
]

VerificationTest[
  NetLossGradient[NetChain[{1}, "Input" -> 1], Automatic, w[1, 1, 1]] /. {w[1, 1, 1] -> 1, b[1, 1] -> 0, x[1] -> 2, t[1] -> 0},
  {8},
  TestID -> "gradient by one symbol"
]

VerificationTest[
  {NetParameterSymbols[NetChain[{Tanh}, "Input" -> 1]], NetParameterRules[NetChain[{Tanh}, "Input" -> 1]], NetLossGradient[NetChain[{Tanh}, "Input" -> 1]]},
  {{}, {}, {}},
  TestID -> "a net without parameters"
]
