(* What is refused: always one message, and a Failure with its tag and the position of the layer. *)

VerificationTest[
  refusal[NetLossExpression[NetChain[{1, FooLayer[3]}, "Input" -> 1]]],
  {Failure, "UnknownLayer", 2},
  {NetLossExpression::failed},
  TestID -> "an unknown layer"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1, PoolingLayer[2]}, "Input" -> 1]]],
  {Failure, "UnknownLayer", 2},
  {NetLossExpression::failed},
  TestID -> "a layer that is not supported"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1, "ReLU"}, "Input" -> 1]]],
  {Failure, "UnknownLayer", 2},
  {NetLossExpression::failed},
  TestID -> "a string in place of a layer"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1, 2.5}, "Input" -> 1]]],
  {Failure, "UnknownLayer", 2},
  {NetLossExpression::failed},
  TestID -> "a real in place of a layer"
]

VerificationTest[
  refusal[NetLossExpression[NetGraph[{1}, {}]]],
  {Failure, "NetGraph", None},
  {NetLossExpression::failed},
  TestID -> "a NetGraph"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1, {Tanh, NetGraph[{}, {}]}}, "Input" -> 1]]],
  {Failure, "NetGraph", {2, 2}},
  {NetLossExpression::failed},
  TestID -> "a NetGraph inside a nested chain"
]

VerificationTest[
  refusal[NetLossExpression[3]],
  {Failure, "UnknownLayer", None},
  {NetLossExpression::failed},
  TestID -> "a number in place of a net"
]

