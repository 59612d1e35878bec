(* Losses: values that were published, and formulas of the documentation. *)

VerificationTest[
  closeQ[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], CrossEntropyLossLayer["Binary"], {0.2} -> {1}], 1.60944, 10^-5],
  True,
  TestID -> "published binary cross entropy"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 3], CrossEntropyLossLayer["Probabilities"], {{0.1, 0.2, 0.7}} -> {{0.12, 0.3, 0.6}}],
    0.973147, 10^-6
  ],
  True,
  TestID -> "published cross entropy of probabilities"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], CrossEntropyLossLayer["Binary"], {-1.} -> {0.8}, "Log" -> "Kernel"],
    28.6963, 10^-5
  ],
  True,
  TestID -> "published clamp of the logarithm"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {4, 4}], MeanAbsoluteLossLayer[],
      {IdentityMatrix[4]} -> {{{1., 0, 0, 0}, {0, 0.7648422122001648, 0.6442176699638367, 0}, {0, -0.6442176699638367, 0.7648422122001648, 0}, {0, 0, 0, 1.}}}
    ],
    0.10992193222045898, 10^-7
  ],
  True,
  TestID -> "published mean absolute loss"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 4], CrossEntropyLossLayer["Index"], {{1, 3, 5, 7}, {1, -9, 4, 8}} -> {4, 2}],
    (0.14507794 + 17.01904505)/2, 10^-8
  ],
  True,
  TestID -> "published softmax and cross entropy"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], MeanSquaredLossLayer[]],
  (x[1] - t[1])^2/2 + (x[2] - t[2])^2/2,
  TestID -> "mean squared loss"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], MeanAbsoluteLossLayer[]],
  Abs[x - t],
  TestID -> "mean absolute loss of one real"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Index"]],
  -KroneckerDelta[1, t]*Log[x[1]] - KroneckerDelta[2, t]*Log[x[2]],
  TestID -> "index of a class that is a symbol"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {2, 2}], CrossEntropyLossLayer["Index"], {{{x1, x2}, {x3, x4}}} -> {{2, 1}}],
  -Log[x2]/2 - Log[x3]/2,
  TestID -> "index of classes for each of several"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Probabilities"]],
  -t[1]*Log[x[1]] - t[2]*Log[x[2]],
  TestID -> "cross entropy of probabilities"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Probabilities"], "Log" -> "Kernel"],
  -t[1]*Log[Max[2^-52, x[1]]] - t[2]*Log[Max[2^-52, x[2]]],
  TestID -> "kernel reading of the logarithm"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], CrossEntropyLossLayer["Binary"]],
  -t*Log[x] - (1 - t)*Log[1 - x],
  TestID -> "binary cross entropy"
]

VerificationTest[
  NetLossExpression[NetChain[{LogisticSigmoid}, "Input" -> "Real"]],
  t*Log[1 + Exp[-x]] + (1 - t)*Log[1 + Exp[x]],
  TestID -> "binary cross entropy of a sigmoid in one piece"
]

VerificationTest[
  Expand[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Probabilities"]]],
  Expand[-t[1]*(x[1] - Log[Exp[x[1]] + Exp[x[2]]]) - t[2]*(x[2] - Log[Exp[x[1]] + Exp[x[2]]])],
  TestID -> "cross entropy of a softmax in one piece"
]

VerificationTest[
  closeQ[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Index"], {{0., 600.}} -> {1}], 600.],
  True,
  TestID -> "cross entropy of a softmax is finite"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], ContrastiveLossLayer[], {0.2} -> {True}]], 0.3],
  True,
  TestID -> "contrastive loss of a pair that belongs together"
]

VerificationTest[
  closeQ[numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> "Real"], ContrastiveLossLayer[0.7], {0.2, 0.9} -> {False, True}]], 0.1],
  True,
  TestID -> "contrastive loss of others"
]

VerificationTest[
  NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 2], (#1 - #2)^4 &],
  (x[1] - t[1])^4/2 + (x[2] - t[2])^4/2,
  TestID -> "a function as loss"
]

VerificationTest[
  {
    NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2]] === NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Index"]],
    NetLossExpression[NetChain[{{ElementwiseLayer["Sigmoid"]}}, "Input" -> 2]] === NetLossExpression[NetChain[{{LogisticSigmoid}}, "Input" -> 2], CrossEntropyLossLayer["Binary"]],
    NetLossExpression[NetChain[{Tanh}, "Input" -> 2]] === NetLossExpression[NetChain[{Tanh}, "Input" -> 2], MeanSquaredLossLayer[]]
  },
  {True, True, True},
  TestID -> "the loss that NetTrain takes"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{SoftmaxLayer[1]}, "Input" -> {2, 3}], CrossEntropyLossLayer["Probabilities"],
      {{{0.1, 0.2, 0.3}, {0.4, 0.5, 0.7}}} -> {{{0.1, 0.2, 0.7}, {0.3, 0.3, 0.4}}}
    ],
    -(0.1*Log[1/(1 + Exp[0.3])] + 0.2*Log[1/(1 + Exp[0.3])] + 0.7*Log[1/(1 + Exp[0.4])] +
      0.3*Log[1/(1 + Exp[-0.3])] + 0.3*Log[1/(1 + Exp[-0.3])] + 0.4*Log[1/(1 + Exp[-0.4])])/2
  ],
  True,
  TestID -> "classes along another level than the softmax"
]
