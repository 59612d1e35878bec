(* Layers: the output as a formula of the input, as the documentation has it. *)

VerificationTest[
  NetExpression[NetChain[{LinearLayer[2]}, "Input" -> 2]],
  {b[1, 1] + w[1, 1, 1]*x[1] + w[1, 1, 2]*x[2], b[1, 2] + w[1, 2, 1]*x[1] + w[1, 2, 2]*x[2]},
  TestID -> "LinearLayer"
]

VerificationTest[
  NetExpression[NetChain[{LinearLayer[{2, 1}, "Biases" -> None]}, "Input" -> {2, 2}]],
  {{w[1, 1, 1]*x[1, 1] + w[1, 1, 2]*x[1, 2] + w[1, 1, 3]*x[2, 1] + w[1, 1, 4]*x[2, 2]}, {w[1, 2, 1]*x[1, 1] + w[1, 2, 2]*x[1, 2] + w[1, 2, 3]*x[2, 1] + w[1, 2, 4]*x[2, 2]}},
  TestID -> "LinearLayer of arrays without biases"
]

VerificationTest[
  NetExpression[NetChain[{LinearLayer[{}]}, "Input" -> 1]],
  b[1, 1] + w[1, 1, 1]*x[1],
  TestID -> "LinearLayer to one real"
]

VerificationTest[
  NetExpression[NetChain[{2, Tanh, 1}, "Input" -> 1]],
  {b[3, 1] + w[3, 1, 1]*Tanh[b[1, 1] + w[1, 1, 1]*x[1]] + w[3, 1, 2]*Tanh[b[1, 2] + w[1, 2, 1]*x[1]]},
  TestID -> "shorthands in a chain"
]

VerificationTest[
  NetExpression[NetChain[<|"in" -> 1, "f" -> Tanh, "out" -> {1, Ramp}|>, "Input" -> 1]],
  {Ramp[b[{"out", 1}, 1] + w[{"out", 1}, 1, 1]*Tanh[b["in", 1] + w["in", 1, 1]*x[1]]]},
  TestID -> "names and nested chains in symbols"
]

VerificationTest[
  NetExpression[NetChain[{NetChain[{1}], {1}}, "Input" -> 1]],
  {b[{2, 1}, 1] + w[{2, 1}, 1, 1]*(b[{1, 1}, 1] + w[{1, 1}, 1, 1]*x[1])},
  TestID -> "paths of nested chains in symbols"
]

VerificationTest[
  NetExpression[LinearLayer[1, "Input" -> 1]],
  {b[1, 1] + w[1, 1, 1]*x[1]},
  TestID -> "a single layer is a chain of one"
]

VerificationTest[
  NetExpression[NetChain[{LinearLayer[1, "Weights" -> {{2, 3}}], Tanh}]],
  {Tanh[b[1, 1] + w[1, 1, 1]*x[1] + w[1, 1, 2]*x[2]]},
  TestID -> "dimensions of the input told by weights"
]

VerificationTest[
  NetExpression[NetChain[{Tanh, ConstantTimesLayer["Scaling" -> {2, 3}]}]],
  {p[2, "Scaling", 1]*Tanh[x[1]], p[2, "Scaling", 2]*Tanh[x[2]]},
  TestID -> "dimensions of the input told through layers that keep them"
]

VerificationTest[
  NetExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2]],
  {Exp[x[1]]/(Exp[x[1]] + Exp[x[2]]), Exp[x[2]]/(Exp[x[1]] + Exp[x[2]])},
  TestID -> "SoftmaxLayer"
]

VerificationTest[
  NetExpression[NetChain[{SoftmaxLayer[1]}, "Input" -> {2, 1}]],
  {{Exp[x[1, 1]]/(Exp[x[1, 1]] + Exp[x[2, 1]])}, {Exp[x[2, 1]]/(Exp[x[1, 1]] + Exp[x[2, 1]])}},
  TestID -> "SoftmaxLayer along a level"
]

VerificationTest[
  NetExpression[NetChain[{DropoutLayer[0.3]}, "Input" -> 1]],
  {x[1]},
  TestID -> "DropoutLayer"
]