VerificationTest[
  refusal[NetLossExpression[]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "no net"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}], 2, 3, 4]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "too many arguments"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[]]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "a chain without layers"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{}, "Input" -> 1]]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "an empty chain"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[Tanh, "Input" -> 1]]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "a chain of no list"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Output" -> 1]]],
  {Failure, "UnknownOption", None},
  {NetLossExpression::failed},
  TestID -> "an unknown option of a chain"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[<|3 -> Tanh|>, "Input" -> 1]]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "a name that is no string"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}]]],
  {Failure, "InputDimensions", None},
  {NetLossExpression::failed},
  TestID -> "an input of unknown dimensions"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> "Varying"]]],
  {Failure, "Dimensions", None},
  {NetLossExpression::failed},
  TestID -> "an input of varying dimensions"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> -2]]],
  {Failure, "Dimensions", None},
  {NetLossExpression::failed},
  TestID -> "an input of negative dimensions"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[1, "Input" -> 3]}, "Input" -> 2]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "a layer whose input does not fit"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{2, LinearLayer[1, "Weights" -> {{1, 2, 3}}]}, "Input" -> 1]]],
  {Failure, "Dimensions", 2},
  {NetLossExpression::failed},
  TestID -> "weights that do not fit"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[2, "Biases" -> {1}]}, "Input" -> 1]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "biases that do not fit"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[1, "Weights" -> {{a}}]}, "Input" -> 1]]],
  {Failure, "Values", 1},
  {NetLossExpression::failed},
  TestID -> "weights that are no numbers"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[0]}, "Input" -> 1]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "a layer without outputs"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[]}, "Input" -> 1]]],
  {Failure, "Arguments", 1},
  {NetLossExpression::failed},
  TestID -> "a layer without its argument"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[1, 2]}, "Input" -> 1]]],
  {Failure, "Arguments", 1},
  {NetLossExpression::failed},
  TestID -> "a layer with too many arguments"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[1, "Bias" -> None]}, "Input" -> 1]]],
  {Failure, "UnknownOption", 1},
  {NetLossExpression::failed},
  TestID -> "an unknown option of a layer"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[1, "Biases" -> None, "Biases" -> None]}, "Input" -> 1]]],
  {Failure, "UnknownOption", 1},
  {NetLossExpression::failed},
  TestID -> "an option given twice"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[<|"a" -> 1, "b" -> ElementwiseLayer["LeakyReLU"]|>, "Input" -> 1]]],
  {Failure, "UnknownFunction", "b"},
  {NetLossExpression::failed},
  TestID -> "an undocumented name of a function"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1, Zeta}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 2},
  {NetLossExpression::failed},
  TestID -> "an unknown function"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{# + a &}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetLossExpression::failed},
  TestID -> "a symbol in a function"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{ElementwiseLayer[3]}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetLossExpression::failed},
  TestID -> "a number in place of a function"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{# + I &}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetLossExpression::failed},
  TestID -> "a complex number in a function"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{If[foo[#], 1, 2] &}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetLossExpression::failed},
  TestID -> "an unknown condition"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{If[# === 0, 1, 2] &}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetLossExpression::failed},
  TestID -> "a condition that is decided for symbols"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{SoftmaxLayer[2]}, "Input" -> 2]]],
  {Failure, "OutOfRange", 1},
  {NetLossExpression::failed},
  TestID -> "a level that is not there"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> "Real"]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "a softmax of one real"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{DropoutLayer[1.5]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "a probability above 1"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{BatchNormalizationLayer["Epsilon" -> -1]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "a negative Epsilon"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{BatchNormalizationLayer[Interleaving -> 2]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "an Interleaving that is no truth value"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{NormalizationLayer[]}, "Input" -> 2]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "no levels to normalise over"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{NormalizationLayer[1, "Same", Method -> "Max"]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "an unknown method of normalising"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{NormalizationLayer[1, "Unbiased" -> True]}, "Input" -> 1]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "an unbiased variance of one element"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{AggregationLayer[Median, 1]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "an unknown aggregation"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{AggregationLayer[Max, {1, 1}]}, "Input" -> {2, 2}]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "a level named twice"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{FlattenLayer[2]}, "Input" -> {2, 2}]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "a level too deep to flatten"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{ReshapeLayer[{3}]}, "Input" -> 2]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "dimensions that do not hold the elements"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{ReshapeLayer[{Automatic, Automatic}]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "two dimensions that are Automatic"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{TransposeLayer[{1, 1}]}, "Input" -> {2, 2}]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "levels that are no permutation"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{TransposeLayer["all"]}, "Input" -> {2, 2}]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "a transposition that says nothing"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PartLayer[3]}, "Input" -> 2]]],
  {Failure, "OutOfRange", 1},
  {NetLossExpression::failed},
  TestID -> "a part that is not there"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PartLayer[{1, 1}]}, "Input" -> 2]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "parts of too many levels"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PartLayer[Span[2, 1]]}, "Input" -> 2]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "an empty span"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PartLayer["first"]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "a part that is none"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{SequenceMostLayer[]}, "Input" -> 1]]],
  {Failure, "OutOfRange", 1},
  {NetLossExpression::failed},
  TestID -> "the most of one element"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PaddingLayer[{{1}}]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "widths that are no pairs"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PaddingLayer[{{2, 0}}, Padding -> "Reflected"]}, "Input" -> 2]]],
  {Failure, "Dimensions", 1},
  {NetLossExpression::failed},
  TestID -> "more to reflect than there is"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{PaddingLayer[{{1, 0}}, Padding -> "Periodic"]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "an unknown way of padding"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{ReplicateLayer[0]}, "Input" -> 2]]],
  {Failure, "Setting", 1},
  {NetLossExpression::failed},
  TestID -> "no copies"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{ReplicateLayer[2, 3]}, "Input" -> 2]]],
  {Failure, "OutOfRange", 1},
  {NetLossExpression::failed},
  TestID -> "a position for copies that is not there"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], FooLossLayer[]]],
  {Failure, "UnknownLoss", None},
  {NetLossExpression::failed},
  TestID -> "an unknown loss"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "MeanSquared"]],
  {Failure, "UnknownLoss", None},
  {NetLossExpression::failed},
  TestID -> "a string in place of a loss"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], CrossEntropyLossLayer["Hinge"]]],
  {Failure, "Setting", None},
  {NetLossExpression::failed},
  TestID -> "an unknown form of the cross entropy"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], CrossEntropyLossLayer[]]],
  {Failure, "Arguments", None},
  {NetLossExpression::failed},
  TestID -> "a cross entropy without its form"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[{}]}, "Input" -> 1], CrossEntropyLossLayer["Index"]]],
  {Failure, "Dimensions", None},
  {NetLossExpression::failed},
  TestID -> "classes of one real"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{2}, "Input" -> 1], ContrastiveLossLayer[]]],
  {Failure, "Dimensions", None},
  {NetLossExpression::failed},
  TestID -> "a contrastive loss of a vector"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{LinearLayer[{}]}, "Input" -> 1], ContrastiveLossLayer[-1]]],
  {Failure, "Setting", None},
  {NetLossExpression::failed},
  TestID -> "a negative margin"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{2, SoftmaxLayer[]}, "Input" -> 1], CrossEntropyLossLayer["Index"], {{1}} -> {3}]],
  {Failure, "OutOfRange", None},
  {NetLossExpression::failed},
  TestID -> "a class out of range"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{2, SoftmaxLayer[]}, "Input" -> 1], CrossEntropyLossLayer["Index"], {{1}} -> {1.5}]],
  {Failure, "OutOfRange", None},
  {NetLossExpression::failed},
  TestID -> "a class that is no integer"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, {{1}, {2}} -> {{1}}]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "data whose parts differ in length"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, <|"Input" -> {{1}}|>]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "data without targets"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, {}]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "no data"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, 5]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "a number in place of data"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, {{1, 2}} -> {{1}}]],
  {Failure, "Dimensions", None},
  {NetLossExpression::failed},
  TestID -> "an example of other dimensions"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, {{1}} -> {{1, 2}}]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "a target of other dimensions"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Automatic, {{"a"}} -> {{1}}]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "data that are strings"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Form" -> "Flat"]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "a form that is unknown"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Log" -> 2]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "a reading of the logarithm that is unknown"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Parameters" -> "Random"]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "a setting of Parameters that is unknown"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Simplification" -> 3]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "a Simplification that is no function"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Weight" -> 3]],
  {Failure, "UnknownOption", None},
  {NetLossExpression::failed},
  TestID -> "an unknown option"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Weight" -> v}]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "an unknown kind of symbols"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Weights" -> "w_1"}]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "a head that cannot be a symbol"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Weights" -> E}]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "a head of the system"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Weights" -> b}]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "two kinds of symbols with one head"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> v]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "Symbols that are no list"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], Method -> "Java"]],
  {Failure, "OptionValue", None},
  {NetLossExpression::failed},
  TestID -> "an unknown method"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Parameters" -> "Values"]],
  {Failure, "Uninitialized", 1},
  {NetLossExpression::failed},
  TestID -> "values of a net that is not initialised"
]

