(* For a kernel alone, never run so far: one check for each thing that a kernel may answer differently from what
   Kernel/WLBridge.wl takes from the documentation, and comparisons with the layers themselves. Net arrays are Real32,
   so that weights and data here are exact in it. *)

VerificationTest[
  ListQ[NetExtract[NetChain[{LinearLayer[2], Tanh}, "Input" -> 2], All]],
  True,
  TestID -> "kernel, NetExtract gives the layers of a chain as a list"
]

VerificationTest[
  AssociationQ[NetExtract[NetChain[<|"a" -> LinearLayer[2], "b" -> Tanh|>, "Input" -> 2], All]],
  True,
  TestID -> "kernel, NetExtract gives the layers of a named chain as an association"
]

VerificationTest[
  AssociationQ[NetExtract[LinearLayer[2, "Input" -> 2], All]],
  True,
  TestID -> "kernel, NetExtract gives the parameters of a layer as an association"
]

VerificationTest[
  {NetExtract[LinearLayer[2, "Input" -> 3], "Weights"], NetExtract[LinearLayer[2, "Input" -> 3], "Biases"]},
  {Automatic, Automatic},
  TestID -> "kernel, arrays that are not initialised are Automatic"
]

VerificationTest[
  {NetExtract[NetChain[{2}, "Input" -> 3], "Input"], NetExtract[NetChain[{LinearLayer[{2, 2}]}, "Input" -> {3, 3}], "Output"], NetExtract[NetChain[{LinearLayer[{}]}, "Input" -> 3], "Output"]},
  {3, {2, 2}, "Real"},
  TestID -> "kernel, ports are integers, lists or Real"
]

VerificationTest[
  Normal[NetExtract[LinearLayer[1, "Weights" -> {{2, 3}}, "Biases" -> {1}], "Weights"]],
  {{2., 3.}},
  TestID -> "kernel, Normal gives the numbers of an array"
]

VerificationTest[
  NetExtract[LinearLayer[1, "Input" -> 1, "Biases" -> None], "Biases"],
  None,
  TestID -> "kernel, absent biases are None"
]

VerificationTest[
  Map[Head, NetExtract[NetChain[{2, Ramp, {3, Tanh}}, "Input" -> 2], All]],
  {LinearLayer, ElementwiseLayer, NetChain},
  TestID -> "kernel, the heads of layers"
]

