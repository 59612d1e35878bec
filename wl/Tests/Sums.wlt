(* Sums of losses and nets as losses: what NetTrain minimises, by the documentation of LossFunction. *)

VerificationTest[
  Expand[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], alpha*MeanSquaredLossLayer[] + beta*MeanAbsoluteLossLayer[]]],
  Expand[alpha*(x - t)^2 + beta*Abs[x - t]],
  TestID -> "a weighted sum"
]

VerificationTest[
  Expand[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], 3*(MeanAbsoluteLossLayer[] - gamma*MeanSquaredLossLayer[]) - MeanSquaredLossLayer[]/2]],
  Expand[3*Abs[x - t] - 3*gamma*(x - t)^2 - (x - t)^2/2],
  TestID -> "a sum inside a sum"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], MeanSquaredLossLayer[] + MeanSquaredLossLayer[]],
  2*(x - t)^2,
  TestID -> "twice the same loss"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], {MeanSquaredLossLayer[], MeanAbsoluteLossLayer[] -> Scaled[1/10], "Output" -> (Automatic -> Scaled[3])}],
  (x - t)^2 + Abs[x - t]/10 + 3*(x - t)^2,
  TestID -> "a list of losses, scaled, and of a port"
]

VerificationTest[
  {
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], "Output" -> MeanAbsoluteLossLayer[], "Log" -> "Kernel"],
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], MeanAbsoluteLossLayer[] -> Scaled[r]]
  },
  {Abs[x - t], r*Abs[x - t]},
  TestID -> "a rule as loss is no option"
]

VerificationTest[
  Expand[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], "Output"]],
  x[1] + x[2],
  TestID -> "an output that is the loss is summed"
]

VerificationTest[
  With[{result = NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], <|"first" -> alpha*MeanSquaredLossLayer[], "second" -> (MeanAbsoluteLossLayer[] -> Scaled[1/10])|>, "Terms"]},
    {Keys[result], result["first"], result["second"]}
  ],
  {{"first", "second"}, alpha*(x - t)^2, Abs[x - t]/10},
  TestID -> "named losses, term by term"
]

VerificationTest[
  Keys[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], {MeanSquaredLossLayer[], MeanSquaredLossLayer[] -> Scaled[2], Function[Abs[#1 - #2]], 5}, {1} -> {2}, "Terms"]],
  {"MeanSquaredLossLayer", "MeanSquaredLossLayer2", "Function", "Expression"},
  TestID -> "losses without names have those of their heads"
]

VerificationTest[
  NetLossGradient[NetChain[{LinearLayer[{}, "Biases" -> None]}, "Input" -> 1], MeanSquaredLossLayer[] + Min[1, epoch/100]*Total[NetParameterSymbols[NetChain[{LinearLayer[{}, "Biases" -> None]}, "Input" -> 1]]^2], "Parameters", "Terms"],
  <|"MeanSquaredLossLayer" -> {2*x[1]*(w[1, 1, 1]*x[1] - t)}, "Expression" -> {2*Min[1, epoch/100]*w[1, 1, 1]}|>,
  TestID -> "the derivatives of a penalty that a schedule lets grow"
]

VerificationTest[
  NetLossHessian[NetChain[{LinearLayer[{}, "Biases" -> None]}, "Input" -> 1], MeanSquaredLossLayer[] + lambda*w[1, 1, 1]^3, {w[1, 1, 1]}, "Terms"],
  <|"MeanSquaredLossLayer" -> {{2*x[1]^2}}, "Expression" -> {{6*lambda*w[1, 1, 1]}}|>,
  TestID -> "the second derivatives, term by term"
]

VerificationTest[
  NetLossExpression[NetChain[{LinearLayer[{}, "Weights" -> {{3}}, "Biases" -> None]}, "Input" -> 1], MeanSquaredLossLayer[] + lambda*Abs[w[1, 1, 1]], {{1} -> 2, {2} -> 4}, "Parameters" -> "Values"],
  5/2 + 3*lambda,
  TestID -> "a penalty is outside the mean, with the values of the net"
]

VerificationTest[
  Expand[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], alpha*CrossEntropyLossLayer["Index"] + MeanSquaredLossLayer[]]],
  Expand[
    -alpha*KroneckerDelta[1, t["CrossEntropyLossLayer"]]*Log[x[1]] - alpha*KroneckerDelta[2, t["CrossEntropyLossLayer"]]*Log[x[2]] +
      (x[1] - t["MeanSquaredLossLayer", 1])^2/2 + (x[2] - t["MeanSquaredLossLayer", 2])^2/2
  ],
  TestID -> "a class and an array are different targets"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], <|"ce" -> CrossEntropyLossLayer["Index"], "mse" -> MeanSquaredLossLayer[]|>, {{x1, x2}} -> {<|"ce" -> 2, "mse" -> {t1, t2}|>}],
  -Log[x2] + (x1 - t1)^2/2 + (x2 - t2)^2/2,
  TestID -> "targets of terms in data"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 1], alpha*MeanSquaredLossLayer[] + MeanAbsoluteLossLayer[], "Form" -> "Array"][{5}, {3}],
  4*alpha + 2,
  TestID -> "array form of a sum"
]