VerificationTest[
  refusal[NetParameterRules[NetChain[{1}, "Input" -> 1]]],
  {Failure, "Uninitialized", None},
  {NetParameterRules::failed},
  TestID -> "rules of a net that is not initialised"
]

VerificationTest[
  refusal[NetParameterRules[NetChain[{1, Foo[]}, "Input" -> 1]]],
  {Failure, "UnknownLayer", 2},
  {NetParameterRules::failed},
  TestID -> "rules of an unknown layer"
]

VerificationTest[
  refusal[NetParameterSymbols[NetChain[{1}]]],
  {Failure, "InputDimensions", None},
  {NetParameterSymbols::failed},
  TestID -> "parameters of unknown dimensions"
]

VerificationTest[
  refusal[NetParameterSymbols[NetChain[{1}, "Input" -> 1], "Form" -> "Array"]],
  {Failure, "UnknownOption", None},
  {NetParameterSymbols::failed},
  TestID -> "an option that a function does not have"
]

VerificationTest[
  refusal[NetExpression[NetChain[{1}, "Input" -> 1], {1, 2}]],
  {Failure, "Dimensions", None},
  {NetExpression::failed},
  TestID -> "an input that does not fit"
]

VerificationTest[
  refusal[NetExpression[NetChain[{1}, "Input" -> 1], {{1}}, "Log" -> "Exact"]],
  {Failure, "UnknownOption", None},
  {NetExpression::failed},
  TestID -> "an output has no logarithm"
]

