(* ::Package:: *)

(* This file is the notebook NetLossExpression.nb as text: the notebook is made from it. Cells marked Input are inside
   comments, as in every package that the front end writes: they need a kernel, and reading this file leaves them out. *)

(* ::Title:: *)
(*The loss of a net as a formula*)

(* ::Input:: *)
(*PacletDirectoryLoad[ParentDirectory[NotebookDirectory[]]];
Needs["WLBridge`"]*)

(* ::Section:: *)
(*A net with two inputs, three hidden units and two classes*)

(* ::Code:: *)
net = NetChain[{LinearLayer[3], Tanh, LinearLayer[2], SoftmaxLayer[]}, "Input" -> 2];
loss = NetLossExpression[net, CrossEntropyLossLayer["Index"]]

(* ::Text:: *)
(*w[k, i, j] are the weights of layer k of the chain, b[k, i] its biases, x[i] is the input and t the class, counted from 1. Instead of one flat formula there is one of whole arrays, and one that names what occurs more than once.*)

(* ::Code:: *)
arrays = NetLossExpression[net, CrossEntropyLossLayer["Index"], "Form" -> "Array"]

(* ::Code:: *)
shared = NetLossExpression[net, CrossEntropyLossLayer["Index"], "Form" -> "Shared"]

(* ::Code:: *)
symbols = NetParameterSymbols[net]

(* ::Section:: *)
(*Factoring and dividing*)

(* ::Text:: *)
(*What a loss owes to its target has the target as a factor, and can be divided by it.*)

(* ::Code:: *)
linear = NetChain[{LinearLayer[1, "Biases" -> None]}, "Input" -> 2];
square = NetLossExpression[linear, MeanSquaredLossLayer[]];
change = Factor[square - (square /. t[1] -> 0)]

(* ::Code:: *)
quotient = Cancel[change/t[1]]

(* ::Section:: *)
(*The gradient*)

(* ::Text:: *)
(*By the chain rule through the layers: the derivative by the last biases is softmax less target.*)

(* ::Code:: *)
slopes = NetLossGradient[net, CrossEntropyLossLayer["Index"], {b[3, 1], b[3, 2]}]

(* ::Code:: *)
gradient = NetLossGradient[net, CrossEntropyLossLayer["Index"]];
Length[gradient]

(* ::Code:: *)
curvature = NetLossHessian[net, CrossEntropyLossLayer["Index"], {b[3, 1], b[3, 2]}]

(* ::Text:: *)
(*A kernel can check the first one by D, which differentiates the flat formula. The gradient takes t to be one of the classes, so that they agree for each of these: {0, 0}.*)

(* ::Input:: *)
(*Table[FullSimplify[(D[loss, b[3, 1]] - First[slopes]) /. t -> k], {k, 2}]*)

(* ::Section:: *)
(*The binary cross entropy and its gradient*)

(* ::Code:: *)
sigmoid = NetChain[{LogisticSigmoid}, "Input" -> "Real"];
entropy = NetLossExpression[sigmoid, CrossEntropyLossLayer["Binary"]]

(* ::Code:: *)
entropySlope = First[NetLossGradient[sigmoid, CrossEntropyLossLayer["Binary"], "Input"]]

(* ::Code:: *)
curves = Plot[Evaluate[Map[entropySlope /. t -> # &, {0, 1/2, 4/5, 1}]], {x, -6, 6}]

(* ::Text:: *)
(*The layer of the kernel clamps the logarithm at $MachineEpsilon: for the input -1. and the target 0.8 it printed 28.6963.*)

(* ::Code:: *)
clamped = NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> 1], CrossEntropyLossLayer["Binary"], "Log" -> "Kernel"];
published = clamped /. {x[1] -> -1., t[1] -> 0.8}

(* ::Section:: *)
(*A trained net*)

(* ::Code:: *)
data = {{-1., -0.5, 0., 0.5, 1.}, {-0.8, -0.5, 0., 0.5, 0.8}};
examples = MapThread[{#1} -> {#2} &, data];

(* ::Text:: *)
(*A kernel trains the net itself. Weights such as it finds stand below, so that the rest needs no training.*)

(* ::Input:: *)
(*trained = NetTrain[NetChain[{LinearLayer[2], Tanh, LinearLayer[1]}, "Input" -> 1], examples]*)

(* ::Code:: *)
trained = NetChain[{
  LinearLayer[2, "Weights" -> {{0.9}, {-0.4}}, "Biases" -> {0.1, 0.2}],
  Tanh,
  LinearLayer[1, "Weights" -> {{0.8, -0.5}}, "Biases" -> {0.02}]
}, "Input" -> 1];
weights = NetParameterRules[trained]

(* ::Code:: *)
output = NetExpression[trained] /. weights

(* ::Code:: *)
error = NetLossExpression[trained, MeanSquaredLossLayer[], examples, "Parameters" -> "Values"]

(* ::Section:: *)
(*The loss over two of the weights*)

(* ::Code:: *)
overData = NetLossExpression[trained, MeanSquaredLossLayer[], examples];
others = Select[weights, ! MemberQ[{w[1, 1, 1], w[3, 1, 1]}, First[#]] &];
surface = overData /. others /. {w[1, 1, 1] -> u, w[3, 1, 1] -> v}

(* ::Code:: *)
contours = ContourPlot[Evaluate[surface], {u, -3, 3}, {v, -3, 3}]