VerificationTest[
  NetExpression[NetChain[{2, Tanh, 1}, "Input" -> 2]],
  {b[3, 1] + w[3, 1, 1]*Tanh[b[1, 1] + w[1, 1, 1]*x[1] + w[1, 1, 2]*x[2]] + w[3, 1, 2]*Tanh[b[1, 2] + w[1, 2, 1]*x[1] + w[1, 2, 2]*x[2]]},
  TestID -> "kernel, the formula of a net object"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{SoftmaxLayer[1]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 1, SoftmaxLayer[1]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer["ELU"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 2, ElementwiseLayer['ELU']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer["SELU"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 3, ElementwiseLayer['SELU']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer["GELU"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 4, ElementwiseLayer['GELU']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer["Mish"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 5, ElementwiseLayer['Mish']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer["HardSwish"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 6, ElementwiseLayer['HardSwish']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer["HardSigmoid"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 7, ElementwiseLayer['HardSigmoid']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ElementwiseLayer[Clip[#, {-0.25, 0.25}] &]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 8, ElementwiseLayer[Clip[#, {-0.25, 0.25}] &]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{FlattenLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 9, FlattenLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{FlattenLayer[1]}, "Input" -> {2, 3, 1}], RandomSeeding -> 1], input = {{{0.5}, {-0.25}, {1.}}, {{-2.}, {0.75}, {0.125}}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 10, FlattenLayer[1]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ReshapeLayer[{3, 2}]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 11, ReshapeLayer[{3, 2}]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{TransposeLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 12, TransposeLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{PartLayer[{All, 2}]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 13, PartLayer[{All, 2}]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{AggregationLayer[Max]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 14, AggregationLayer[Max]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{AggregationLayer[Mean, 1]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 15, AggregationLayer[Mean, 1]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{SummationLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 16, SummationLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{PaddingLayer[{{0, 1}, {1, 0}}]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 17, PaddingLayer[{{0, 1}, {1, 0}}]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{PaddingLayer[{{1, 1}, {1, 0}}, Padding -> "Reflected"]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 18, PaddingLayer[{{1, 1}, {1, 0}}, Padding -> 'Reflected']"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ReplicateLayer[2]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 19, ReplicateLayer[2]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{DropoutLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 20, DropoutLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ParametricRampLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 21, ParametricRampLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{BatchNormalizationLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 22, BatchNormalizationLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{NormalizationLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 23, NormalizationLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ConstantTimesLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 24, ConstantTimesLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{ConstantPlusLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 25, ConstantPlusLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{SequenceReverseLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 26, SequenceReverseLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{SequenceLastLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 27, SequenceLastLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{SequenceMostLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 28, SequenceMostLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{SequenceRestLayer[]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 29, SequenceRestLayer[]"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{LinearLayer[{2, 2}]}, "Input" -> {2, 3}], RandomSeeding -> 1], input = {{0.5, -0.25, 1.}, {-2., 0.75, 0.125}}},
    closeQ[NetExpression[net, input, "Parameters" -> "Values"], net[input], 10^-6]
  ],
  True,
  TestID -> "kernel, 30, LinearLayer[{2, 2}]"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {3}], CrossEntropyLossLayer["Binary"], {{0.25, 0.5, 0.75}} -> {{1, 0.5, 0}}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Binary", "Input" -> {3}][<|"Input" -> {0.25, 0.5, 0.75}, "Target" -> {1, 0.5, 0}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 1, CrossEntropyLossLayer['Binary']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {1}], CrossEntropyLossLayer["Binary"], {{-1.}} -> {{0.75}}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Binary", "Input" -> {1}][<|"Input" -> {-1.}, "Target" -> {0.75}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 2, CrossEntropyLossLayer['Binary']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {3}], CrossEntropyLossLayer["Probabilities"], {{0.25, 0.5, 0.25}} -> {{0.5, 0.25, 0.25}}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Probabilities", "Input" -> {3}][<|"Input" -> {0.25, 0.5, 0.25}, "Target" -> {0.5, 0.25, 0.25}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 3, CrossEntropyLossLayer['Probabilities']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {3}], CrossEntropyLossLayer["Probabilities"], {{0., 0.5, 0.5}} -> {{0.5, 0.25, 0.25}}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Probabilities", "Input" -> {3}][<|"Input" -> {0., 0.5, 0.5}, "Target" -> {0.5, 0.25, 0.25}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 4, CrossEntropyLossLayer['Probabilities']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {3}], CrossEntropyLossLayer["Index"], {{0.25, 0.5, 0.25}} -> {2}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Index", "Input" -> {3}][<|"Input" -> {0.25, 0.5, 0.25}, "Target" -> 2|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 5, CrossEntropyLossLayer['Index']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {3}], CrossEntropyLossLayer["Index"], {{0., 0.5, 0.5}} -> {1}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Index", "Input" -> {3}][<|"Input" -> {0., 0.5, 0.5}, "Target" -> 1|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 6, CrossEntropyLossLayer['Index']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {2, 2}], CrossEntropyLossLayer["Index"], {{{0.25, 0.75}, {0.5, 0.5}}} -> {{2, 1}}, "Log" -> "Kernel"],
    CrossEntropyLossLayer["Index", "Input" -> {2, 2}][<|"Input" -> {{0.25, 0.75}, {0.5, 0.5}}, "Target" -> {2, 1}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 7, CrossEntropyLossLayer['Index']"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {2, 2}], MeanSquaredLossLayer[], {{{0.25, 0.75}, {0.5, 0.5}}} -> {{{1, 0}, {2, 0.5}}}, "Log" -> "Kernel"],
    MeanSquaredLossLayer["Input" -> {2, 2}][<|"Input" -> {{0.25, 0.75}, {0.5, 0.5}}, "Target" -> {{1, 0}, {2, 0.5}}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 8, MeanSquaredLossLayer[]"
]

VerificationTest[
  closeQ[
    NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> {2, 2}], MeanAbsoluteLossLayer[], {{{0.25, 0.75}, {0.5, 0.5}}} -> {{{1, 0}, {2, 0.5}}}, "Log" -> "Kernel"],
    MeanAbsoluteLossLayer["Input" -> {2, 2}][<|"Input" -> {{0.25, 0.75}, {0.5, 0.5}}, "Target" -> {{1, 0}, {2, 0.5}}|>],
    10^-6
  ],
  True,
  TestID -> "kernel, loss 9, MeanAbsoluteLossLayer[]"
]

VerificationTest[
  closeQ[
    numeric[NetLossExpression[NetChain[{Ramp}, "Input" -> "Real"], ContrastiveLossLayer[0.5], {0.25} -> {True}]],
    ContrastiveLossLayer[0.5][<|"Input" -> 0.25, "Target" -> True|>],
    10^-6
  ],
  True,
  TestID -> "kernel, contrastive loss 1"
]

VerificationTest[
  closeQ[
    numeric[NetLossExpression[NetChain[{Ramp}, "Input" -> "Real"], ContrastiveLossLayer[0.5], {0.25} -> {False}]],
    ContrastiveLossLayer[0.5][<|"Input" -> 0.25, "Target" -> False|>],
    10^-6
  ],
  True,
  TestID -> "kernel, contrastive loss 2"
]

VerificationTest[
  closeQ[
    numeric[NetLossExpression[NetChain[{Ramp}, "Input" -> "Real"], ContrastiveLossLayer[0.75], {0.25} -> {True}]],
    ContrastiveLossLayer[0.75][<|"Input" -> 0.25, "Target" -> True|>],
    10^-6
  ],
  True,
  TestID -> "kernel, contrastive loss 3"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2], RandomSeeding -> 1]},
    closeQ[
      NetLossExpression[net, CrossEntropyLossLayer["Index"], {{0.5, -0.25}} -> {2}, "Parameters" -> "Values"],
      CrossEntropyLossLayer["Index", "Input" -> 2][<|"Input" -> net[{0.5, -0.25}], "Target" -> 2|>],
      10^-6
    ]
  ],
  True,
  TestID -> "kernel, the loss of a net"
]