VerificationTest[
  refusal[NetExpression[NetChain[{1}, "Input" -> 2], {I, 1}]],
  {Failure, "Data", None},
  {NetExpression::failed},
  TestID -> "an input that is not real"
]

VerificationTest[
  refusal[NetLossGradient[NetChain[{1}, "Input" -> 1], Automatic, {foo}]],
  {Failure, "Variables", None},
  {NetLossGradient::failed},
  TestID -> "a variable that is not there"
]

VerificationTest[
  refusal[NetLossGradient[NetChain[{1}, "Input" -> 1], Automatic, "Weights"]],
  {Failure, "Variables", None},
  {NetLossGradient::failed},
  TestID -> "a kind of variables that is not there"
]

VerificationTest[
  refusal[NetLossGradient[NetChain[{2, SoftmaxLayer[]}, "Input" -> 1], Automatic, {t}]],
  {Failure, "Variables", None},
  {NetLossGradient::failed},
  TestID -> "a derivative by a class"
]

VerificationTest[
  refusal[NetLossGradient[NetChain[{1}, "Input" -> 1], Automatic, "Input", {{1}} -> {{2}}]],
  {Failure, "Variables", None},
  {NetLossGradient::failed},
  TestID -> "a derivative by an input that has values"
]

VerificationTest[
  refusal[NetLossHessian[NetChain[{1}, "Input" -> 1], Automatic, {w[1, 1, 2]}]],
  {Failure, "Variables", None},
  {NetLossHessian::failed},
  TestID -> "a weight that is not there"
]

VerificationTest[
  refusal[NetLossHessian[NetChain[{1, PartLayer[2]}, "Input" -> 1]]],
  {Failure, "OutOfRange", 2},
  {NetLossHessian::failed},
  TestID -> "a Hessian of a net that cannot be"
]

VerificationTest[
  Block[{w = 3}, refusal[NetLossExpression[NetChain[{1}, "Input" -> 1]]]],
  {Failure, "SymbolHasValue", 1},
  {NetLossExpression::failed},
  TestID -> "a symbol that has a value"
]

VerificationTest[
  (sv[1, 1, 1] = 5; refusal[NetLossExpression[NetChain[{1}, "Input" -> 1], "Symbols" -> {"Weights" -> sv}]]),
  {Failure, "SymbolHasValue", 1},
  {NetLossExpression::failed},
  TestID -> "an indexed symbol that has a value"
]

VerificationTest[
  Last[NetLossExpression[NetChain[{1, {Tanh, FooLayer[]}}, "Input" -> 1]]]["MessageParameters"]["Text"] === "layer {2, 2}: FooLayer is not a layer that is known here; the layers are AggregationLayer, BatchNormalizationLayer, ConstantPlusLayer, ConstantTimesLayer, DropoutLayer, ElementwiseLayer, FlattenLayer, LinearLayer, NormalizationLayer, PaddingLayer, ParametricRampLayer, PartLayer, ReplicateLayer, ReshapeLayer, SequenceLastLayer, SequenceMostLayer, SequenceRestLayer, SequenceReverseLayer, SoftmaxLayer, SummationLayer, TransposeLayer.",
  True,
  {NetLossExpression::failed},
  TestID -> "the message names the layer"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{2}, "Input" -> 1], (#1[[1]] - #2[[1]])^2 &]],
  {Failure, "UnknownFunction", None},
  {NetLossExpression::failed},
  TestID -> "a loss that looks at parts"
]