VerificationTest[
  closeQ[
    NetExpression[NetChain[{BatchNormalizationLayer[]}, "Input" -> {2, 2}]] /.
      {x[i_, j_] :> i + 0.1*j, p[1, "MovingMean", i_] :> 0.5*i, p[1, "MovingVariance", i_] :> 2.*i, p[1, "Scaling", i_] :> 3.*i, b[1, i_] :> 5.*i},
    {{5 + 3*0.6/Sqrt[2.001], 5 + 3*0.7/Sqrt[2.001]}, {10 + 6*1.1/Sqrt[4.001], 10 + 6*1.2/Sqrt[4.001]}}
  ],
  True,
  TestID -> "BatchNormalizationLayer along the first level"
]

VerificationTest[
  closeQ[
    NetExpression[NetChain[{BatchNormalizationLayer[Interleaving -> True, "Epsilon" -> 2, "Scaling" -> None, "Biases" -> None]}, "Input" -> {1, 2}]] /.
      {x[i_, j_] :> i + 0.1*j, p[1, "MovingMean", i_] :> 0.5*i, p[1, "MovingVariance", i_] :> 2.*i},
    {{0.6/Sqrt[4.], 0.2/Sqrt[6.]}}
  ],
  True,
  TestID -> "BatchNormalizationLayer along the last level"
]

VerificationTest[
  closeQ[NetExpression[NetChain[{NormalizationLayer[1, "Same", "Scaling" -> {2, 3}, "Biases" -> {4, 5}]}, "Input" -> 2], {1., 3.}, "Parameters" -> "Values"], {4 - 2/Sqrt[1.001], 5 + 3/Sqrt[1.001]}],
  True,
  TestID -> "NormalizationLayer"
]

VerificationTest[
  closeQ[NetExpression[NetChain[{NormalizationLayer["Scaling" -> {2}, "Biases" -> None, "Unbiased" -> True]}, "Input" -> {1, 2}], {{1., 3.}}, "Parameters" -> "Values"], {{-2/Sqrt[2.001], 2/Sqrt[2.001]}}],
  True,
  TestID -> "NormalizationLayer over the levels after the first, unbiased"
]

VerificationTest[
  closeQ[NetExpression[NetChain[{NormalizationLayer[All, {}, Method -> "RMS", "Scaling" -> 3, "Biases" -> None]}, "Input" -> 2], {1., 3.}, "Parameters" -> "Values"], {3/Sqrt[5.001], 9/Sqrt[5.001]}],
  True,
  TestID -> "NormalizationLayer by the mean square"
]

VerificationTest[
  NetExpression[NetChain[{ParametricRampLayer[]}, "Input" -> 2], {3, -2}],
  {3, -2*p[1, "Slope", 2]},
  TestID -> "ParametricRampLayer"
]

VerificationTest[
  NetExpression[NetChain[{ParametricRampLayer[{}, "Slope" -> 1/4]}, "Input" -> 2], {3, -2}, "Parameters" -> "Values"],
  {3, -1/2},
  TestID -> "ParametricRampLayer of one slope"
]

VerificationTest[
  NetExpression[NetChain[{ConstantTimesLayer[], ConstantPlusLayer[]}, "Input" -> 1]],
  {b[2, 1] + p[1, "Scaling", 1]*x[1]},
  TestID -> "ConstantTimesLayer and ConstantPlusLayer"
]

VerificationTest[
  NetExpression[NetChain[{SummationLayer[]}, "Input" -> {2, 2}]],
  x[1, 1] + x[1, 2] + x[2, 1] + x[2, 2],
  TestID -> "SummationLayer"
]

VerificationTest[
  Map[Function[f, NetExpression[NetChain[{AggregationLayer[f]}, "Input" -> {2, 3}], {{1, 2, 6}, {3, 5, 4}}]], {Mean, Total, Max, Min, Times}],
  {{3, 4}, {9, 12}, {6, 5}, {1, 3}, {12, 60}},
  TestID -> "AggregationLayer over the levels after the first"
]

VerificationTest[
  {NetExpression[NetChain[{AggregationLayer[Total, 1]}, "Input" -> {2, 2}], {{1, 2}, {3, 4}}], NetExpression[NetChain[{AggregationLayer[Total, All]}, "Input" -> {2, 2}], {{1, 2}, {3, 4}}]},
  {{4, 6}, 10},
  TestID -> "AggregationLayer over given levels"
]

