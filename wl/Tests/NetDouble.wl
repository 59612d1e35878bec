(* A TEST DOUBLE of net objects, for interpreters that have none. It is written from the documentation of NetExtract
   alone and proves nothing about a kernel: results that rest on it say so.

   netDouble makes an object that only NetExtract can take apart, of a net as it is written. As documented,
   NetExtract[net, All] gives the layers of a chain, by name where they have names, and all parameters of a layer, each
   an array or an option; arrays are NumericArray objects, or Automatic before initialisation; ports are integers for
   vectors. Arguments whose keys nobody documents stand under keys that nobody can guess. *)

netDouble[e_] := With[{head = SymbolName[Head[e]]},
  Which[
    head === "Integer", netDouble[LinearLayer[e]],
    head === "Symbol" || head === "Function", netDouble[ElementwiseLayer[e]],
    head === "List", netDouble[NetChain[e]],
    True, netDoubleNamed[head, List @@ e, Head[e]]
  ]
];

netDoubleNamed["NetChain", arguments_, _] := With[{layers = First[arguments]},
  NetChain["Double", If[ListQ[layers],
    Map[netDouble, layers],
    Association @@ Map[# -> netDouble[layers[#]] &, Keys[layers]]
  ], netDoubleInput[Rest[arguments]]]
];
netDoubleNamed["LinearLayer", arguments_, head_] := head["Double",
  netDoubleArrays[{"Weights" -> Automatic, "Biases" -> Automatic}, Rest[arguments]],
  First[arguments]
];
netDoubleNamed["ElementwiseLayer", arguments_, head_] := head["Double", <|"Function" -> First[arguments]|>, None];
netDoubleNamed["BatchNormalizationLayer", arguments_, head_] := head["Double", netDoubleArrays[{
  "Epsilon" -> 0.001, "Interleaving" -> False, "MovingMean" -> Automatic, "MovingVariance" -> Automatic,
  "Scaling" -> Automatic, "Biases" -> Automatic
}, arguments], None];
netDoubleNamed["SoftmaxLayer", arguments_, head_] := head["Double", <|"Undocumented1" -> First[Append[arguments, -1]]|>, None];
netDoubleNamed["ParametricRampLayer", arguments_, head_] :=
  head["Double", netDoubleArrays[{"Slope" -> Automatic, "Undocumented1" -> 1}, arguments], None];
netDoubleNamed["ContrastiveLossLayer", arguments_, head_] :=
  head["Double", <|"Undocumented1" -> First[Append[arguments, 0.5]]|>, None];
netDoubleNamed["ConstantTimesLayer", arguments_, head_] :=
  head["Double", netDoubleArrays[{"Scaling" -> Automatic}, arguments], None];
netDoubleNamed["ConstantPlusLayer", arguments_, head_] :=
  head["Double", netDoubleArrays[{"Biases" -> Automatic}, arguments], None];
netDoubleNamed["PaddingLayer", arguments_, head_] :=
  head["Double", netDoubleArrays[{"Undocumented1" -> First[arguments], "Padding" -> 0}, Rest[arguments]], None];
netDoubleNamed[_, arguments_, head_] := head["Double", Association @@ Table[
  StringJoin["Undocumented", ToString[k]] -> arguments[[k]],
  {k, Length[arguments]}
], None];

netDoubleInput[{}] := Automatic;
netDoubleInput[rules_] := Last[First[rules]];

netDoubleArrays[defaults_, rules_] := Association @@ Join[
  defaults,
  Map[netDoubleKey[First[#]] -> If[ListQ[Last[#]], NumericArray[Last[#], "Real32"], Last[#]] &, rules]
];

netDoubleKey[key_] := If[StringQ[key], key, SymbolName[key]];

(* The port of a vector is an integer, also where {n} was given. *)
netDoublePort[{n_Integer}] := n;
netDoublePort[port_] := port;

netDoubleQ[e_] := MatchQ[e, _["Double", _, _]];

NetExtract[net_, key_] := If[netDoubleQ[net], netDoubleExtract[List @@ net, SymbolName[Head[net]], key], $Failed];
netDoubleExtract[{_, parts_, port_}, head_, key_] := Which[
  key === All, parts,
  key === "Input" && head === "NetChain", netDoublePort[port],
  key === "Output" && head === "LinearLayer", netDoublePort[port],
  key === "Input" || key === "Output", Automatic,
  True, parts[key]
];

Normal[NumericArray[values_, _]] ^:= values;