VerificationTest[
  Map[refusal[NetLossExpression[NetChain[{2}, "Input" -> 1], #]] &, {First[#1] - First[#2] &, Length[#1] &, Map[Abs, #1 - #2] &, Apply[Plus, #1 - #2] &, Total[(#1 - #2)^2] &}],
  {{Failure, "UnknownFunction", None}, {Failure, "UnknownFunction", None}, {Failure, "UnknownFunction", None}, {Failure, "UnknownFunction", None}, {Failure, "UnknownFunction", None}},
  {NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed, NetLossExpression::failed},
  TestID -> "losses that look into their arguments"
]

VerificationTest[
  refusal[NetExpression[NetChain[{ElementwiseLayer[#2 &]}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetExpression::failed},
  TestID -> "a function of an argument that is not given"
]

VerificationTest[
  refusal[NetExpression[NetChain[{ElementwiseLayer[Clip[#, {2, 1}] &]}, "Input" -> 1]]],
  {Failure, "UnknownFunction", 1},
  {NetExpression::failed},
  TestID -> "bounds of Clip in the wrong order"
]

VerificationTest[
  refusal[NetExpression[NetChain[{2}, "Input" -> 1], "Form" -> "Array", "Symbols" -> {"Input" -> "w1"}]],
  {Failure, "SymbolClash", None},
  {NetExpression::failed},
  TestID -> "an input named as an array"
]

VerificationTest[
  refusal[NetExpression[NetChain[{2}, "Input" -> 1], {w1}, "Form" -> "Array"]],
  {Failure, "SymbolClash", None},
  {NetExpression::failed},
  TestID -> "a symbol of the input named as an array"
]

VerificationTest[
  refusal[NetExpression[NetChain[<|"a_b" -> 1, "a" -> NetChain[<|"b" -> 1|>]|>, "Input" -> 1], "Form" -> "Array"]],
  {Failure, "SymbolClash", None},
  {NetExpression::failed},
  TestID -> "two arrays of one name"
]

VerificationTest[
  refusal[NetExpression[NetChain[{2}, "Input" -> 1], "Form" -> "Shared", "Simplification" -> Expand]],
  {Failure, "OptionValue", None},
  {NetExpression::failed},
  TestID -> "a simplification of what is held"
]

VerificationTest[
  refusal[NetExpression[NetChain[{2}, "Input" -> 1], "Simplification" -> True]],
  {Failure, "OptionValue", None},
  {NetExpression::failed},
  TestID -> "a simplification that is no function"
]

VerificationTest[
  Map[Function[e, refusal[NetExpression[NetChain[{Tanh}, "Input" -> 1], {e}]]], {Infinity, Null, True, Missing["a"], Indeterminate, 2 + I}],
  {{Failure, "Data", None}, {Failure, "Data", None}, {Failure, "Data", None}, {Failure, "Data", None}, {Failure, "Data", None}, {Failure, "Data", None}},
  {NetExpression::failed, NetExpression::failed, NetExpression::failed, NetExpression::failed, NetExpression::failed, NetExpression::failed},
  TestID -> "inputs that are no real numbers"
]

VerificationTest[
  refusal[NetLossExpression[NetChain[{SoftmaxLayer[]}, "Input" -> 2], CrossEntropyLossLayer["Index"], {{1, 2}} -> {True}]],
  {Failure, "Data", None},
  {NetLossExpression::failed},
  TestID -> "a truth value as a class"
]

VerificationTest[
  refusal[Block[{t = x}, NetLossExpression[NetChain[{1}, "Input" -> 1]]]],
  {Failure, "SymbolHasValue", None},
  {NetLossExpression::failed},
  TestID -> "a symbol whose value is another symbol"
]