VerificationTest[
  Map[Function[n, NetExpression[NetChain[{FlattenLayer[n]}, "Input" -> {1, 2, 2}], {{{1, 2}, {3, 4}}}]], {Infinity, 1, -1}],
  {{1, 2, 3, 4}, {{1, 2}, {3, 4}}, {{1, 2, 3, 4}}},
  TestID -> "FlattenLayer"
]

VerificationTest[
  {NetExpression[NetChain[{ReshapeLayer[{3, 2}]}, "Input" -> {2, 3}], {{1, 2, 3}, {4, 5, 6}}], NetExpression[NetChain[{ReshapeLayer[{Automatic, 1}]}, "Input" -> 2], {1, 2}]},
  {{{1, 2}, {3, 4}, {5, 6}}, {{1}, {2}}},
  TestID -> "published ReshapeLayer"
]

VerificationTest[
  {NetExpression[NetChain[{TransposeLayer[{2, 1}]}, "Input" -> {2, 3}], {{1, 2, 3}, {4, 5, 6}}], NetExpression[NetChain[{TransposeLayer[]}, "Input" -> {2, 1}], {{1}, {2}}], NetExpression[NetChain[{TransposeLayer[1 <-> 3]}, "Input" -> {1, 1, 2}], {{{1, 2}}}]},
  {{{1, 4}, {2, 5}, {3, 6}}, {{1, 2}}, {{{1}}, {{2}}}},
  TestID -> "published TransposeLayer"
]

VerificationTest[
  NetExpression[NetChain[{TransposeLayer[{3, 1, 2}]}, "Input" -> {2, 1, 3}], {{{1, 2, 3}}, {{4, 5, 6}}}],
  {{{1, 4}, {2, 5}, {3, 6}}},
  TestID -> "TransposeLayer makes level k of the input level nk"
]

VerificationTest[
  Map[Function[q, NetExpression[NetChain[{PartLayer[q]}, "Input" -> {2, 3}], {{1, 2, 3}, {4, 5, 6}}]], {2, -2, {All, 1}, Span[2, 2], {Span[1, -1], Span[3, 1, -2]}, {2, 3}}],
  {{4, 5, 6}, {1, 2, 3}, {1, 4}, {{4, 5, 6}}, {{3, 1}, {6, 4}}, 6},
  TestID -> "PartLayer"
]

VerificationTest[
  Map[Function[q, NetExpression[NetChain[{q}, "Input" -> 3], {1, 2, 3}]], {SequenceLastLayer[], SequenceMostLayer[], SequenceRestLayer[], SequenceReverseLayer[]}],
  {3, {1, 2}, {2, 3}, {3, 2, 1}},
  TestID -> "sequence layers"
]

VerificationTest[
  {NetExpression[NetChain[{PaddingLayer[{{1, 2}}]}, "Input" -> 2], {5, 6}], NetExpression[NetChain[{PaddingLayer[{{1, 2}}, Padding -> "Fixed"]}, "Input" -> 2], {5, 6}], NetExpression[NetChain[{PaddingLayer[{{2, 1}}, Padding -> "Reflected"]}, "Input" -> 3], {1, 2, 3}], NetExpression[NetChain[{PaddingLayer[{{0, 1}, {1, 0}}, Padding -> 7]}, "Input" -> {1, 1}], {{1}}]},
  {{0, 5, 6, 0, 0}, {5, 5, 6, 6, 6}, {3, 2, 1, 2, 3, 2}, {{7, 1}, {7, 7}}},
  TestID -> "PaddingLayer"
]

VerificationTest[
  {NetExpression[NetChain[{ReplicateLayer[2]}, "Input" -> 2], {1, 2}], NetExpression[NetChain[{ReplicateLayer[2, 2]}, "Input" -> 2], {1, 2}], NetExpression[NetChain[{ReplicateLayer[{1, 2}]}, "Input" -> "Real"], 3]},
  {{{1, 2}, {1, 2}}, {{1, 1}, {2, 2}}, {{3, 3}}},
  TestID -> "ReplicateLayer"
]