VerificationTest[
  With[{net = NetInitialize[NetChain[{3, Tanh, 2}, "Input" -> 2], RandomSeeding -> 1]},
    closeQ[
      NetLossGradient[net, #1 &, "Input", "Parameters" -> "Values"] /. {x[1] -> 0.5, x[2] -> -0.25, t[_] -> 0.},
      net[{0.5, -0.25}, NetPortGradient["Input"]]/2,
      10^-6
    ]
  ],
  True,
  TestID -> "kernel, NetPortGradient is the derivative of the sum"
]

VerificationTest[
  With[{net = NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2]},
    Map[NetLossExpression[net] === NetLossExpression[net, #] &, {CrossEntropyLossLayer["Index"], CrossEntropyLossLayer["Probabilities"]}]
  ],
  {True, False},
  TestID -> "kernel, the form of a loss object"
]

VerificationTest[
  With[{net = NetChain[{2}, "Input" -> 1]},
    With[{terms = NetLossExpression[net, alpha*MeanSquaredLossLayer[] + MeanAbsoluteLossLayer[], "Terms"]},
      {Sort[Keys[terms]], terms["MeanSquaredLossLayer"] === alpha*NetLossExpression[net, MeanSquaredLossLayer[]]}
    ]
  ],
  {{"MeanAbsoluteLossLayer", "MeanSquaredLossLayer"}, True},
  TestID -> "kernel, Plus and Times of layers stay as they are"
]

VerificationTest[
  NetLossExpression[NetChain[{1}, "Input" -> 1], Hold[NetGraph[
    {ThreadingLayer[Function[(#1 - #2)^2]], SummationLayer[]},
    {{NetPort["Input"], NetPort["Target"]} -> 1 -> 2 -> NetPort["Loss"]}
  ]]],
  (b[1, 1] + w[1, 1, 1]*x[1] - t[1])^2,
  TestID -> "kernel, a held NetGraph as loss"
]