VerificationTest[
  ReleaseHold[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], <|"a" -> MeanSquaredLossLayer[], "b" -> alpha*MeanAbsoluteLossLayer[]|>, "Terms", "Form" -> "Shared"]],
  <|"a" -> (x - t)^2, "b" -> alpha*Abs[x - t]|>,
  TestID -> "shared form, term by term"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], NetGraph[
    <|"sub" -> ThreadingLayer[Function[(#1 - #2)^2]], "sum" -> SummationLayer[]|>,
    {{NetPort["Input"], NetPort["Target"]} -> "sub" -> "sum" -> NetPort["Loss"]}
  ]],
  (x[1] - t[1])^2 + (x[2] - t[2])^2,
  TestID -> "a net as loss"
]

VerificationTest[
  {
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], ThreadingLayer[Function[(#Input - #Target)^4]]],
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], NetGraph[{Subtract, Function[#^4]}, {{NetPort["Input"], NetPort["Target"]} -> 1 -> 2}]],
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], NetGraph[{"d" -> ThreadingLayer[Function[#Target - #Input]], "e" -> ElementwiseLayer[Function[#^4]]}, {"d" -> "e"}]],
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], Hold[NetGraph[{ThreadingLayer[Function[#1 - #2]], Function[#^4]}, {NetPort["Target"] -> NetPort[1, "Input2"], NetPort["Input"] -> NetPort[{1, "Input1"}], 1 -> 2}]]]
  } /. {(t[n_] - x[n_])^4 -> (x[n] - t[n])^4},
  Table[(x[1] - t[1])^4 + (x[2] - t[2])^4, {4}],
  TestID -> "a net as loss, written in four ways; its array is summed"
]

VerificationTest[
  {
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], NetChain[{MeanSquaredLossLayer[], ElementwiseLayer[Function[50*#]]}]],
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], NetChain[{Abs, SummationLayer[]}]],
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], SummationLayer[]]
  },
  {50*(x - t)^2, Abs[x[1]] + Abs[x[2]], x[1] + x[2]},
  TestID -> "a chain as loss, and one without a target"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], NetGraph[<|"loss" -> CrossEntropyLossLayer["Index"], "p" -> {Ramp, ConstantTimesLayer["Scaling" -> {2, 3}]}|>, {"p" -> NetPort["loss", "Input"]}], {{x1, x2}} -> {2}, "Parameters" -> "Values"] /. Ramp -> Function[u, u],
  -Log[3*x2],
  TestID -> "a net with a loss layer, an array of its own and open ports"
]

VerificationTest[
  NetLossGradient[NetChain[{DropoutLayer[]}, "Input" -> 1], NetChain[{LinearLayer[1], SummationLayer[]}]],
  {x[1], 1},
  TestID -> "the arrays of a net as loss are parameters"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2],
    alpha*NetGraph[{Times, Abs}, {{NetPort["Input"], NetPort["Target"]} -> 1 -> NetPort["a"], NetPort["Input"] -> 2 -> NetPort["b"]}] + MeanSquaredLossLayer[],
    {{1, -2}} -> {{3, 5}}
  ],
  alpha*(3 - 10 + 1 + 2) + 2 + 49/2,
  TestID -> "all outputs of a net are summed, and it has a coefficient"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {2, 1}], NetGraph[{ThreadingLayer[Times]}, {{NetPort["Input"], NetPort["Target"]} -> 1}, "Target" -> {1, 2}]],
  x[1, 1]*t[1, 1] + x[1, 1]*t[1, 2] + x[2, 1]*t[1, 1] + x[2, 1]*t[1, 2],
  TestID -> "axes of size 1 are repeated, and a target as stated"
]

VerificationTest[
  Map[
    refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], #]] &,
    {
      MeanSquaredLossLayer[]^2, MeanSquaredLossLayer[]*MeanAbsoluteLossLayer[], MeanSquaredLossLayer[] + MeanSquareLossLayer[], {}, alpha,
      MeanSquaredLossLayer[] + I, <||>, {"Loss" -> MeanSquaredLossLayer[]}, MeanSquaredLossLayer[] + w[1, 9, 9]^2, alpha*w*MeanSquaredLossLayer[],
      MeanSquaredLossLayer[] + f[w[1, 1, 1]]
    }
  ],
  {
    {Failure, "UnknownLoss", None}, {Failure, "UnknownLoss", None}, {Failure, "UnknownLoss", None}, {Failure, "UnknownLoss", None}, {Failure, "UnknownLoss", None},
    {Failure, "Coefficient", None}, {Failure, "Arguments", None}, {Failure, "UnknownPort", None}, {Failure, "SymbolClash", None}, {Failure, "SymbolClash", None},
    {Failure, "UnknownFunction", None}
  },
  {
    NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed,
    NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed,
    NetLossExpression::failed
  },
  TestID -> "what is no sum of losses"
]

VerificationTest[
  Map[
    refusal[NetLossExpression[NetChain[<|"Loss" -> LinearLayer[2]|>, "Input" -> 2], First[#], Last[#]]] &,
    {
      {<|"a" -> {CrossEntropyLossLayer["Index"], MeanSquaredLossLayer[]}, "b" -> MeanSquaredLossLayer[]|>, None},
      {{CrossEntropyLossLayer["Index"], MeanSquaredLossLayer[]}, {{{1, 2} -> 2}}[[1]]},
      {<|"a" -> CrossEntropyLossLayer["Index"], "b" -> MeanSquaredLossLayer[]|>, {{1, 2} -> <|"a" -> 2|>}},
      {NetChain[{LinearLayer[1]}], None}
    }
  ],
  {{Failure, "Targets", None}, {Failure, "Data", None}, {Failure, "Data", None}, {Failure, "SymbolClash", None}},
  {NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed},
  TestID -> "targets that do not suit the terms"
]

VerificationTest[
  Map[
    refusal[NetLossExpression[NetChain[{2}, "Input" -> 1], #]] &,
    {
      NetGraph[{Tanh}], NetGraph[3, {}], NetGraph[{}, {}], NetGraph[{Tanh}, {1}], NetGraph[{Tanh}, {1 -> 2}], NetGraph[{Plus, Tanh}, {{2, NetPort["Input"]} -> 1 -> 2}],
      NetGraph[{Tanh, Sin, ElementwiseLayer[Abs]}, {1 -> 3, 2 -> 3, 3 -> NetPort["Loss"]}], NetGraph[{Tanh}, {NetPort["Weight"] -> 1}], NetGraph[{Tanh}, {NetPort["Target"] -> 1}],
      NetGraph[{Tanh}, {}, "Output" -> 2], NetGraph[{NetGraph[{Tanh}, {}]}, {}], ThreadingLayer[Function[(#1 - #2)^2]], NetGraph[{ThreadingLayer[Plus, 1]}, {{NetPort["Input"], NetPort["Target"]} -> 1}],
      NetGraph[{Times, SummationLayer[]}, {NetPort["Input"] -> 2, {2, NetPort["Input"]} -> 1}], NetGraph[{MeanSquaredLossLayer[]}, {NetPort["Input"] -> NetPort[1, "Scale"]}], Hold[MeanSquaredLossLayer[]]
    }
  ],
  {
    {Failure, "NetGraph", None}, {Failure, "NetGraph", None}, {Failure, "NetGraph", None}, {Failure, "NetGraph", None}, {Failure, "NetGraph", None}, {Failure, "NetGraph", None},
    {Failure, "NetGraph", {"Loss", 3}}, {Failure, "UnknownPort", None}, {Failure, "TargetDimensions", None},
    {Failure, "UnknownOption", None}, {Failure, "NetGraph", {"Loss", 1}}, {Failure, "UnknownPort", {"Loss", 1}}, {Failure, "Setting", {"Loss", 1}},
    {Failure, "Dimensions", {"Loss", 1}}, {Failure, "UnknownPort", {"Loss", 1}}, {Failure, "UnknownLoss", None}
  },
  {
    NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed,
    NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed,
    NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed
  },
  TestID -> "nets that are no losses"
]
