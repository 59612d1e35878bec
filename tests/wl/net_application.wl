(* A TEST DOUBLE of the application of nets, for interpreters that have none: NetChain, loss layers and NetGraph
   applied to data, with an option WorkingPrecision, as the documentation has them, by the formulas of this package.
   What passes with it says that a question means the case it was made of; it says nothing of a kernel. *)

NetChain[layers_, port_][data_, WorkingPrecision -> _] := If[
  Length[Dimensions[data]] > rank[Last[port]],
  Map[netValue[layers, port, #] &, data],
  netValue[layers, port, data]
];
netValue[layers_, port_, input_] :=
  numeric[NetExpression[NetChain[layers, port], input, "Parameters" -> "Values"]];

rank["Real"] := 0;
rank[n_Integer] := 1;
rank[n_List] := Length[n];

CrossEntropyLossLayer[form_, port_][data_, WorkingPrecision -> _] := lossValue[CrossEntropyLossLayer[form], Last[port], data];
MeanSquaredLossLayer[port_][data_, WorkingPrecision -> _] := lossValue[MeanSquaredLossLayer[], Last[port], data];
MeanAbsoluteLossLayer[port_][data_, WorkingPrecision -> _] := lossValue[MeanAbsoluteLossLayer[], Last[port], data];
ContrastiveLossLayer[margin___][data_, WorkingPrecision -> _] := lossValue[ContrastiveLossLayer[margin], "Real", data];

lossValue[loss_, port_, data_] := If[
  Length[Dimensions[data["Input"]]] > rank[port],
  Table[exampleLoss[loss, port, data["Input"][[k]], data["Target"][[k]]], {k, Length[data["Input"]]}],
  exampleLoss[loss, port, data["Input"], data["Target"]]
];
exampleLoss[loss_, port_, input_, target_] :=
  numeric[NetLossExpression[NetChain[{DropoutLayer[]}, "Input" -> port], loss, {input} -> {target}, "Log" -> "Kernel"]];

NetGraph[parts_, {"net" -> NetPort["loss", "Input"]}][data_, NetPortGradient[{"net", k_, array_}], WorkingPrecision -> _] :=
  slope[parts["net"], parts["loss"], {data["Input"]} -> {data["Target"]}, k, If[array === "Weights", w, b]];
slope[net_, loss_, data_, k_, head_] := With[
  {symbols = Select[NetParameterSymbols[net], Head[#] === head && First[#] === k &]},
  With[{slopes = numeric[NetLossGradient[net, loss, symbols, data] /. NetParameterRules[net]]},
    If[head === w, Partition[slopes, Last[Last[symbols]]], slopes]
  ]
];
