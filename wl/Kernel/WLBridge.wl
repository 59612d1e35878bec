(* ::Package:: *)

(* WLBridge: the loss of a feed-forward net as a formula.

   A net becomes a program: a straight line of scalar formulas, one for each element of each layer's output, in which
   node[k] stands for the k-th. The explicit form puts them into one another, the shared form names them, and
   derivatives go backwards through them, layer by layer.

   Inside a program piecewise functions and comparisons have inert heads (cases, greater, ...), so that nothing
   evaluates before all values are in place; $system has those of the Wolfram Language.

   The file keeps to the part of the language that the open interpreters woxi, Mathilda and Mathics3 share with a
   kernel: no ArrayReshape, GroupBy, Lookup or Enclose; formulas are taken apart by Head and List @@, since woxi has
   no patterns for powers, comparisons and pure functions. It is one file so that a notebook needs nothing else. *)

BeginPackage["WLBridge`"];

NetLossExpression::usage = "NetLossExpression[net] gives the loss of a net as a formula, with the loss that NetTrain takes.
NetLossExpression[net, loss] takes a loss layer, a function of output and target, a net with the ports \"Input\" and \"Target\", a sum of these such as a*loss1 + b*loss2 or {loss1, loss2 -> Scaled[r]}, or an association of named losses.
NetLossExpression[net, loss, data] gives the mean over data: inputs -> targets, {input -> target, ...}, {inputs, targets} or <|\"Input\" -> inputs, \"Target\" -> targets|>.
NetLossExpression[net, loss, data, \"Terms\"] gives an association of the terms of a sum, which may also be asked for without data.";

NetExpression::usage = "NetExpression[net] gives the output of a net as a formula of its input.
NetExpression[net, input] gives the output for an input of numbers or symbols.";

NetLossGradient::usage = "NetLossGradient[net, loss] gives the derivatives of the loss by all parameters, in the order of NetParameterSymbols.
NetLossGradient[net, loss, vars] gives those by \"Parameters\", by \"Input\" or by the symbols of a list.
NetLossGradient[net, loss, vars, data] gives those of the mean over data.
NetLossGradient[net, loss, vars, data, \"Terms\"] gives an association of those of each term of a sum.";

NetLossHessian::usage = "NetLossHessian[net, loss] gives the second derivatives of the loss by all parameters, in the order of NetParameterSymbols.
NetLossHessian[net, loss, vars] gives those by \"Parameters\", by \"Input\" or by the symbols of a list.
NetLossHessian[net, loss, vars, data] gives those of the mean over data.
NetLossHessian[net, loss, vars, data, \"Terms\"] gives an association of those of each term of a sum.";

NetParameterSymbols::usage = "NetParameterSymbols[net] gives the symbols of all parameters of a net.";

NetParameterRules::usage = "NetParameterRules[net] gives rules from the symbols of all parameters of a net to their values.";

Begin["`Private`"];


(* ---- Public functions ---- *)

$lossDefaults = {
  "Form" -> "Explicit",
  "Log" -> "Exact",
  Method -> Automatic,
  "Parameters" -> "Symbolic",
  "Simplification" -> Automatic,
  "Symbols" -> Automatic
};
$netDefaults = {
  "Form" -> "Explicit",
  Method -> Automatic,
  "Parameters" -> "Symbolic",
  "Simplification" -> Automatic,
  "Symbols" -> Automatic
};

Options[NetLossExpression] = $lossDefaults;
Options[NetLossGradient] = $lossDefaults;
Options[NetLossHessian] = $lossDefaults;
Options[NetExpression] = $netDefaults;
Options[NetParameterSymbols] = {"Symbols" -> Automatic};
Options[NetParameterRules] = {"Symbols" -> Automatic};

SyntaxInformation[NetLossExpression] = {"ArgumentsPattern" -> {_, _., _., _., OptionsPattern[]}};
SyntaxInformation[NetExpression] = {"ArgumentsPattern" -> {_, _., OptionsPattern[]}};
SyntaxInformation[NetLossGradient] = {"ArgumentsPattern" -> {_, _., _., _., _., OptionsPattern[]}};
SyntaxInformation[NetLossHessian] = {"ArgumentsPattern" -> {_, _., _., _., _., OptionsPattern[]}};
SyntaxInformation[NetParameterSymbols] = {"ArgumentsPattern" -> {_, OptionsPattern[]}};
SyntaxInformation[NetParameterRules] = {"ArgumentsPattern" -> {_, OptionsPattern[]}};

NetLossExpression::failed = "`1`";
NetExpression::failed = "`1`";
NetLossGradient::failed = "`1`";
NetLossHessian::failed = "`1`";
NetParameterSymbols::failed = "`1`";
NetParameterRules::failed = "`1`";

NetLossExpression[arguments___] := answer[NetLossExpression, {arguments}];
NetExpression[arguments___] := answer[NetExpression, {arguments}];
NetLossGradient[arguments___] := answer[NetLossGradient, {arguments}];
NetLossHessian[arguments___] := answer[NetLossHessian, {arguments}];
NetParameterSymbols[arguments___] := answer[NetParameterSymbols, {arguments}];
NetParameterRules[arguments___] := answer[NetParameterRules, {arguments}];

(* A refusal anywhere ends in one message and a Failure; no formula leaves half made. *)
answer[f_, arguments_] := Module[{result},
  result = Block[
    {$options, $termsAsked = False, $path = {}, $kind = None, $arrays = {}, $steps = {}, $count = 0, formulaOf, labelOf, logOf, logOfSum, slopesAt, usedName},
    Catch[asked[f, arguments], $refused]
  ];
  If[Head[result] === Failure, Message[f::failed, Last[result]["MessageParameters"]["Text"]]];
  result
];

asked[f_, arguments_] := Module[{positional = arguments, given = {}},
  While[positional =!= {} && (optionQ[Last[positional]] || optionsQ[f, Last[positional]]),
    given = Join[Flatten[{Last[positional]}], given];
    positional = Most[positional]
  ];
  $options = checkedOptions[f, given];
  (* As the properties of NetTrain, after everything else. *)
  If[MemberQ[{NetLossExpression, NetLossGradient, NetLossHessian}, f] && Length[positional] > 1 && Last[positional] === "Terms",
    $termsAsked = True;
    positional = Most[positional]
  ];
  If[$options["Method"] === "Python",
    byPython[f, positional],
    value[SymbolName[f], positional]
  ]
];

(* Rules of lists are data, and so are lists of rules, unless they name options. *)
optionsQ[f_, e_] := ListQ[e] && e =!= {} && AllTrue[e, optionQ[#] && MemberQ[Map[optionName[First[#]] &, Options[f]], optionName[First[#]]] &];
(* "Output" -> loss and Automatic -> Scaled[2] are losses. *)
optionQ[e_] := ruleQ[e] && (StringQ[First[e]] || Head[First[e]] === Symbol) && ! MemberQ[{"Output", Automatic}, First[e]];
ruleQ[e_] := MemberQ[{Rule, RuleDelayed}, Head[e]];

value["NetLossExpression", {net_}] := value["NetLossExpression", {net, Automatic}];
value["NetLossExpression", {net_, loss_}] := value["NetLossExpression", {net, loss, None}];
value["NetLossExpression", {net_, loss_, data_}] := ofLoss[Identity, net, loss, data];

value["NetExpression", {net_}] := value["NetExpression", {net, Automatic}];
value["NetExpression", {net_, input_}] := With[{output = outputOf[describe[net], input]},
  reading[If[input === Automatic, output, unrecorded[output]]]
];

value["NetLossGradient", {net_}] := value["NetLossGradient", {net, Automatic}];
value["NetLossGradient", {net_, loss_}] := value["NetLossGradient", {net, loss, "Parameters"}];
value["NetLossGradient", {net_, loss_, by_}] := value["NetLossGradient", {net, loss, by, None}];
value["NetLossGradient", {net_, loss_, by_, data_}] :=
  ofLoss[Function[l, unrecorded[gradient[l, variables[by]]]], net, loss, data];

value["NetLossHessian", {net_}] := value["NetLossHessian", {net, Automatic}];
value["NetLossHessian", {net_, loss_}] := value["NetLossHessian", {net, loss, "Parameters"}];
value["NetLossHessian", {net_, loss_, by_}] := value["NetLossHessian", {net, loss, by, None}];
value["NetLossHessian", {net_, loss_, by_, data_}] :=
  ofLoss[Function[l, unrecorded[hessian[l, variables[by]]]], net, loss, data];

(* Something of the loss, or of each of its terms. *)
ofLoss[f_, net_, loss_, data_] := With[{terms = termsOf[net, loss, data]},
  If[$termsAsked,
    termsReading[Map[First, terms], unrecorded[Map[f[Last[#]] &, terms]]],
    reading[f[sumOf[Map[Last, terms]]]]
  ]
];

value["NetParameterSymbols", {net_}] := (
  outputOf[describe[net], Automatic];
  joined[Map[flat[#["Symbols"]] &, arraysOf["Parameter"]]]
);

value["NetParameterRules", {net_}] := (
  outputOf[describe[net], Automatic];
  Scan[If[#["Values"] === Automatic, refuse["Uninitialized", "the array ", #["Name"], " has no values."]] &,
    arraysOf["Parameter"]
  ];
  joined[Map[MapThread[Rule, {flat[#["Symbols"]], flat[#["Values"]]}] &, arraysOf["Parameter"]]]
);

value[name_, arguments_] := refuse["Arguments", name, " does not take ", Length[arguments], " arguments."];

(* ---- Method -> "Python", for nets too large for the kernel: NEVER RUN ON A KERNEL ----

   The installed Python package answers: `python3 -m wlbridge serve` reads one request as WXF, writes the answer as WXF
   and ends. The environment variable WLBRIDGE_PYTHON names another Python. RunProcess passes nothing but text, its
   input being made a string by ToString, so the bytes go through StartProcess, BinaryWrite and ReadByteArray. The
   child reads everything before it writes, so that neither waits for the other. *)

$pythonVersion = <|"Protocol" -> 1, "Package" -> "0.1.0"|>;

byPython[f_, positional_] := simplified[pythonResult[BinaryDeserialize[
  pythonExchange[BinarySerialize[pythonRequest[SymbolName[f], positional]]]
]]];

(* The only function here that needs a process. *)
pythonExchange[request_] := Module[{process = Quiet[StartProcess[pythonCommand[]]], answer, complaint},
  If[Head[process] =!= ProcessObject,
    refuse["PythonNotFound", "there is no program ", First[pythonCommand[]], "; name a Python in the environment variable WLBRIDGE_PYTHON."]
  ];
  Quiet[
    BinaryWrite[ProcessConnection[process, "StandardInput"], request];
    Close[ProcessConnection[process, "StandardInput"]]
  ];
  answer = ReadByteArray[ProcessConnection[process, "StandardOutput"]];
  If[Head[answer] =!= ByteArray,
    complaint = ReadString[ProcessConnection[process, "StandardError"]];
    pythonSilent[If[StringQ[complaint], complaint, ""]]
  ];
  answer
];

pythonCommand[] := With[{chosen = Environment["WLBRIDGE_PYTHON"]},
  {If[StringQ[chosen] && chosen =!= "", chosen, If[$OperatingSystem === "Windows", "python", "python3"]], "-m", "wlbridge", "serve"}
];

pythonSilent[complaint_] := If[StringFreeQ[complaint, "No module named"],
  refuse["PythonFailed", "Python gave no answer; it said: ", StringTake[complaint, -Min[300, StringLength[complaint]]]],
  refuse["PythonPackageNotFound", First[pythonCommand[]], " has no package wlbridge; install version ", $pythonVersion["Package"], " of it."]
];

pythonResult[answer_] := Which[
  Head[answer] =!= Association || ! MemberQ[Keys[answer], "Version"],
    refuse["PythonFailed", "the answer of Python cannot be understood."],
  answer["Version"] =!= $pythonVersion,
    refuse["PythonVersion", "the Python package has the version ", answer["Version"], " and this one ", $pythonVersion, "; install the same of both."],
  MemberQ[Keys[answer], "Failure"], pythonRefusal[answer["Failure"]],
  True, answer["Expression"]
];

(* A refusal of Python, which says in words where it is. *)
pythonRefusal[failure_] := Throw[
  Failure[failure["Tag"], <|
    "MessageTemplate" -> "`Text`",
    "MessageParameters" -> <|"Text" -> failure["Message"]|>,
    "Position" -> If[failure["Position"] === "", None, failure["Position"]],
    "Layer" -> None
  |>],
  $refused
];

pythonRequest["NetExpression", arguments_] := With[{all = pythonArguments[arguments, {Automatic}]},
  fromRules[Join[
    pythonRules["Output", describe[First[all]]],
    If[all[[2]] === Automatic, {}, {"Input" -> plainArray[all[[2]]]}]
  ]]
];
pythonRequest["NetLossExpression", arguments_] := With[{all = pythonArguments[arguments, {Automatic, None}]},
  fromRules[pythonLossRules["Loss", all[[1]], all[[2]], all[[3]]]]
];
pythonRequest[name_, arguments_] := With[{all = pythonArguments[arguments, {Automatic, "Parameters", None}]},
  fromRules[Append[
    pythonLossRules[If[name === "NetLossGradient", "Gradient", "Hessian"], all[[1]], all[[2]], all[[4]]],
    "Variables" -> all[[3]]
  ]]
];

pythonArguments[given_, defaults_] := If[1 <= Length[given] <= Length[defaults] + 1,
  Join[given, Drop[defaults, Length[given] - 1]],
  refuse["Arguments", "the function does not take ", Length[given], " arguments."]
];

pythonLossRules[kind_, net_, loss_, data_] := With[{described = describe[net]},
  Join[
    pythonRules[kind, described],
    {"Loss" -> pythonHeld[pythonLoss[pythonTerm[describeTerms[loss, described]]]], "Log" -> $options["Log"]},
    If[data === None, {}, {"Data" -> pythonData[examples[data]]}]
  ]
];

(* What the protocol has a place for. *)
pythonTerm[{{_, {{1, loss_}}}}] := If[! $termsAsked && MemberQ[Append[$losses, "Function"], First[loss]], loss, pythonTerm[None]];
pythonTerm[_] := refuse["NotAvailable", "Method -> \"Python\" takes one loss layer or one function, no sum, no net as loss and no \"Terms\"."];

pythonRules[kind_, described_] := (
  If[! rewritingQ[], refuse["NotAvailable", "Method -> \"Python\" always simplifies; give another \"Simplification\"."]];
  {
    "Version" -> $pythonVersion,
    "Request" -> kind,
    "Net" -> pythonHeld[pythonLayer[described]],
    "Form" -> $options["Form"],
    "Parameters" -> $options["Parameters"],
    "Symbols" -> fromRules[Map[# -> headFor[#] &, Keys[$heads]]],
    "Context" -> $Context
  }
);

pythonData[pairs_] := fromRules[{
  "Input" -> Map[plainArray[First[#]] &, pairs],
  "Target" -> (Map[plainArray[Last[#]] &, pairs] /. {True -> 1, False -> 0})
}];

(* NetChain[...] and layers as they are written, which a kernel would make into nets: built inert, and then held. *)
pythonHeld[e_] := Hold[Evaluate[e]] /. Map[pythonHead[#] -> Symbol[#] &, Join[{"NetChain"}, $layers, $losses]];

pythonLayer[{"NetChain", s_}] := pythonHead["NetChain"] @@ Prepend[
  pythonInput[s],
  If[AllTrue[s["Layers"], IntegerQ[First[#]] &],
    Map[pythonLayer[Last[#]] &, s["Layers"]],
    fromRules[Map[First[#] -> pythonLayer[Last[#]] &, s["Layers"]]]
  ]
];
pythonLayer[{kind_, s_}] := With[{arguments = First[signature[kind]], optional = Last[signature[kind]]},
  pythonHead[kind] @@ Join[
    Map[s[settingName[#]] &, arguments],
    Map[First[#] -> s[First[#]] &, Select[optional, s[First[#]] =!= Last[#] &]],
    pythonInput[s]
  ]
];

pythonInput[s_] := If[! MemberQ[Keys[s], "Input"] || s["Input"] === Automatic, {}, {"Input" -> s["Input"]}];

pythonLoss[{"Function", s_}] := s["Function"];
pythonLoss[loss_] := pythonLayer[loss];


(* ---- Refusals ---- *)

refuse[tag_, message__] := Throw[
  Failure[tag, <|
    "MessageTemplate" -> "`Text`",
    "MessageParameters" -> <|"Text" -> StringJoin[place[], StringJoin @@ Map[written, {message}]]|>,
    "Position" -> position[],
    "Layer" -> $kind
  |>],
  $refused
];

written[text_String] := text;
written[e_] := quoted[e];
quoted[e_] := ToString[e, InputForm];

(* Where a layer stands: its number or name, a list of them in nested chains; None outside all layers. *)
position[] := Switch[Length[$path], 0, None, 1, First[$path], _, $path];

place[] := Which[
  $path =!= {}, StringJoin["layer ", written[position[]], If[$kind === None, "", StringJoin[" (", $kind, ")"]], ": "],
  $kind =!= None, StringJoin[$kind, ": "],
  True, ""
];


(* ---- Options ---- *)

$choices = <|
  "Form" -> {"Explicit", "Array", "Shared"},
  "Log" -> {"Exact", "Kernel"},
  "Method" -> {Automatic, "Python"},
  "Parameters" -> {"Symbolic", "Values"}
|>;

checkedOptions[f_, given_] := Module[{known = fromRules[Map[optionName[First[#]] -> Last[#] &, Options[f]]], name, chosen},
  chosen = known;
  Do[
    name = optionName[First[rule]];
    If[! MemberQ[Keys[known], name],
      refuse["UnknownOption", "there is no option ", name, "; the options are ", listed[Keys[known]], "."]
    ];
    checkOption[name, Last[rule]];
    chosen = Join[chosen, fromRules[{name -> Last[rule]}]],
    {rule, Reverse[given]} (* of an option given twice the first counts *)
  ];
  checkTogether[chosen];
  chosen
];

(* A function such as Simplify would evaluate what the other forms hold. *)
checkTogether[chosen_] := If[
  MemberQ[Keys[chosen], "Form"] && chosen["Form"] =!= "Explicit" && ! MemberQ[{Automatic, None}, chosen["Simplification"]],
  refuse["OptionValue", "a function as \"Simplification\" needs \"Form\" -> \"Explicit\"."]
];

(* Mathics evaluates the rules of an association only when they are its arguments already. *)
fromRules[rules_] := Association @@ rules;

optionName[name_String] := name;
optionName[name_] := If[Head[name] === Symbol, SymbolName[name], written[name]];

checkOption["Symbols", setting_] := chosenHeads[setting];
checkOption["Simplification", setting_] := If[
  ! MemberQ[{Symbol, Function, Composition, RightComposition}, Head[setting]] || MemberQ[{True, False, Null}, setting],
  refuse["OptionValue", "the option \"Simplification\" cannot be ", setting, "; it is Automatic, None or a function."]
];
checkOption[name_, setting_] := If[! MemberQ[$choices[name], setting],
  refuse["OptionValue", "the option \"", name, "\" cannot be ", quoted[setting], "; it is ", StringJoin @@ Riffle[Map[quoted, $choices[name]], ", "], "."]
];

listed[items_] := StringJoin @@ Riffle[Map[written, items], ", "];

rewritingQ[] := $options["Simplification"] =!= None;


(* ---- Symbols: w[layer, i, j], b[layer, i], p[layer, array, i, ...], x[i] and t[i] ---- *)

$heads = <|"Weights" -> "w", "Biases" -> "b", "Parameters" -> "p", "Input" -> "x", "Target" -> "t"|>;

(* Symbol["w"] is a symbol of the context that is current at the call. *)
headFor[kind_] := Module[{chosen = chosenHeads[$options["Symbols"]][kind], head},
  head = If[StringQ[chosen], Symbol[chosen], chosen];
  If[Head[head] =!= Symbol || (StringQ[chosen] && ! bareQ[chosen]),
    refuse["SymbolHasValue", "the symbol for ", kind, " has the value ", head, "; choose another with the option \"Symbols\"."]
  ];
  head
];

symbolOf[name_] := (
  If[! bareQ[name], refuse["SymbolHasValue", "the symbol ", name, " has the value ", Symbol[name], "."]];
  Symbol[name]
);

(* Whether a symbol has no value, be it another symbol. *)
bareQ[name_] := With[{symbol = Symbol[name]}, Head[symbol] === Symbol && SymbolName[symbol] === name];

chosenHeads[setting_] := If[setting === Automatic, $heads, checkedHeads[setting]];
checkedHeads[setting_] := Module[{rules = If[Head[setting] === Association, Map[# -> setting[#] &, Keys[setting]], setting], chosen},
  If[! ListQ[rules] || ! AllTrue[rules, Head[#] === Rule &],
    refuse["OptionValue", "the option \"Symbols\" cannot be ", setting, "; it is a list such as {\"Weights\" -> v}."]
  ];
  Scan[checkHead[First[#], Last[#]] &, rules];
  chosen = Join[$heads, fromRules[rules]];
  If[Length[DeleteDuplicates[Map[written, Values[chosen]]]] < Length[Values[chosen]],
    refuse["OptionValue", "the option \"Symbols\" gives two kinds of symbols the same head."]
  ];
  chosen
];

$letters = Characters["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];

checkHead[kind_, head_] := Which[
  ! MemberQ[Keys[$heads], kind],
    refuse["OptionValue", "the option \"Symbols\" knows no kind ", kind, "; the kinds are ", listed[Keys[$heads]], "."],
  Head[head] === Symbol && lowerCaseQ[SymbolName[head]], Null,
  StringQ[head] && lowerCaseQ[head], Null,
  True,
    refuse["OptionValue", "the option \"Symbols\" cannot use ", head, " for ", kind,
      ": a head is a symbol without a value that begins with a small letter and has only letters and digits."]
];

lowerCaseQ[name_] := With[{characters = Characters[name]},
  characters =!= {} && MemberQ[Take[$letters, 26], First[characters]] && AllTrue[characters, MemberQ[$letters, #] &]
];

symbolArray[head_, keys_, {}] := If[keys === {}, head, head @@ keys];
symbolArray[head_, keys_, dimensions_] := tabulate[dimensions, Function[index, head @@ Join[keys, index]]];

(* A definition for w[1, 2, 3] would change the formula in silence. *)
checkSymbols[kind_, head_, symbols_] := If[! AllTrue[flat[symbols], # === head || Head[#] === head &],
  refuse["SymbolHasValue", "symbols with the head ", head, ", for ", kind, ", have values; choose another with the option \"Symbols\"."]
];

(* The name of a whole array, w1 or w$hidden; other characters are escaped, so that different layers stay different. *)
arrayName[head_, keys_] := Module[{parts = Flatten[keys], first = ""},
  If[parts =!= {} && IntegerQ[First[parts]],
    first = ToString[First[parts]];
    parts = Rest[parts]
  ];
  StringJoin[SymbolName[head], first, StringJoin @@ Map[StringJoin["$", escaped[#]] &, parts]]
];

escaped[number_Integer] := ToString[number];
escaped[name_] := StringJoin @@ Map[escapedCharacter, Characters[name]];
escapedCharacter["Z"] = "ZZ";
escapedCharacter["_"] = "$";
escapedCharacter[c_] := If[MemberQ[$letters, c], c, StringJoin["Z", IntegerString[First[ToCharacterCode[c]], 16], "Z"]];


(* ---- Arrays: nested lists of nodes; a single real is a bare node ---- *)

dims[x_] := If[ListQ[x], Dimensions[x], {}];
flat[x_] := If[ListQ[x], Flatten[x], {x}];
at[x_, {}] := x;
at[x_, index_] := Extract[x, index];
reshape[elements_, {}] := First[elements];
reshape[elements_, dimensions_] := Fold[Partition, elements, Reverse[Rest[dimensions]]];
tuples[{}] := {{}};
tuples[dimensions_] := Tuples[Map[Range, dimensions]];
tabulate[dimensions_, f_] := reshape[Map[f, tuples[dimensions]], dimensions];
overElements[f_, x_] := reshape[Map[f, flat[x]], dims[x]];
(* Mathics3 fails at the parts {} of a list. *)
picked[list_, axes_] := Map[list[[#]] &, axes];
without[index_, axes_] := picked[index, Complement[Range[Length[index]], axes]];

(* The elements along some axes, for the index along the others. *)
along[x_, axes_, kept_] := Module[{rank = Length[dims[x]], rest},
  rest = Complement[Range[rank], axes];
  Map[
    Function[moving, at[x, merged[rank, axes, moving, rest, kept]]],
    tuples[picked[dims[x], axes]]
  ]
];
merged[rank_, axes_, moving_, rest_, kept_] := Table[
  If[MemberQ[axes, k], moving[[Position[axes, k][[1, 1]]]], kept[[Position[rest, k][[1, 1]]]]],
  {k, rank}
];

shown[{}] = "{}";
shown[dimensions_] := written[dimensions];


(* ---- Programs ---- *)

(* Of node[k]: formulaOf[k], labelOf[k] for its name in the shared form, and what layers and losses tell of it, logOf[k]
   and slopesAt[k]. Values of their own, not lists: woxi and Mathics3 copy a list that grows, again and again. *)
newNode[label_, formula_] := (
  $count = $count + 1;
  formulaOf[$count] = formula;
  labelOf[$count] = label;
  logOf[$count] = None;
  logOfSum[$count] = None;
  slopesAt[$count] = None;
  node[$count]
);

(* New nodes for an array of formulas. *)
bind[letter_, formulas_] := bindAs[StringJoin[letter, layerName[]], flat[formulas], dims[formulas]];
bindAs[name_, formulas_, dimensions_] :=
  reshape[MapThread[newNode, {Map[label[name, #] &, tuples[dimensions]], formulas}], dimensions];
label[name_, index_] := StringJoin[name, StringJoin @@ Map[StringJoin["$", ToString[#]] &, index]];

layerName[] := If[$path === {}, "", StringJoin @@ Riffle[Map[escaped, $path], "$"]];

(* Learned arrays, inputs and targets are nodes whose formulas are their symbols, or values put in for them. *)
declare[role_, kind_, keys_, dimensions_, values_, insertedQ_] := Module[{head = headFor[kind], symbols, nodes},
  symbols = symbolArray[head, keys, dimensions];
  checkSymbols[kind, head, symbols];
  nodes = bind["a", If[insertedQ, values, symbols]];
  $arrays = Append[$arrays, <|
    "Role" -> role,
    "Kind" -> kind,
    "Keys" -> keys,
    "Name" -> arrayName[head, keys],
    "Nodes" -> nodes,
    "Symbols" -> symbols,
    "Values" -> values,
    "Inserted" -> insertedQ
  |>];
  nodes
];

arraysOf[role_] := Select[$arrays, #["Role"] === role &];

(* A learned array of the layer at $path; all examples of data share it. *)
parameter[s_, name_, dimensions_] := Module[{kind, keys, known},
  kind = If[MemberQ[{"Weights", "Biases"}, name], name, "Parameters"];
  keys = If[kind === name, {position[]}, {position[], name}];
  known = Select[$arrays, #["Kind"] === kind && #["Keys"] === keys &];
  If[known =!= {}, First[known]["Nodes"], newParameter[kind, keys, dimensions, checkedValues[name, s[name], dimensions]]]
];

newParameter[kind_, keys_, dimensions_, values_] := (
  If[$options["Parameters"] === "Values" && values === Automatic,
    refuse["Uninitialized", "the array ", Last[Prepend[Rest[keys], kind]], " has no values to put in; initialise the net."]
  ];
  declare["Parameter", kind, keys, dimensions, values, $options["Parameters"] === "Values"]
);

checkedValues[name_, setting_, dimensions_] := If[setting === Automatic, Automatic, checkedArray[name, plainNumbers[setting], dimensions]];
checkedArray[name_, values_, dimensions_] := (
  If[dims[values] =!= dimensions,
    refuse["Dimensions", "the array ", name, " has dimensions ", shown[dims[values]], " and needs ", shown[dimensions], "."]
  ];
  If[! AllTrue[flat[values], realQ], refuse["Values", "the array ", name, " has elements that are not real numbers."]];
  values
);

(* NumericArray, SparseArray and the like. *)
plainNumbers[values_] := If[ListQ[values] || NumberQ[values], values, Normal[values]];
(* Head tells a complex number in woxi too. *)
realQ[v_] := NumericQ[v] && Head[v] =!= Complex && FreeQ[v, _Complex | _DirectedInfinity] && noneOf[v, {I, Indeterminate, Infinity, ComplexInfinity}];
noneOf[e_, symbols_] := AllTrue[symbols, FreeQ[e, #] &];

indices[e_] := Cases[e, node[k_] :> k, {0, Infinity}];

(* The numbers of the nodes that an expression needs, in order. *)
needed[e_] := Module[{mark},
  Do[mark[k] = False, {k, $count}];
  Scan[(mark[#] = True) &, indices[e]];
  Do[If[mark[k], Scan[(mark[#] = True) &, indices[formulaOf[k]]]], {k, $count, 1, -1}];
  Select[Range[$count], mark]
];


(* ---- Readings ---- *)

reading[x_] := simplified[Switch[$options["Form"], "Explicit", explicit[x], "Shared", shared[x], "Array", arrayForm[x]]];

(* By name; the association of a held form is inside it. *)
termsReading[names_, xs_] := If[$options["Form"] === "Explicit",
  fromRules[MapThread[#1 -> simplified[#2] &, {names, explicit[xs]}]],
  reading[association @@ MapThread[Rule, {names, xs}]]
];

simplified[e_] := If[MemberQ[{Automatic, None}, $options["Simplification"]], e, $options["Simplification"][e]];

(* What is inert in programs. *)
$relations = {
  greater -> Greater, greaterEqual -> GreaterEqual, less -> Less, lessEqual -> LessEqual,
  equal -> Equal, unequal -> Unequal, and -> And, or -> Or, not -> Not
};
$system = Prepend[$relations, cases -> piecewise];
$held = Join[$relations, {
  cases -> Piecewise, part -> Part, module -> Module, compound -> CompoundExpression, set -> Set,
  arrayPad -> ArrayPad, association -> Association, constantArray -> ConstantArray, dot -> Dot, flatten -> Flatten, fold -> Fold,
  function -> Function, map -> Map, partition -> Partition, slot -> Slot, total -> Total, transpose -> Transpose
}];

(* Mathics3 fails at a Piecewise of decided conditions and symbols such as p[1, "Slope", 1]. *)
piecewise[pairs_, default_] := With[{open = Select[pairs, Last[#] =!= False &]},
  Which[
    open === {}, default,
    Last[First[open]] === True, First[First[open]],
    True, Piecewise[open, default]
  ]
];

(* At once, so that a condition on numbers decides; but only where there is one, for formulas grow large. *)
toSystem[formula_, e_] := If[FreeQ[formula, _cases], e, e /. $system];

explicit[x_] := Module[{formula},
  Do[formula[k] = toSystem[formulaOf[k], formulaOf[k] /. node[i_] :> formula[i]], {k, needed[x]}];
  x /. node[i_] :> formula[i]
];

(* Held: Module would put everything into one formula at once. ReleaseHold does that. *)
shared[x_] := Module[{straight = straightLine[x, Range[0]]},
  HoldForm @@ heldModule[straight[[1]], straight[[2]], straight[[3]]]
];

(* The array form is a Function of whole arrays: Part and Dot of symbols that stand for arrays would be nonsense. Of a
   loss or an output of symbols it has one statement for each layer; of derivatives and of data, one for each element. *)
arrayForm[x_] := Module[{open = Select[$arrays, ! #["Inserted"] &], line},
  checkNames[Map[#["Name"] &, open]];
  line = If[$steps === {}, straightLine[x, joined[Map[elementRules, open]]], layerLine[x]];
  Function @@ Join[Hold[Evaluate[Map[symbolOf[#["Name"]] &, open]]], heldModule[line[[1]], line[[2]], line[[3]]]]
];

(* As arguments of one Function the arrays need names of their own, also beside symbols that the user has given. *)
checkNames[names_] := With[{twice = Join[Map[First, Select[Tally[names], Last[#] > 1 &]], Intersection[names, givenNames[]]]},
  If[twice =!= {},
    refuse["SymbolClash", "two things would have the name ", First[twice], "; choose another with the option \"Symbols\", or rename a layer."]
  ]
];

(* The symbols of inputs and targets that the user has given, and all names that a temporary must not have. *)
givenNames[] := Module[{declared},
  Do[declared[k] = False, {k, $count}];
  Scan[(declared[#] = True) &, indices[Map[#["Nodes"] &, $arrays]]];
  DeleteDuplicates[joined[Map[symbolNames[formulaOf[#]] &, Select[Range[$count], ! declared[#] && sourceQ[#] &]]]]
];
takenNames[] := Join[givenNames[], Map[#["Name"] &, $arrays], Map[SymbolName[headFor[#["Kind"]]] &, $arrays]];

symbolNames[e_] := Which[
  AtomQ[e], If[Head[e] === Symbol, {SymbolName[e]}, {}],
  True, Join[symbolNames[Head[e]], joined[Map[symbolNames, List @@ e]]]
];

(* Mathilda leaves Join of nothing as it stands. *)
joined[lists_] := Join @@ Prepend[lists, {}];

elementRules[array_] := With[{name = symbolOf[array["Name"]]},
  flat[tabulate[dims[array["Nodes"]], Function[index, at[array["Nodes"], index] -> If[index === {}, name, part[name, Sequence @@ index]]]]]
];

(* Temporaries, what is assigned to each, and the result. *)
straightLine[x_, elements_] := Module[{text, temporaries = {}, values = {}},
  Scan[(usedName[#] = True) &, takenNames[]];
  Do[text[k] = None, {k, $count}];
  Scan[(text[First[First[#]]] = Last[#]) &, elements];
  Do[
    If[text[k] === None,
      If[sourceQ[k],
        text[k] = formulaOf[k],
        text[k] = symbolOf[uniqueName[labelOf[k]]];
        temporaries = Append[temporaries, text[k]];
        values = Append[values, formulaOf[k] /. node[i_] :> text[i]]
      ]
    ],
    {k, needed[x]}
  ];
  {temporaries, values, x /. node[i_] :> text[i]}
];

sourceQ[k_] := FreeQ[formulaOf[k], node[_]];

(* A symbol that has a value, such as the loss that a user has named so, would put it in. *)
uniqueName[name_] := If[usedName[name] === True || ! bareQ[name],
  uniqueName[StringJoin[name, "$"]],
  usedName[name] = True;
  name
];

heldModule[{}, {}, result_] := Hold[Evaluate[result]] /. $held /. constants[array_] :> array;
heldModule[temporaries_, assigned_, result_] :=
  Hold[Evaluate[module[temporaries, compound @@ Append[MapThread[set, {temporaries, assigned}], result]]]] /. $held /. constants[array_] :> array;



(* ---- The array form, layer by layer ---- *)

(* What a layer or a loss did to an array; the last one of several examples would not be the whole. *)
recorded[kind_, s_, x_, y_] := (
  $steps = Append[$steps, <|"Kind" -> kind, "Settings" -> s, "Place" -> position[], "Input" -> x, "Output" -> y|>];
  y
);

(* What is no longer one array after the other. *)
unrecorded[x_] := ($steps = {}; x);

(* The steps, with a softmax or sigmoid and the logarithm of its cross entropy in one. *)
joinedSteps[] := Module[{steps = Select[$steps, #["Kind"] =!= "DropoutLayer" &], before, last},
  If[Length[steps] > 1, {before, last} = Take[steps, -2]];
  Which[
    Length[steps] < 2 || $options["Log"] === "Kernel" || ! rewritingQ[], steps,
    last["Kind"] =!= "CrossEntropyLossLayer", steps,
    last["Settings"]["Form"] === "Binary" && AllTrue[flat[last["Input"]], logOf[First[#]] =!= None && First[logOf[First[#]]] === "Sigmoid" &],
      Append[Drop[steps, -2], joinedStep["SigmoidCrossEntropy", before, last]],
    last["Settings"]["Form"] =!= "Binary" && before["Kind"] === "SoftmaxLayer" && rankOf[before["Input"]] === 1,
      Append[Drop[steps, -2], joinedStep["SoftmaxCrossEntropy", before, last]],
    True, steps
  ]
];
joinedStep[kind_, before_, last_] := Join[last, <|"Kind" -> kind, "Input" -> before["Input"]|>];

(* Temporaries, what is assigned to each, and the result: as straightLine, of whole arrays. *)
layerLine[_] := Module[{names = {}, assigned = {}, x = symbolOf[First[arraysOf["Input"]]["Name"]], steps = joinedSteps[], code},
  Scan[(usedName[#] = True) &, takenNames[]];
  Do[
    code = stepCode[steps[[k]], x];
    If[AtomQ[code] || k === Length[steps],
      x = code,
      names = Append[names, symbolOf[uniqueName[StringJoin["y", layerNameOf[steps[[k]]["Place"]]]]]];
      assigned = Append[assigned, code];
      x = Last[names]
    ],
    {k, Length[steps]}
  ];
  {names, assigned, x}
];
layerNameOf[place_] := StringJoin @@ Riffle[Map[escaped, Flatten[{place}]], "$"];

stepCode[step_, x_] := With[{code = arrayCode[step["Kind"], step["Settings"], x, step]},
  If[code === None, elementCode[step["Output"], step["Input"], x], code]
];

(* The symbol of a learned array of the layer, or its values, inert lest a sum thread over them. *)
arrayOf[step_, name_] := With[{kind = If[MemberQ[{"Weights", "Biases"}, name], name, "Parameters"]},
  With[{array = First[Select[$arrays, #["Kind"] === kind && #["Keys"] === If[kind === name, {step["Place"]}, {step["Place"], name}] &]]},
    If[array["Inserted"], constants[array["Values"]], symbolOf[array["Name"]]]
  ]
];

rankOf[x_] := Length[dims[x]];

(* Any layer, element by element, from the parts of its input. *)
elementCode[y_, x_, name_] := Module[{code, open = Select[$arrays, ! #["Inserted"] &], known},
  known = Join[
    flat[tabulate[dims[x], Function[index, at[x, index] -> If[index === {}, name, part @@ Prepend[index, name]]]]],
    Join @@ Map[elementRules, open]
  ];
  Do[code[k] = None, {k, $count}];
  Scan[(code[First[First[#]]] = Last[#]) &, Reverse[known]];
  Do[If[code[k] === None, code[k] = formulaOf[k] /. node[i_] :> code[i]], {k, needed[y]}];
  y /. node[i_] :> code[i]
];

reshapedCode[x_, dimensions_] := Switch[Length[dimensions],
  0, part[x, 1],
  1, x,
  _, fold[partition, x, Reverse[Rest[dimensions]]]
];
flatCode[x_, rank_] := Switch[rank, 0, {x}, 1, x, _, flatten[x]];
totalCode[x_, rank_] := Switch[rank, 0, x, 1, total[x], _, total[x, rank]];

arrayCode["LinearLayer", s_, x_, step_] := reshapedCode[
  dot[arrayOf[step, "Weights"], flatCode[x, rankOf[step["Input"]]]] + If[s["Biases"] === None, 0, arrayOf[step, "Biases"]],
  dims[step["Output"]]
];

arrayCode["ElementwiseLayer", s_, x_, step_] := With[{formula = scalarFormula[s["Function"], 1], rank = rankOf[step["Input"]]},
  If[rank === 0 || (threadsQ[formula] && ! FreeQ[formula, node[-1]]),
    formula /. node[-1] -> x,
    map[function[formula /. node[-1] -> slot[1]], x, {rank}]
  ]
];
(* What is applied to the elements of arrays by itself, in woxi too. *)
threadsQ[formula_] := FreeQ[formula,
  _cases | _Max | _Min | _Clip | _KroneckerDelta | _Mod | _Surd | _Round | _ArcCoth | _ArcSech | _ArcCsch
];

arrayCode["SoftmaxLayer", s_, x_, step_] := With[{rank = rankOf[step["Input"]]},
  Which[
    rank === 1, softmaxCode[x],
    absolute[s["Level"], rank] === rank, map[function[softmaxCode[slot[1]]], x, {rank - 1}],
    True, None
  ]
];
softmaxCode[x_] := Exp[x]/total[Exp[x]];

arrayCode["DropoutLayer", _, x_, _] := x;

(* An array of the size of the first level threads over it. *)
arrayCode["BatchNormalizationLayer", s_, x_, step_] := With[{rank = rankOf[step["Input"]]},
  If[s["Interleaving"] && rank > 1,
    map[function[normalizedCode[s, slot[1], step]], x, {rank - 1}],
    normalizedCode[s, x, step]
  ]
];
normalizedCode[s_, x_, step_] := Plus[
  Times[
    (x - arrayOf[step, "MovingMean"])/Sqrt[arrayOf[step, "MovingVariance"] + s["Epsilon"]],
    If[s["Scaling"] === None, 1, arrayOf[step, "Scaling"]]
  ],
  If[s["Biases"] === None, 0, arrayOf[step, "Biases"]]
];

arrayCode["ConstantTimesLayer", _, x_, step_] := x*arrayOf[step, "Scaling"];
arrayCode["ConstantPlusLayer", _, x_, step_] := x + arrayOf[step, "Biases"];
arrayCode["SummationLayer", _, x_, step_] := totalCode[x, rankOf[step["Input"]]];
arrayCode["FlattenLayer", _, x_, step_] := movedCode[x, step];
arrayCode["ReshapeLayer", _, x_, step_] := movedCode[x, step];
movedCode[x_, step_] := If[dims[step["Input"]] === dims[step["Output"]],
  x,
  reshapedCode[flatCode[x, rankOf[step["Input"]]], dims[step["Output"]]]
];
arrayCode["TransposeLayer", s_, x_, step_] := If[rankOf[step["Input"]] === 2,
  If[transposed[s["Specification"], 2] === {2, 1}, transpose[x], x],
  None
];
arrayCode["PartLayer", s_, x_, _] := part @@ Prepend[If[ListQ[s["Specification"]], s["Specification"], {s["Specification"]}], x];
arrayCode["SequenceLastLayer", _, x_, _] := part[x, -1];
arrayCode["SequenceMostLayer", _, x_, _] := part[x, 1 ;; -2];
arrayCode["SequenceRestLayer", _, x_, _] := part[x, 2 ;; All];
arrayCode["SequenceReverseLayer", _, x_, _] := part[x, -1 ;; 1 ;; -1];
arrayCode["PaddingLayer", s_, x_, _] := If[StringQ[s["Padding"]], None, arrayPad[x, s["Widths"], s["Padding"]]];
arrayCode["ReplicateLayer", s_, x_, _] := If[s["Position"] === 1, constantArray[x, s["Copies"]], None];

(* Losses: x is the output of the net, and the target an array of its own. *)
targetName[] := symbolOf[Last[$arrays]["Name"]];
meanCode[x_, step_] := totalCode[x, rankOf[step["Input"]]]/(Times @@ dims[step["Input"]]);

arrayCode["MeanSquaredLossLayer", _, x_, step_] := meanCode[(x - targetName[])^2, step];
arrayCode["MeanAbsoluteLossLayer", _, x_, step_] := meanCode[Abs[x - targetName[]], step];
arrayCode["CrossEntropyLossLayer", s_, x_, step_] := If[rankOf[step["Input"]] > 1,
  None,
  crossEntropyCode[s["Form"], x, targetName[], step]
];
crossEntropyCode["Index", x_, t_, _] := -part[logCode[x], t];
crossEntropyCode["Probabilities", x_, t_, _] := -dot[t, logCode[x]];
crossEntropyCode["Binary", _, _, _] := None;
logCode[x_] := If[$options["Log"] === "Kernel", Log[map[function[Max[slot[1], 2^-52]], x, {1}]], Log[x]];

arrayCode["SoftmaxCrossEntropy", s_, x_, _] := With[{log = x - Log[total[Exp[x]]]},
  If[s["Form"] === "Index", -part[log, targetName[]], -dot[targetName[], log]]
];
arrayCode["SigmoidCrossEntropy", _, x_, step_] := With[{t = targetName[]},
  meanCode[(1 - t)*Log[1 + Exp[x]] + t*Log[1 + Exp[-x]], step]
];

arrayCode[_, _, _, _] := None;


(* ---- Derivatives: the chain rule, backwards through a program ---- *)

(* The derivatives of a node by others, as nodes. *)
gradient[root_, by_] := swept[root, by, depending[by]];

(* Each row only from the diagonal on; the matrix is symmetric. *)
hessian[root_, by_] := Module[{first = gradient[root, by], rows},
  rows = Table[With[{rest = Drop[by, k - 1]}, swept[first[[k]], rest, depending[rest]]], {k, Length[by]}];
  Table[rows[[Min[i, j], Abs[i - j] + 1]], {i, Length[by]}, {j, Length[by]}]
];

(* A function, whether the k-th node depends on some others. It is no list: Mathics3 would evaluate the whole of it
   wherever a part is taken. *)
depending[by_] := Module[{dependent},
  Do[dependent[k] = False, {k, $count}];
  Scan[(dependent[First[#]] = True) &, by];
  Do[If[! dependent[k], dependent[k] = AnyTrue[indices[formulaOf[k]], dependent]], {k, $count}];
  dependent
];

(* Backwards: what reaches a node goes on to those that its formula reads, times the slopes. *)
swept[node[root_], by_, dependent_] := Module[{adjoint, total},
  Do[adjoint[k] = {}, {k, root}];
  Scan[(adjoint[First[#]] = {}) &, by];
  adjoint[root] = {1};
  Do[
    If[adjoint[k] =!= {} && dependent[k] && slopesOf[k] =!= {},
      total = adjointNode[k, Plus @@ adjoint[k]];
      Scan[If[dependent[#[[1, 1]]], adjoint[#[[1, 1]]] = Append[adjoint[#[[1, 1]]], total*#[[2]]]] &, slopesOf[k]]
    ],
    {k, root, 1, -1}
  ];
  Map[newNode[StringJoin["d$", labelOf[First[#]]], Plus @@ adjoint[First[#]]] &, by]
];

(* An adjoint as a node, unless it is as short as one. *)
adjointNode[k_, total_] := If[AtomQ[total] || Head[total] === node, total, newNode[StringJoin["d$", labelOf[k]], total]];

(* Pairs {node, derivative}; losses after softmax and sigmoid state theirs in a form that stays finite. *)
slopesOf[k_] := (
  If[slopesAt[k] === None, slopesAt[k] = partials[formulaOf[k], 1]];
  slopesAt[k]
);

partials[u_, factor_] := Which[
  Head[u] === node, {{u, factor}},
  FreeQ[u, node[_]], {},
  Head[u] === cases, partialsOfCases[List @@ u, factor],
  MatchQ[u, Log[1 + E^_]], partials[First[Cases[{u}, Log[1 + E^v_] :> v]], factor*LogisticSigmoid[First[Cases[{u}, Log[1 + E^v_] :> v]]]],
  True, With[{arguments = List @@ u},
    Join @@ MapThread[partials[#1, factor*#2] &, {arguments, slopes[headName[u], arguments]}]
  ]
];

(* The conditions stay; a case that does not hold must not spoil the sum with an Indeterminate of its own. *)
partialsOfCases[{pairs_, default_}, factor_] := Module[{branches, leaves, slope},
  branches = Map[partials[#, 1] &, Append[Map[First, pairs], default]];
  leaves = DeleteDuplicates[Map[First, Join @@ branches]];
  slope[branch_, leaf_] := Plus @@ Cases[branch, {leaf, d_} :> d];
  Map[
    Function[leaf, {leaf, factor*caseOf[
      MapThread[{slope[#1, leaf], #2[[2]]} &, {Most[branches], pairs}],
      If[default === Indeterminate, Indeterminate, slope[Last[branches], leaf]]
    ]}],
    leaves
  ]
];

caseOf[pairs_, default_] := If[AllTrue[pairs, First[#] === default &], default, cases[pairs, default]];

(* The derivatives by each argument. At a kink they are 0, of a piecewise function those of the case that holds, and
   of equal arguments of Max and Min the first gets everything, in the order in which the kernel has sorted them. *)
slopes["Plus", u_] := Map[1 &, u];
slopes["Times", u_] := Table[Times @@ Delete[u, k], {k, Length[u]}];
slopes["Power", {u_, n_}] := {If[FreeQ[u, node[_]], 0, n*u^(n - 1)], If[FreeQ[n, node[_]], 0, u^n*Log[u]]};
slopes["Max", {u_}] := {1};
slopes["Max", {u_, v__}] := With[{beaten = step[Max[v] - u]}, Prepend[Map[beaten*# &, slopes["Max", {v}]], 1 - beaten]];
slopes["Min", {u_}] := {1};
slopes["Min", {u_, v__}] := With[{beaten = step[u - Min[v]]}, Prepend[Map[beaten*# &, slopes["Min", {v}]], 1 - beaten]];
slopes["Clip", {u_, {low_, high_}}] := {step[u - low]*step[high - u], 0};
slopes["Mod", {u_, n_}] := {1, -Floor[u/n]};
slopes["Surd", {u_, n_}] := {1/(n*Surd[u, n]^(n - 1)), 0};
slopes["PolyGamma", {n_, u_}] := {0, PolyGamma[n + 1, u]};
slopes["KroneckerDelta", u_] := Map[0 &, u]; (* a kernel may leave out an argument that is 0 *)
slopes[f_, {u_}] := {slope[f, u]};

step[u_] := cases[{{1, greater[u, 0]}}, 0];

slope["Abs", u_] := Sign[u];
slope["ArcCos", u_] := -1/Sqrt[1 - u^2];
slope["ArcCosh", u_] := 1/(Sqrt[u - 1]*Sqrt[u + 1]);
slope["ArcCot", u_] := -1/(1 + u^2);
slope["ArcCoth", u_] := 1/(1 - u^2);
slope["ArcCsc", u_] := -1/(u^2*Sqrt[1 - 1/u^2]);
slope["ArcCsch", u_] := -1/(u^2*Sqrt[1 + 1/u^2]);
slope["ArcSec", u_] := 1/(u^2*Sqrt[1 - 1/u^2]);
slope["ArcSech", u_] := -1/(u*Sqrt[1 - u^2]);
slope["ArcSin", u_] := 1/Sqrt[1 - u^2];
slope["ArcSinh", u_] := 1/Sqrt[1 + u^2];
slope["ArcTan", u_] := 1/(1 + u^2);
slope["ArcTanh", u_] := 1/(1 - u^2);
slope["Ceiling", u_] := 0;
slope["Cos", u_] := -Sin[u];
slope["Cosh", u_] := Sinh[u];
slope["Cot", u_] := -1 - Cot[u]^2;
slope["Coth", u_] := 1 - Coth[u]^2;
slope["Csc", u_] := -Cot[u]*Csc[u];
slope["Csch", u_] := -Coth[u]*Csch[u];
slope["CubeRoot", u_] := 1/(3*CubeRoot[u]^2);
slope["Erf", u_] := 2*Exp[-u^2]/Sqrt[Pi];
slope["Erfc", u_] := -2*Exp[-u^2]/Sqrt[Pi];
slope["Floor", u_] := 0;
slope["FractionalPart", u_] := 1;
slope["Gamma", u_] := Gamma[u]*PolyGamma[0, u];
slope["Gudermannian", u_] := Sech[u];
slope["Haversine", u_] := Sin[u]/2;
slope["IntegerPart", u_] := 0;
slope["InverseErf", u_] := Sqrt[Pi]*Exp[InverseErf[u]^2]/2;
slope["InverseErfc", u_] := -Sqrt[Pi]*Exp[InverseErfc[u]^2]/2;
slope["InverseGudermannian", u_] := Sec[u];
slope["InverseHaversine", u_] := 1/Sqrt[u*(1 - u)];
slope["Log", u_] := 1/u;
slope["LogGamma", u_] := PolyGamma[0, u];
slope["LogisticSigmoid", u_] := LogisticSigmoid[u]*LogisticSigmoid[-u];
slope["Ramp", u_] := step[u];
slope["Round", u_] := 0;
slope["Sec", u_] := Sec[u]*Tan[u];
slope["Sech", u_] := -Sech[u]*Tanh[u];
slope["Sign", u_] := 0;
slope["Sin", u_] := Cos[u];
slope["Sinh", u_] := Cosh[u];
slope["Tan", u_] := 1 + Tan[u]^2;
slope["Tanh", u_] := 1 - Tanh[u]^2;
slope["Unitize", u_] := 0;
slope[f_, u_] := refuse["NoDerivative", "the function ", f, " has no derivative here."];

(* The nodes to differentiate by. *)
variables["Parameters"] := joined[Map[flat[#["Nodes"]] &, arraysOf["Parameter"]]];
variables[Automatic] := variables["Parameters"];
variables["Input"] := With[{inputs = Select[arraysOf["Input"], ! #["Inserted"] &]},
  If[inputs === {}, refuse["Variables", "the input has values, so that there is nothing to differentiate by."]];
  Join @@ Map[flat[#["Nodes"]] &, inputs]
];
variables[symbols_List] := Module[{known, nodes, classes},
  known = knownSymbols[];
  nodes = Join @@ Map[flat[#["Nodes"]] &, $arrays];
  classes = joined[Map[flat[#["Nodes"]] &, arraysOf["Class"]]];
  Map[variable[#, known, nodes, classes] &, symbols]
];
variables[other_] := If[MemberQ[knownSymbols[], other], variables[{other}], refusedVariables[other]];
refusedVariables[other_] := refuse["Variables", "cannot differentiate by ", other, "; give \"Parameters\", \"Input\" or a list of symbols."];

knownSymbols[] := joined[Map[flat[#["Symbols"]] &, $arrays]];

variable[symbol_, known_, nodes_, classes_] := Module[{place = Position[known, symbol, {1}], found},
  If[place === {}, refuse["Variables", "the loss has no symbol ", symbol, " to differentiate by."]];
  found = nodes[[place[[1, 1]]]];
  If[MemberQ[classes, found], refuse["Variables", "the class ", symbol, " is an integer, and there is no derivative by it."]];
  found
];


(* ---- Scalar functions ---- *)

(* A function of the documentation, a symbol or a pure function, as a formula of node[-1], node[-2], ... It is applied
   to symbols, which have no parts to look at. *)
scalarFormula[f_String, 1] := If[MemberQ[$named, f],
  interior[named[f, node[-1]]],
  refuse["UnknownFunction", "ElementwiseLayer documents no function named ", f, "; the names are ", listed[$named], "."]
];
scalarFormula[f_, count_] := Module[{result},
  If[! MemberQ[{Symbol, Function}, Head[f]], refuse["UnknownFunction", written[f], " is not a function."]];
  If[count > Length[$arguments], refuse["UnknownFunction", "a function of ", count, " arguments is too much; ", Length[$arguments], " are known here."]];
  result = Quiet[(f /. $protected) @@ Take[$arguments, count]];
  interior[result /. MapIndexed[#1 -> node[-First[#2]] &, $arguments]]
];
$arguments = {argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8};

(* The formula for other arguments. *)
applied[formula_, arguments_] := formula /. MapIndexed[node[-First[#2]] -> #1 &, arguments];

(* Functions that give an answer for a bare symbol, or for a sum of them, which would be wrong for its value. *)
$protected = Join[{Chop -> chop, Threshold -> threshold}, Map[# -> looking &, {
  Apply, AtomQ, Depth, Dimensions, Dot, First, Flatten, FreeQ, Head, IntegerQ, Last, Length, ListQ, Map, MatchQ, Mean,
  Most, Norm, NumberQ, NumericQ, Part, PossibleZeroQ, Rest, Reverse, SameQ, Sort, Total, Tr, UnsameQ
}]];

$named = {
  "RectifiedLinearUnit", "ReLU", "ExponentialLinearUnit", "ELU", "ScaledExponentialLinearUnit", "SELU",
  "GaussianErrorLinearUnit", "GELU", "Swish", "HardSwish", "Mish", "SoftSign", "SoftPlus", "HardTanh", "HardSigmoid",
  "Sigmoid"
};
named["RectifiedLinearUnit" | "ReLU", u_] := Ramp[u];
named["ExponentialLinearUnit" | "ELU", u_] := cases[{{u, greaterEqual[u, 0]}}, Exp[u] - 1];
named["ScaledExponentialLinearUnit" | "SELU", u_] :=
  cases[{{1.0507009873554805*u, greaterEqual[u, 0]}}, 1.758099340847161*(Exp[u] - 1)];
named["GaussianErrorLinearUnit" | "GELU", u_] := u*(1 + Erf[u/Sqrt[2]])/2;
named["Swish", u_] := u*LogisticSigmoid[u];
named["HardSwish", u_] := u*Min[Max[u + 3, 0], 6]/6;
named["Mish", u_] := u*Tanh[Log[1 + Exp[u]]];
named["SoftSign", u_] := u/(1 + Abs[u]);
named["SoftPlus", u_] := Log[Exp[u] + 1];
named["HardTanh", u_] := Clip[u, {-1, 1}];
named["HardSigmoid", u_] := Clip[(u + 1)/2, {0, 1}];
named["Sigmoid", u_] := LogisticSigmoid[u];

(* Functions of any number of arguments, of two, and of one. *)
$functions = <|
  0 -> {Plus, Times, Max, Min},
  2 -> {Power, Mod, Surd, KroneckerDelta, PolyGamma},
  1 -> {
    Abs, ArcCos, ArcCosh, ArcCot, ArcCoth, ArcCsc, ArcCsch, ArcSec, ArcSech, ArcSin, ArcSinh, ArcTan, ArcTanh, Ceiling,
    Cos, Cosh, Cot, Coth, Csc, Csch, CubeRoot, Erf, Erfc, Floor, FractionalPart, Gamma, Gudermannian, Haversine,
    IntegerPart, InverseErf, InverseErfc, InverseGudermannian, InverseHaversine, Log, LogGamma, LogisticSigmoid, Ramp,
    Round, Sec, Sech, Sign, Sin, Sinh, Tan, Tanh, Unitize
  }
|>;

(* A formula as it stands inside a program; unknown functions are refused by name. *)
interior[e_] := Which[
  Head[e] === node || Head[e] === cases, e,
  NumericQ[e], constant[e],
  True, interiorOf[headName[e], parts[e], e]
];

constant[e_] := If[realQ[e], e, refuse["UnknownFunction", "the function contains ", e, ", which is not a real number."]];

parts[e_] := If[AtomQ[e], {}, List @@ e];
headName[e_] := If[Head[Head[e]] === Symbol, SymbolName[Head[e]], written[Head[e]]];

interiorOf["If", {condition_, yes_, no_}, _] := cases[{{interior[yes], test[condition]}}, interior[no]];
interiorOf["Which", arguments_, e_] := If[EvenQ[Length[arguments]],
  cases[Map[{interior[#[[2]]], test[#[[1]]]} &, Partition[arguments, 2]], Indeterminate],
  unknown[e]
];
interiorOf["Piecewise", {pairs_}, e_] := interiorOf["Piecewise", {pairs, 0}, e];
interiorOf["Piecewise", {pairs_, default_}, _] := cases[Map[{interior[#[[1]]], test[#[[2]]]} &, pairs], interior[default]];
interiorOf["Clip", {u_}, _] := Clip[interior[u], {-1, 1}];
interiorOf["Clip", {u_, {low_, high_}}, e_] := If[TrueQ[low <= high], Clip[interior[u], {constant[low], constant[high]}], unknown[e]];
interiorOf["Clip", {u_, {low_, high_}, {below_, above_}}, _] := With[{v = interior[u]},
  cases[{{interior[below], less[v, low]}, {interior[above], greater[v, high]}}, v]
];
interiorOf["chop", {u_}, _] := interiorOf["chop", {u, 1/10^10}, Null];
interiorOf["chop", {u_, d_}, _] := With[{v = interior[u]}, cases[{{0, less[Abs[v], interior[d]]}}, v]];
interiorOf["threshold", {u_, d_}, _] := With[{v = interior[u]}, cases[{{v, greater[Abs[v], interior[d]]}}, 0]];
interiorOf["looking", _, _] := refuse["UnknownFunction",
  "the function takes its argument apart, or asks what it is; it is a function of one element at a time."
];
interiorOf["Slot", {k_}, _] := refuse["UnknownFunction", "the function uses #", k, ", which it is not given."];
interiorOf["KroneckerDelta", {u_}, _] := KroneckerDelta[0, interior[u]];
interiorOf["Round", {u_, d_}, _] := With[{v = interior[d]}, v*Round[interior[u]/v]];
interiorOf[_, arguments_, e_] := If[MemberQ[$functions[0], Head[e]] || MemberQ[functionsOf[Length[arguments]], Head[e]],
  Head[e] @@ Map[interior, arguments],
  unknown[e]
];

functionsOf[count_] := If[MemberQ[{1, 2}, count], $functions[count], {}];

unknown[e_] := If[AtomQ[e],
  refuse["UnknownFunction", "the function contains ", e, ", which is neither its argument nor a number."],
  refuse["UnknownFunction", "the function ", headName[e], " of ", Length[e], " arguments is not known here."]
];

test[e_] := If[MemberQ[{True, False}, e], e, testOf[headName[e], parts[e], e]];
testOf["Greater", terms_, _] := greater @@ Map[interior, terms];
testOf["GreaterEqual", terms_, _] := greaterEqual @@ Map[interior, terms];
testOf["Less", terms_, _] := less @@ Map[interior, terms];
testOf["LessEqual", terms_, _] := lessEqual @@ Map[interior, terms];
testOf["Equal", terms_, _] := equal @@ Map[interior, terms];
testOf["Unequal", terms_, _] := unequal @@ Map[interior, terms];
testOf["Inequality", {u_, relation_, v_}, _] := testOf[SymbolName[relation], {u, v}, Null];
testOf["Inequality", {u_, relation_, v_, more__}, _] :=
  and[testOf[SymbolName[relation], {u, v}, Null], testOf["Inequality", {v, more}, Null]];
testOf["And", terms_, _] := and @@ Map[test, terms];
testOf["Or", terms_, _] := or @@ Map[test, terms];
testOf["Not", _, e_] := not[test[e[[1]]]];
testOf["Positive", {u_}, _] := greater[interior[u], 0];
testOf["Negative", {u_}, _] := less[interior[u], 0];
testOf["NonNegative", {u_}, _] := greaterEqual[interior[u], 0];
testOf["NonPositive", {u_}, _] := lessEqual[interior[u], 0];
testOf[_, _, e_] := refuse["UnknownFunction", "the condition ", e, " is not known here."];


(* ---- Settings of layers ---- *)

(* For each layer its arguments and its options, with their defaults; what has none must be given. *)
signature["AggregationLayer"] = {{"Function", "Levels" -> (2 ;; All)}, {}};
signature["BatchNormalizationLayer"] = {{}, {
  "Epsilon" -> 0.001, "Interleaving" -> False, "MovingMean" -> Automatic, "MovingVariance" -> Automatic,
  "Scaling" -> Automatic, "Biases" -> Automatic
}};
signature["ConstantPlusLayer"] = {{}, {"Biases" -> Automatic}};
signature["ConstantTimesLayer"] = {{}, {"Scaling" -> Automatic}};
signature["DropoutLayer"] = {{"Probability" -> 0.5}, {}};
signature["ElementwiseLayer"] = {{"Function"}, {}};
signature["FlattenLayer"] = {{"Level" -> Infinity}, {}};
signature["LinearLayer"] = {{"Output"}, {"Weights" -> Automatic, "Biases" -> Automatic}};
signature["NormalizationLayer"] = {{"AggregationLevels" -> (2 ;; All), "ScalingLevels" -> "Complement"}, {
  "Epsilon" -> 0.001, "Unbiased" -> False, "Method" -> "Standardize", "Scaling" -> Automatic, "Biases" -> Automatic
}};
signature["PaddingLayer"] = {{"Widths"}, {"Padding" -> 0}};
signature["ParametricRampLayer"] = {{"Levels" -> 1}, {"Slope" -> Automatic}};
signature["PartLayer"] = {{"Specification"}, {}};
signature["ReplicateLayer"] = {{"Copies", "Position" -> 1}, {}};
signature["ReshapeLayer"] = {{"Dimensions"}, {}};
signature["SequenceLastLayer"] = {{}, {}};
signature["SequenceMostLayer"] = {{}, {}};
signature["SequenceRestLayer"] = {{}, {}};
signature["SequenceReverseLayer"] = {{}, {}};
signature["SoftmaxLayer"] = {{"Level" -> -1}, {}};
signature["SummationLayer"] = {{}, {}};
signature["TransposeLayer"] = {{"Specification" -> {{1, 2}}}, {}};

signature["CrossEntropyLossLayer"] = {{"Form"}, {}};
signature["MeanSquaredLossLayer"] = {{}, {}};
signature["MeanAbsoluteLossLayer"] = {{}, {}};
signature["ContrastiveLossLayer"] = {{"Margin" -> 0.5}, {}};

(* Those that stand only in a NetGraph. *)
signature["ConstantArrayLayer"] = {{}, {"Array" -> Automatic}};
signature["NetArrayLayer"] = {{}, {"Array" -> Automatic}};
signature["ThreadingLayer"] = {{"Function", "Broadcasting" -> Automatic}, {}};
signature["TotalLayer"] = {{}, {}};

$graphLayers = {"ConstantArrayLayer", "NetArrayLayer", "ThreadingLayer", "TotalLayer"};
$layers = {
  "AggregationLayer", "BatchNormalizationLayer", "ConstantPlusLayer", "ConstantTimesLayer", "DropoutLayer",
  "ElementwiseLayer", "FlattenLayer", "LinearLayer", "NormalizationLayer", "PaddingLayer", "ParametricRampLayer",
  "PartLayer", "ReplicateLayer", "ReshapeLayer", "SequenceLastLayer", "SequenceMostLayer", "SequenceRestLayer",
  "SequenceReverseLayer", "SoftmaxLayer", "SummationLayer", "TransposeLayer"
};
$losses = {"CrossEntropyLossLayer", "MeanSquaredLossLayer", "MeanAbsoluteLossLayer", "ContrastiveLossLayer"};

settingName[name_ -> _] := name;
settingName[name_] := name;

(* The settings of a layer as it is written, LinearLayer[3, "Biases" -> None]. *)
writtenSettings[kind_, e_] := Module[{arguments, optional, given, positional, rules},
  {arguments, optional} = signature[kind];
  given = List @@ e;
  positional = Select[given, ! ruleQ[#] &];
  rules = Select[given, ruleQ];
  If[Length[positional] > Length[arguments],
    refuse["Arguments", kind, " takes at most ", Length[arguments], " arguments, not ", Length[positional], "."]
  ];
  Scan[
    If[StringQ[#], refuse["Arguments", kind, " needs the argument ", #, "."]] &,
    Drop[arguments, Length[positional]]
  ];
  Scan[checkRule[kind, Map[First, optional], rules, #] &, rules];
  fromRules[Join[
    {"Input" -> Automatic},
    Cases[arguments, _Rule],
    Table[settingName[arguments[[k]]] -> positional[[k]], {k, Length[positional]}],
    optional,
    Map[optionName[First[#]] -> Last[#] &, rules]
  ]]
];

checkRule[kind_, known_, rules_, rule_] := With[{name = optionName[First[rule]]},
  If[! MemberQ[Append[known, "Input"], name],
    refuse["UnknownOption", kind, " has no option ", name, " that is known here; the options are ", listed[Append[known, "Input"]], "."]
  ];
  If[Length[Select[rules, optionName[First[#]] === name &]] > 1, refuse["UnknownOption", "the option ", name, " is given twice."]]
];

sizes[n_Integer] := If[n > 0, {n}, None];
sizes[list_List] := If[AllTrue[list, IntegerQ[#] && # > 0 &], list, None];
sizes["Real"] := {};
sizes[_] := None;

checkedSizes[setting_, what_] := With[{d = sizes[setting]},
  If[d === None, refuse["Dimensions", what, " cannot be ", setting, "; give a positive size, a list of them, or \"Real\"."]];
  d
];

number[s_, name_] := If[NumberQ[s[name]] && realQ[s[name]] && s[name] >= 0,
  s[name],
  refuse["Setting", "the setting ", name, " cannot be ", s[name], "; give a number from 0 up."]
];

flag[s_, name_] := If[MemberQ[{True, False}, s[name]],
  s[name],
  refuse["Setting", "the setting ", name, " cannot be ", s[name], "; give True or False."]
];

(* Positions and levels count from 1, or from the end when negative. *)
absolute[n_, size_] := If[IntegerQ[n] && n =!= 0 && Abs[n] <= size,
  If[n > 0, n, size + 1 + n],
  refuse["OutOfRange", "there is no position ", n, " among ", size, "."]
];

spanPositions[span_, size_] := Module[{arguments = List @@ span, stride, first, last, chosen},
  stride = If[Length[arguments] > 2, arguments[[3]], 1];
  If[! IntegerQ[stride] || stride === 0, refuse["Setting", "the step of the span ", span, " is no integer other than 0."]];
  first = absolute[First[arguments], size];
  last = If[arguments[[2]] === All, size, absolute[arguments[[2]], size]];
  chosen = Range[first, last, stride];
  If[chosen === {}, refuse["Dimensions", "the span ", span, " is empty along an axis of size ", size, "."]];
  chosen
];

axesOf[setting_, rank_] := Module[{axes},
  If[Head[setting] === Span && IntegerQ[First[setting]] && First[setting] > rank,
    refuse["Dimensions", "the levels ", setting, " do not exist in an array of rank ", rank, "."]
  ];
  axes = Which[
    setting === All, Range[rank],
    Head[setting] === Span, spanPositions[setting, rank],
    IntegerQ[setting], {absolute[setting, rank]},
    ListQ[setting], Map[absolute[#, rank] &, setting],
    True, refuse["Setting", written[setting], " are not levels; give a level, a list of levels, a Span or All."]
  ];
  If[DeleteDuplicates[axes] =!= axes, refuse["Setting", "the levels ", setting, " name one level twice."]];
  axes
];


(* ---- Nets: chains, layers and what stands for them ---- *)

(* A layer as {kind, settings}; a chain has its layers as a list of {name, layer}. *)
describe[e_] := describeAs[headName[e], e];

describeAs["NetChain", e_] := With[{layers = kernelParts[e]},
  If[layers === None,
    writtenChain[List @@ e],
    kernelPort[e, "Output"]; (* a decoder there is refused *)
    chain[layers, kernelInput[e]]
  ]
];
describeAs["NetGraph", _] := refuse["NetGraph", "a NetGraph is not supported; give a NetChain."];
describeAs["DotPlusLayer", e_] := describeAs["LinearLayer", e];
describeAs[kind_, e_] := Which[
  ! MemberQ[$layers, kind],
    refuse["UnknownLayer", If[StringQ[e] || AtomQ[e], written[e], kind], " is not a layer that is known here; the layers are ",
      listed[$layers], "."],
  True, {kind, Block[{$kind = kind}, settings[kind, e]]}
];

settings[kind_, e_] := With[{answer = kernelParts[e]},
  If[answer === None, writtenSettings[kind, e], kernelSettings[kind, answer, e]]
];

(* As an element of a chain an integer stands for LinearLayer, a function for ElementwiseLayer, a list for a chain. *)
describeElement[e_] := Switch[headName[e],
  "Integer", {"LinearLayer", <|"Input" -> Automatic, "Output" -> e, "Weights" -> Automatic, "Biases" -> Automatic|>},
  "Symbol" | "Function", {"ElementwiseLayer", <|"Input" -> Automatic, "Function" -> e|>},
  "List" | "Association", chain[e, Automatic],
  "String", refuse["UnknownLayer", written[e], " is not a layer; for a named function write ElementwiseLayer[", written[e], "]."],
  _, describe[e]
];

writtenChain[{}] := refuse["Arguments", "NetChain takes a list or an association of layers."];
writtenChain[arguments_] := Module[{input = Automatic},
  Scan[
    If[Head[#] === Rule && optionName[First[#]] === "Input",
      input = Last[#],
      refuse["UnknownOption", "NetChain has no option ", #, " that is known here; the only one is \"Input\"."]
    ] &,
    Rest[arguments]
  ];
  chain[First[arguments], input]
];

chain[layers_, input_] := Module[{names, list},
  If[! ListQ[layers] && Head[layers] =!= Association, refuse["Arguments", "NetChain takes a list or an association of layers."]];
  names = If[ListQ[layers], Range[Length[layers]], Keys[layers]];
  list = If[ListQ[layers], layers, Values[layers]];
  If[names === {}, refuse["Arguments", "a chain needs at least one layer."]];
  If[! ListQ[layers] && ! AllTrue[names, StringQ[#] && # =!= "" &],
    refuse["Arguments", "the names of layers are strings that are not empty."]
  ];
  {"NetChain", <|"Input" -> input, "Layers" -> MapThread[
    Function[{name, layer}, Block[{$path = Append[$path, name], $kind = None}, {name, describeElement[layer]}]],
    {names, list}
  ]|>}
];

(* The dimensions of the input: as stated, or worked out backwards from those of the output where layers tell. *)
inputDims[{kind_, s_}, output_] := If[s["Input"] =!= Automatic,
  checkedSizes[s["Input"], "the option \"Input\""],
  inputDimsOf[kind, s, output]
];

inputDimsOf["NetChain", s_, output_] := Fold[
  Function[{d, entry}, Block[{$path = Append[$path, First[entry]]}, inputDims[Last[entry], d]]],
  output,
  Reverse[s["Layers"]]
];
inputDimsOf["LinearLayer", s_, _] := If[s["Weights"] === Automatic, Automatic, Rest[dims[plainNumbers[s["Weights"]]]]];
inputDimsOf["ConstantTimesLayer", s_, output_] := If[s["Scaling"] === Automatic, output, dims[plainNumbers[s["Scaling"]]]];
inputDimsOf["ConstantPlusLayer", s_, output_] := If[s["Biases"] === Automatic, output, dims[plainNumbers[s["Biases"]]]];
inputDimsOf[kind_, _, output_] := If[MemberQ[$keepDimensions, kind], output, Automatic];

$keepDimensions = {
  "BatchNormalizationLayer", "DropoutLayer", "ElementwiseLayer", "NormalizationLayer", "ParametricRampLayer",
  "SequenceReverseLayer", "SoftmaxLayer"
};

(* The output of a net for its input symbols (Automatic), or for an input that is given. *)
outputOf[net_, input_] := Module[{d = inputDims[net, Automatic]},
  If[input === Automatic && d === Automatic,
    refuse["InputDimensions", "the dimensions of the input are not known; give the option \"Input\" of the net."]
  ];
  through[net, If[input === Automatic,
    declare["Input", "Input", {}, d, Automatic, False],
    inputNodes[input, d]
  ]]
];

inputNodes[input_, d_] := inputArray[plainArray[input], d];
inputArray[values_, d_] := (
  If[d =!= Automatic && dims[values] =!= d,
    refuse["Dimensions", "the input has dimensions ", shown[dims[values]], " and the net takes ", shown[d], "."]
  ];
  Scan[checkElement["input", #] &, flat[values]];
  bind["x", values]
);

plainArray[x_] := If[Head[x] === NumericArray || Head[x] === SparseArray, Normal[x], x];

checkElement[what_, e_] := If[! realQ[e] && ! symbolicQ[e],
  refuse["Data", "the ", what, " has the element ", e, ", which is no real number or symbol; arrays are rectangular."]
];
symbolicQ[e_] := ! NumericQ[e] && ! MemberQ[{List, String, Association, Rule, Missing}, Head[e]] &&
  FreeQ[e, _DirectedInfinity | _Missing] &&
  noneOf[e, {True, False, Null, None, Automatic, Indeterminate, Infinity, ComplexInfinity}];

through[{"NetChain", s_}, x_] := (
  checkInput[s, x];
  Fold[
    Function[{y, entry}, Block[{$path = Append[$path, First[entry]], $kind = First[Last[entry]]}, through[Last[entry], y]]],
    x,
    s["Layers"]
  ]
);
through[{kind_, s_}, x_] := Block[{$path = If[$path === {}, {1}, $path], $kind = kind},
  checkInput[s, x];
  recorded[kind, s, x, forward[kind, s, x]]
];

checkInput[s_, x_] := If[s["Input"] =!= Automatic && checkedSizes[s["Input"], "the option \"Input\""] =!= dims[x],
  refuse["Dimensions", "the input has dimensions ", shown[dims[x]], " and the layer takes ",
    shown[checkedSizes[s["Input"], "the option \"Input\""]], "."]
];

requireRank[x_, least_] := If[Length[dims[x]] < least,
  refuse["Dimensions", "the input has dimensions ", shown[dims[x]], ", but rank ", least, " or more is needed."]
];


(* ---- Layers, one definition each: the output for an array of nodes ---- *)

forward["LinearLayer", s_, x_] := Module[{out = checkedSizes[s["Output"], "the output"], count, weights, y},
  count = Times @@ out;
  weights = parameter[s, "Weights", {count, Length[flat[x]]}];
  y = weights . flat[x];
  If[s["Biases"] =!= None, y = y + parameter[s, "Biases", {count}]];
  bind["z", reshape[y, out]]
];

forward["ElementwiseLayer", s_, x_] := Module[{formula = scalarFormula[s["Function"], 1], y},
  y = bind["h", overElements[applied[formula, {#}] &, x]];
  If[formula === LogisticSigmoid[node[-1]], MapThread[(logOf[First[#1]] = {"Sigmoid", #2}) &, {flat[y], flat[x]}]];
  y
];

forward["ParametricRampLayer", s_, x_] := Module[{axes = axesOf[s["Levels"], Length[dims[x]]], slopes},
  slopes = parameter[s, "Slope", picked[dims[x], axes]];
  bind["h", tabulate[dims[x], Function[i, ramped[at[x, i], at[slopes, picked[i, axes]]]]]]
];
ramped[u_, a_] := cases[{{u, greater[u, 0]}}, a*u];

forward["SoftmaxLayer", s_, x_] := Module[{axis, powers, totals, y},
  requireRank[x, 1];
  axis = absolute[s["Level"], Length[dims[x]]];
  powers = bind["e", overElements[Exp, x]];
  totals = bind["s", tabulate[Delete[dims[x], axis], Total[along[powers, {axis}, #]] &]];
  y = bind["p", tabulate[dims[x], at[powers, #]/at[totals, Delete[#, axis]] &]];
  Scan[(logOf[First[at[y, #]]] = {"Softmax", at[x, #], at[totals, Delete[#, axis]], dims[x][[axis]]}) &, tuples[dims[x]]];
  y
];

forward["DropoutLayer", s_, x_] := (
  If[number[s, "Probability"] >= 1, refuse["Setting", "the probability cannot be ", s["Probability"], "; give a number below 1."]];
  x
);

forward["BatchNormalizationLayer", s_, x_] := Module[{axis, count, epsilon = number[s, "Epsilon"], mean, variance},
  requireRank[x, 1];
  axis = If[flag[s, "Interleaving"], Length[dims[x]], 1];
  count = {dims[x][[axis]]};
  mean = parameter[s, "MovingMean", count];
  variance = parameter[s, "MovingVariance", count];
  rescaled[s, x, {axis}, Function[i, (at[x, i] - at[mean, picked[i, {axis}]])/Sqrt[at[variance, picked[i, {axis}]] + epsilon]]]
];

(* f of each index, times Scaling and plus Biases, which vary along some axes. *)
rescaled[s_, x_, axes_, f_] := Module[{d = picked[dims[x], axes], scaling, biases},
  scaling = If[s["Scaling"] === None, Function[i, 1], With[{a = parameter[s, "Scaling", d]}, Function[i, at[a, picked[i, axes]]]]];
  biases = If[s["Biases"] === None, Function[i, 0], With[{a = parameter[s, "Biases", d]}, Function[i, at[a, picked[i, axes]]]]];
  bind["y", tabulate[dims[x], Function[i, f[i]*scaling[i] + biases[i]]]]
];

forward["NormalizationLayer", s_, x_] := Module[{axes, kept, count, epsilon = number[s, "Epsilon"], centred, means, variances},
  requireRank[x, 1];
  axes = axesOf[s["AggregationLevels"], Length[dims[x]]];
  If[axes === {}, refuse["Dimensions", "there are no levels to normalise over in an array of rank ", Length[dims[x]], "."]];
  kept = without[dims[x], axes];
  count = Times @@ picked[dims[x], axes];
  centred = Switch[s["Method"],
    "RMS", x,
    "Standardize",
      means = bind["m", tabulate[kept, Total[along[x, axes, #]]/count &]];
      bind["c", tabulate[dims[x], at[x, #] - at[means, without[#, axes]] &]],
    _, refuse["Setting", "the method cannot be ", s["Method"], "; it is \"Standardize\" or \"RMS\"."]
  ];
  variances = bind["v", tabulate[kept, Total[along[centred, axes, #]^2]/divisor[s, count] &]];
  rescaled[s, x, scalingAxes[s["ScalingLevels"], axes, Length[dims[x]]],
    Function[i, at[centred, i]/Sqrt[at[variances, without[i, axes]] + epsilon]]
  ]
];
divisor[s_, count_] := Which[
  ! flag[s, "Unbiased"], count,
  count === 1, refuse["Dimensions", "an unbiased variance needs more than one element."],
  True, count - 1
];
scalingAxes["Complement", axes_, rank_] := Complement[Range[rank], axes];
scalingAxes["Same", axes_, _] := axes;
scalingAxes[setting_, _, rank_] := axesOf[setting, rank];

forward["ConstantTimesLayer", s_, x_] := bind["y", x*parameter[s, "Scaling", dims[x]]];
forward["ConstantPlusLayer", s_, x_] := bind["y", x + parameter[s, "Biases", dims[x]]];

forward["SummationLayer", s_, x_] := bind["y", Total[flat[x]]];

forward["AggregationLayer", s_, x_] := Module[{axes, f},
  requireRank[x, 1];
  f = aggregation[s["Function"]];
  axes = axesOf[s["Levels"], Length[dims[x]]];
  If[axes === {}, refuse["Dimensions", "there are no levels to aggregate."]];
  bind["y", tabulate[without[dims[x], axes], f[along[x, axes, #]] &]]
];
aggregation[f_] := aggregationBy[If[Head[f] === Symbol, SymbolName[f], ""], f];
aggregationBy["Mean", _] := Function[u, Total[u]/Length[u]];
aggregationBy["Total", _] := Total;
aggregationBy["Max" | "Min" | "Times", f_] := Function[u, f @@ u];
aggregationBy[_, f_] := refuse["Setting", "cannot aggregate by ", f, "; use Mean, Total, Max, Min or Times."];

(* The others only move nodes. *)
forward["FlattenLayer", s_, x_] := Module[{d, n = s["Level"], joined},
  requireRank[x, 1];
  d = dims[x];
  If[n === Infinity, n = Length[d] - 1];
  If[! IntegerQ[n], refuse["Setting", "cannot flatten to level ", n, "; give an integer or Infinity."]];
  If[Abs[n] >= Length[d], refuse["Dimensions", "FlattenLayer[", n, "] needs an input of a rank above ", Abs[n], ", not ", Length[d], "."]];
  joined = Abs[n] + 1;
  reshape[flat[x], If[n >= 0,
    Prepend[Drop[d, joined], Times @@ Take[d, joined]],
    Append[Drop[d, -joined], Times @@ Take[d, -joined]]
  ]]
];

forward["ReshapeLayer", s_, x_] := Module[{setting = s["Dimensions"], known, d},
  known = If[ListQ[setting], sizes[DeleteCases[setting, Automatic]], None];
  If[known === None, refuse["Setting", written[setting], " are not dimensions; give positive sizes, or one Automatic."]];
  If[Length[setting] - Length[known] > 1, refuse["Setting", "only one dimension can be Automatic."]];
  d = setting /. Automatic -> Quotient[Length[flat[x]], Times @@ known];
  If[Times @@ d =!= Length[flat[x]],
    refuse["Dimensions", "an array of dimensions ", shown[dims[x]], " cannot have dimensions ", shown[d], "."]
  ];
  reshape[flat[x], d]
];

forward["TransposeLayer", s_, x_] := Module[{order},
  requireRank[x, 1];
  order = transposed[s["Specification"], Length[dims[x]]];
  tabulate[dims[x][[order]], Function[i, at[x, Table[i[[Position[order, k][[1, 1]]]], {k, Length[i]}]]]]
];
(* Level k of the output is level order[[k]] of the input. *)
transposed[setting_, rank_] := Module[{places},
  If[ListQ[setting] && setting =!= {} && AllTrue[setting, IntegerQ],
    places = Map[absolute[#, rank] &, setting];
    If[Sort[places] =!= Range[rank], refuse["Setting", written[setting], " is not a permutation of the ", rank, " levels."]];
    Map[Position[places, #][[1, 1]] &, Range[rank]],
    Fold[exchanged[#1, absolute[First[#2], rank], absolute[Last[#2], rank]] &, Range[rank], levelPairs[setting]]
  ]
];
exchanged[order_, i_, j_] := ReplacePart[order, {i -> order[[j]], j -> order[[i]]}];
(* Mathics reads 1 <-> 2 as an edge. *)
levelPair[pair_] := If[MemberQ[{"TwoWayRule", "UndirectedEdge", "List"}, headName[pair]] && Length[pair] === 2,
  List @@ pair,
  refuse["Setting", written[pair], " does not say which levels to exchange; give i <-> j, a list of these, or a permutation."]
];
levelPairs[setting_] := If[ListQ[setting], Map[levelPair, setting], {levelPair[setting]}];

forward["PartLayer", s_, x_] := Module[{specification = s["Specification"], chosen, single},
  requireRank[x, 1];
  If[! ListQ[specification], specification = {specification}];
  If[specification === {}, refuse["Setting", "no part is given."]];
  If[Length[specification] > Length[dims[x]],
    refuse["Dimensions", Length[specification], " levels of parts for an input of rank ", Length[dims[x]], "."]
  ];
  specification = Join[specification, Map[All &, Drop[dims[x], Length[specification]]]];
  chosen = MapThread[partPositions, {specification, dims[x]}];
  single = Map[IntegerQ, specification];
  tabulate[
    Join @@ MapThread[If[#2, {}, {Length[#1]}] &, {chosen, single}],
    Function[i, at[x, partIndex[chosen, single, i]]]
  ]
];
partPositions[part_, size_] := Which[
  part === All, Range[size],
  IntegerQ[part], {absolute[part, size]},
  Head[part] === Span, spanPositions[part, size],
  True, refuse["Setting", written[part], " is not a part; give an integer, a Span or All."]
];
partIndex[chosen_, single_, i_] := Module[{next = 0},
  MapThread[If[#2, First[#1], next = next + 1; #1[[i[[next]]]]] &, {chosen, single}]
];

forward["SequenceLastLayer", s_, x_] := forward["PartLayer", <|"Specification" -> -1|>, x];
forward["SequenceMostLayer", s_, x_] := forward["PartLayer", <|"Specification" -> (1 ;; -2)|>, x];
forward["SequenceRestLayer", s_, x_] := forward["PartLayer", <|"Specification" -> (2 ;; All)|>, x];
forward["SequenceReverseLayer", s_, x_] := forward["PartLayer", <|"Specification" -> (-1 ;; 1 ;; -1)|>, x];

forward["PaddingLayer", s_, x_] := Module[{widths = s["Widths"], padding = s["Padding"], constant, d},
  requireRank[x, 1];
  If[! ListQ[widths] || Length[widths] =!= Length[dims[x]] || ! AllTrue[widths, widthsQ],
    refuse["Setting", written[widths], " does not pad an input of rank ", Length[dims[x]], "; give a pair of numbers from 0 up for each level."]
  ];
  If[! MemberQ[{"Fixed", "Reflected"}, padding] && ! realQ[padding],
    refuse["Setting", "cannot pad with ", padding, "; give a number, \"Fixed\" or \"Reflected\"."]
  ];
  If[padding === "Reflected", MapThread[checkReflection, {widths, dims[x]}]];
  constant = If[StringQ[padding], None, bind["c", padding]];
  d = dims[x] + Map[Total, widths];
  tabulate[d, Function[i, padded[x, i - Map[First, widths], padding, constant]]]
];
widthsQ[pair_] := ListQ[pair] && Length[pair] === 2 && AllTrue[pair, IntegerQ[#] && # >= 0 &];
checkReflection[{before_, after_}, size_] := If[Max[before, after] >= size,
  refuse["Dimensions", "cannot reflect ", Max[before, after], " elements of an axis of size ", size, "."]
];
padded[x_, i_, "Fixed", _] := at[x, MapThread[Min[Max[#1, 1], #2] &, {i, dims[x]}]];
padded[x_, i_, "Reflected", _] := at[x, MapThread[#2 - Abs[#2 - 1 - Abs[#1 - 1]] &, {i, dims[x]}]];
padded[x_, i_, _, constant_] := If[And @@ MapThread[1 <= #1 <= #2 &, {i, dims[x]}], at[x, i], constant];

forward["ReplicateLayer", s_, x_] := Module[{copies = sizes[s["Copies"]], place = s["Position"]},
  If[copies === None || copies === {},
    refuse["Setting", "cannot repeat ", s["Copies"], " times; give a positive number, or a list of them."]
  ];
  If[! IntegerQ[place] || place < 1 || place > Length[dims[x]] + 1,
    refuse["OutOfRange", "there is no position ", place, " for new levels in an input of rank ", Length[dims[x]], "."]
  ];
  tabulate[
    Join[Take[dims[x], place - 1], copies, Drop[dims[x], place - 1]],
    Function[i, at[x, Join[Take[i, place - 1], Drop[i, place - 1 + Length[copies]]]]]
  ]
];


(* ---- Losses, one definition each: the loss for an array of outputs and a target ---- *)

(* {name, node} for each term. *)
termsOf[net_, loss_, data_] := With[{described = describe[net]},
  With[{terms = describeTerms[loss, described]},
    checkLossName[described, terms];
    withCoefficients[terms, partNodes[described, terms, data]]
  ]
];

lossNode[{kind_, s_}, y_, target_] := Block[{$path = {}, $kind = kind},
  recorded[kind, s, y, lossOfOutput[kind, s, y, target]]
];

(* The mean over all elements. *)
mean[x_] := summed[If[Length[flat[x]] === 1, x, x/Length[flat[x]]]];
summed[x_] := If[Head[First[flat[x]]] === node && Length[flat[x]] === 1, First[flat[x]], bind["loss", Total[flat[x]]]];

(* What NetTrain takes when no loss is given, told by the last layer. *)
describeLoss[loss_, net_] := If[loss === Automatic, automaticLoss[net], givenLoss[loss]];
automaticLoss[net_] := With[{last = lastLayer[net]},
  Which[
    First[last] === "SoftmaxLayer", {"CrossEntropyLossLayer", <|"Form" -> "Index"|>},
    First[last] === "ElementwiseLayer" && MemberQ[{LogisticSigmoid, "Sigmoid"}, Last[last]["Function"]],
      {"CrossEntropyLossLayer", <|"Form" -> "Binary"|>},
    True, {"MeanSquaredLossLayer", <||>}
  ]
];
givenLoss[loss_] := With[{kind = headName[loss]},
  Which[
    MemberQ[$losses, kind], {kind, Block[{$kind = kind}, settings[kind, loss]]},
    kind === "Function", {"Function", <|"Function" -> loss|>},
    loss === "Output", {"Output", <||>},
    MemberQ[$lossNets, kind] || MemberQ[$layers, kind], {"NetGraph", Block[{$kind = kind}, describeLossNet[kind, loss]]},
    True, refusedLoss[loss]
  ]
];

lastLayer[{"NetChain", s_}] := lastLayer[Last[Last[s["Layers"]]]];
lastLayer[layer_] := layer;

lossOfOutput["CrossEntropyLossLayer", s_, y_, target_] := crossEntropy[s["Form"], y, target];

crossEntropy["Binary", y_, target_] := Module[{t = targetNodes["Target", dims[y], target], count = Length[flat[y]], losses},
  losses = bind["loss", tabulate[dims[y], Function[i,
    -at[t, i]*logarithm[at[y, i]]/count - (1 - at[t, i])*logarithmOfRest[at[y, i]]/count
  ]]];
  MapThread[stateBinary[#1, #2, #3, count] &, {flat[losses], flat[y], flat[t]}];
  summed[losses]
];

crossEntropy["Probabilities", y_, target_] := Module[{t, losses},
  requireClasses["Probabilities", y];
  t = targetNodes["Target", dims[y], target];
  losses = bind["loss", tabulate[Most[dims[y]], Function[i, Total[MapThread[-#1*logarithm[#2] &, {lastLine[t, i], lastLine[y, i]}]]]]];
  Scan[stateSoftmax[at[losses, #], lastLine[y, #], lastLine[t, #], Total[lastLine[t, #]]] &, tuples[Most[dims[y]]]];
  mean[losses]
];

crossEntropy["Index", y_, target_] := Module[{count, t, losses},
  requireClasses["Index", y];
  count = Last[dims[y]];
  t = targetNodes["Class", Most[dims[y]], target];
  Scan[checkClass[#, count] &, flat[t]];
  losses = bind["loss", tabulate[Most[dims[y]], Function[i,
    Total[MapThread[-#1*logarithm[#2] &, {Map[member[#, at[t, i]] &, Range[count]], lastLine[y, i]}]]
  ]]];
  Scan[stateSoftmax[at[losses, #], lastLine[y, #], Map[Function[j, member[j, at[t, #]]], Range[count]], 1] &, tuples[Most[dims[y]]]];
  mean[losses]
];
crossEntropy[form_, _, _] := refuse["Setting", "the form cannot be ", form, "; it is \"Index\", \"Probabilities\" or \"Binary\"."];

lastLine[x_, i_] := along[x, {Length[i] + 1}, i];

requireClasses[form_, y_] := If[dims[y] === {},
  refuse["Dimensions", "the form \"", form, "\" needs an output with a level of classes, not a single real."]
];

(* 1 for the class t, 0 for others; a class that is still a symbol is told by KroneckerDelta. *)
member[j_, t_] := With[{class = valueOf[t]}, If[IntegerQ[class], If[j === class, 1, 0], KroneckerDelta[j, t]]];
valueOf[node[k_]] := formulaOf[k];
checkClass[t_, count_] := With[{class = valueOf[t]},
  If[NumericQ[class] && (! IntegerQ[class] || class < 1 || class > count),
    refuse["OutOfRange", "the target is the class ", class, "; classes are integers from 1 to ", count, "."]
  ]
];

(* Log[p], or Log[Max[p, 2^-52]], which is what the layer computes (published for "Binary", inferred for the others).
   In the exact reading the logarithm of a softmax or sigmoid is written in one piece, finite where p is 0. *)
logarithm[p_] := With[{entry = logEntry[p]},
  Which[
    entry === None, If[$options["Log"] === "Kernel", Log[Max[p, 2^-52]], Log[p]],
    First[entry] === "Softmax", entry[[2]] - sumLog[entry[[3]]],
    True, -Log[1 + Exp[-entry[[2]]]]
  ]
];

logarithmOfRest[p_] := With[{entry = logEntry[p]},
  Which[
    entry =!= None && First[entry] === "Sigmoid", -Log[1 + Exp[entry[[2]]]],
    $options["Log"] === "Kernel", Log[Max[1 - p, 2^-52]],
    True, Log[1 - p]
  ]
];

(* {"Sigmoid", logit} or {"Softmax", logit, sum of exponentials, number of classes}; None for other outputs. *)
logEntry[node[k_]] := If[$options["Log"] === "Kernel" || ! rewritingQ[], None, logOf[k]];

(* One logarithm of the sum for all classes. *)
sumLog[node[k_]] := (
  If[logOfSum[k] === None, logOfSum[k] = bind["l", Log[node[k]]]];
  logOfSum[k]
);

(* The derivative by the logits is softmax (or sigmoid) less target. A class that is a symbol is taken as one of the
   classes there are: for another number the loss is 0, and its derivative would be too. *)
stateBinary[node[loss_], p_, t_, count_] := With[{entry = logEntry[p]},
  If[entry =!= None && First[entry] === "Sigmoid", slopesAt[loss] = {{entry[[2]], (p - t)/count}, {t, -entry[[2]]/count}}]
];

(* Where the classes are those that the softmax adds up; targets that are no nodes are constants. *)
stateSoftmax[node[loss_], ps_, ts_, total_] := With[{entries = Map[logEntry, ps]},
  If[AllTrue[entries, # =!= None && First[#] === "Softmax" && #[[3]] === entries[[1, 3]] && #[[4]] === Length[ps] &],
    slopesAt[loss] = Join[
      MapThread[{#1[[2]], #2*total - #3} &, {entries, ps, ts}],
      Cases[MapThread[List, {ts, Map[-logarithm[#] &, ps]}], {_node, _}]
    ]
  ]
];

lossOfOutput["MeanSquaredLossLayer", s_, y_, target_] := elementwiseLoss[(#1 - #2)^2 &, y, target];
lossOfOutput["MeanAbsoluteLossLayer", s_, y_, target_] := elementwiseLoss[Abs[#1 - #2] &, y, target];
lossOfOutput["Function", s_, y_, target_] := With[{formula = scalarFormula[s["Function"], 2]},
  elementwiseLoss[applied[formula, {#1, #2}] &, y, target]
];

(* Documented in words only; the formula is unverified. *)
lossOfOutput["ContrastiveLossLayer", s_, y_, target_] := With[{margin = number[s, "Margin"]},
  If[dims[y] =!= {}, refuse["Dimensions", "a contrastive loss takes one real, not an array of dimensions ", shown[dims[y]], "."]];
  elementwiseLoss[#2*Ramp[margin - #1] + (1 - #2)*#1 &, y, target]
];

(* A port that is a loss itself. *)
lossOfOutput["Output", s_, y_, _] := summed[y];

elementwiseLoss[f_, y_, target_] := With[{t = targetNodes["Target", dims[y], target]},
  mean[bind["loss", tabulate[dims[y], f[at[y, #], at[t, #]] &]]]
];


(* ---- Sums of losses, as NetTrain takes them ----

   Documented of LossFunction: {loss1, loss2, ...} minimises several losses at once, loss -> Scaled[r] scales one by r,
   "port" -> loss is for one output of several, an array is summed. The target comes from the training data by the name
   of the output port, so that all losses of one output have the same.

   A loss is described by its terms, {name, {{coefficient, loss}, ...}}; losses without a name have that of their head. *)

describeTerms[loss_, net_] := Module[{named = Head[loss] === Association, parts, terms},
  If[named,
    checkNamesOfTerms[Keys[loss]];
    terms = MapThread[{#1, partsOf[#2, 1, net]} &, {Keys[loss], Values[loss]}],
    parts = partsOf[loss, 1, net];
    terms = MapThread[{#1, {#2}} &, {numbered[Map[nameOfPart, parts]], parts}]
  ];
  If[AllTrue[joined[Map[Last, terms]], First[Last[#]] === "Expression" &], refusedLoss[loss]];
  terms
];

checkNamesOfTerms[names_] := If[names === {} || ! AllTrue[names, StringQ[#] && # =!= "" &],
  refuse["Arguments", "the names of losses are strings that are not empty, and there is at least one."]
];

nameOfPart[{_, {kind_, s_}}] := If[kind === "NetGraph", s["Name"], kind];

(* The second of a name has a 2. *)
numbered[names_] := Table[
  With[{count = Count[Take[names, k], names[[k]]]}, If[count === 1, names[[k]], StringJoin[names[[k]], ToString[count]]]],
  {k, Length[names]}
];

(* Pairs {coefficient, loss}. *)
partsOf[e_, c_, net_] := Which[
  ! lossyQ[e], {{c, {"Expression", <|"Expression" -> checkedScalar[e]|>}}},
  Head[e] === List, joined[Map[partsOf[#, c, net] &, e]],
  Head[e] === Plus, With[{rest = Select[List @@ e, ! lossyQ[#] &]},
    joined[Map[partsOf[#, c, net] &, Join[Select[List @@ e, lossyQ], If[rest === {}, {}, {Plus @@ rest}]]]]
  ],
  Head[e] === Times, partsOfProduct[Select[List @@ e, lossyQ], Times @@ Select[List @@ e, ! lossyQ[#] &], c, net],
  Head[e] === Rule, partsOfRule[First[e], Last[e], c, net],
  True, {{c, describeLoss[e, net]}}
];

partsOfProduct[{loss_}, factor_, c_, net_] := partsOf[loss, c*checkedScalar[factor], net];
partsOfProduct[losses_, _, _, _] := refuse["UnknownLoss", "a product of ", Length[losses], " losses is no sum of losses; a net with the ports \"Input\" and \"Target\" can have it."];

partsOfRule[loss_, setting_, c_, net_] := Which[
  headName[setting] === "Scaled" && Length[setting] === 1, partsOf[loss, c*checkedScalar[First[setting]], net],
  loss === "Output", partsOf[setting, c, net],
  StringQ[loss], refuse["UnknownPort", "there is no output port ", loss, "; the one of a NetChain is \"Output\"."],
  True, refusedLoss[loss -> setting]
];

refusedLoss[e_] := refuse["UnknownLoss", written[e],
  " is not a loss; give a function of output and target, a net with the ports \"Input\" and \"Target\", a sum of losses, or one of ", listed[$losses], "."
];

(* What stands for a loss, and what has one inside. *)
lossQ[e_] := e === Automatic || StringQ[e] || With[{name = headName[e]},
  MemberQ[$lossNets, name] || MemberQ[{"Function", "Association"}, name] || layerNameQ[name]
];
lossyQ[e_] := Which[
  lossQ[e], True,
  Head[e] === Rule, lossyQ[First[e]] || lossyQ[Last[e]],
  True, MemberQ[{List, Plus, Times}, Head[e]] && AnyTrue[List @@ e, lossyQ]
];
$lossNets = {"NetChain", "NetGraph", "ThreadingLayer", "Hold", "HoldForm"};
layerNameQ[name_] := StringLength[name] > 4 && StringTake[name, -5] === "Layer";

(* A coefficient, or a term of its own: real or symbolic, and no layer inside. *)
checkedScalar[e_] := Which[
  Head[e] === List || AnyTrue[symbolNames[e], layerNameQ[#] || MemberQ[$lossNets, #] &], refusedLoss[e],
  realQ[e] || symbolicQ[e], e,
  True, refuse["Coefficient", "the coefficient or term ", e, " is no real number and no expression of symbols."]
];

(* Learned arrays of a loss stand under "Loss". *)
checkLossName[{"NetChain", s_}, terms_] := If[MemberQ[Map[First, s["Layers"]], "Loss"] && AnyTrue[joined[Map[Last, terms]], First[Last[#]] === "NetGraph" &],
  refuse["SymbolClash", "the net has a layer named Loss, which is the name of the net that is the loss; rename the layer."]
];

(* The mean over the examples for each part that is a loss. *)
partNodes[described_, terms_, data_] := Module[{own = Automatic, parts, rows, ofExample},
  parts = namedParts[terms];
  ofExample[input_, target_] := Module[{y = outputOf[described, input]},
    If[own === Automatic, own = ownTargetsQ[parts, y]];
    Map[lossOfPart[#, y, targetOfTerm[First[#], own, target]] &, parts]
  ];
  If[data === None,
    ofExample[Automatic, None],
    rows = MapIndexed[Function[{example, index}, ofExample[First[example], {Last[example], First[index]}]], examples[data]];
    unrecorded[Map[mean, Transpose[rows]]]
  ]
];

(* {name of the term, position of its layers, loss}. *)
namedParts[terms_] := Module[{parts, places},
  parts = joined[Map[Function[term, Map[{First[term], Last[#]} &, Last[term]]], terms]];
  places = If[Length[parts] === 1, {{"Loss"}}, Map[{"Loss", #} &, numbered[Map[First, parts]]]];
  Select[MapThread[{#1[[1]], #2, #1[[2]]} &, {parts, places}], First[#[[3]]] =!= "Expression" &]
];

lossOfPart[{_, place_, loss_}, y_, target_] := Block[{$lossPlace = place}, lossNode[loss, y, target]];

(* Whether the terms take targets of different dimensions, or one a class and one an array. *)
ownTargetsQ[{_}, _] := False;
ownTargetsQ[parts_, y_] := Module[{wanted = Map[{First[#], targetWanted[#, y]} &, parts], different},
  different = DeleteDuplicates[DeleteCases[Map[Last, wanted], None]];
  If[Length[different] < 2, False, Map[checkTargetOfTerm[#, wanted] &, DeleteDuplicates[Map[First, wanted]]]; True]
];
checkTargetOfTerm[name_, wanted_] := If[Length[DeleteDuplicates[Cases[wanted, {name, w_List} :> w]]] > 1,
  refuse["Targets", "the losses of the term ", name, " take different targets; give each a name of its own."]
];

(* {role, dimensions} of the target that a loss asks for, None where it takes none. *)
targetWanted[part_, y_] := Block[{$probing = True},
  Catch[lossOfPart[part, y, None]; None, $wanted]
];
$probing = False;

targetOfTerm[name_, own_, given_] := Which[
  given === None, If[own, keyed[name], keyed[]],
  Head[First[given]] === Association, namedTarget[name, First[given], Last[given]],
  own, refuse["Data", "the terms take different targets, and that of example ", Last[given], " is only one; give an association of targets by the names of the terms."],
  True, given
];
namedTarget[name_, targets_, number_] := If[MemberQ[Keys[targets], name],
  {targets[name], number},
  refuse["Data", "the target of example ", number, " has no ", name, "; its keys are the names of the terms."]
];

(* {name, node} for each term; a single loss stays as it is. *)
withCoefficients[terms_, nodes_] := Module[{next = 0, weighted},
  weighted[{c_, {"Expression", s_}}] := coefficient[c]*coefficient[s["Expression"]];
  weighted[{c_, _}] := (next = next + 1; coefficient[c]*nodes[[next]]);
  Map[Function[term, {First[term], sumOf[Map[weighted, Last[term]]]}], terms]
];

(* One node for a sum; a sum is no longer one array after the other. *)
sumOf[{x_}] := If[Head[x] === node, x, unrecorded[bind["loss", x]]];
sumOf[xs_] := unrecorded[bind["loss", Total[xs]]];

(* Symbols of the net in it are its nodes; the rest is a constant, a node of its own. *)
coefficient[c_] := If[NumericQ[c], c, openedCoefficient[c /. MapThread[Rule, {knownSymbols[], joined[Map[flat[#["Nodes"]] &, $arrays]]}], c]];
openedCoefficient[opened_, c_] := (
  Scan[If[! FreeQ[opened, #],
    refuse["SymbolClash", written[c], " has ", #, " in it, which stands for an array of the net, and here is none of its elements; choose other heads with the option \"Symbols\"."]
  ] &, DeleteDuplicates[Map[headFor[#["Kind"]] &, $arrays]]];
  If[FreeQ[opened, node], bind["c", opened], bind["c", interior[constantsBound[opened]]]]
);
constantsBound[e_] := Which[
  Head[e] === node || NumericQ[e], e,
  FreeQ[e, node] && Head[e] =!= List, bind["c", e],
  True, Head[e] @@ Map[constantsBound, List @@ e]
];


(* ---- Losses that are nets with the ports "Input" and, where they have it, "Target" ----

   A chain is a graph, and chains inside a graph are spliced into it. A graph is a list of vertices
   {place, layer, sources}, a source being the number of a vertex, 0 for the output of the net, -1 for the target. Documented: what is not connected becomes a port of the graph; all its outputs
   together are the loss. *)

describeLossNet["NetGraph", e_] := If[kernelParts[e] === None,
  graphOf[List @@ e],
  refuse["NetGraph", "a NetGraph that is built does not tell its edges; give it as Hold[NetGraph[...]]."]
];
(* Only the head stays unevaluated: its layers may stand in variables. *)
describeLossNet["Hold" | "HoldForm", e_] := With[{inner = ReleaseHold[e /. NetGraph -> writtenGraph]},
  If[Head[inner] === writtenGraph, graphOf[List @@ inner], refusedLoss[e]]
];
describeLossNet["NetChain", e_] := With[{layers = kernelParts[e]},
  Which[
    layers =!= None, lossGraph["NetChain", {{{}, layers}}, {}, {"Input" -> kernelInput[e]}],
    List @@ e === {}, refuse["Arguments", "NetChain takes a list or an association of layers."],
    True, lossGraph["NetChain", {{{}, First[e]}}, {}, Rest[List @@ e]]
  ]
];
describeLossNet[kind_, e_] := lossGraph[kind, {{{}, {e}}}, {}, {}];

graphOf[arguments_] := If[Length[arguments] < 2,
  refuse["NetGraph", "NetGraph takes layers and the edges between them."],
  lossGraph["NetGraph", namedVertices[First[arguments]], edgesOf[arguments[[2]]], Drop[arguments, 2]]
];

graphOptions[rules_] := (
  Scan[If[! ruleQ[#] || ! MemberQ[{"Input", "Target"}, First[#]],
    refuse["UnknownOption", "a net as loss has no option ", #, " that is known here; the options are \"Input\" and \"Target\"."]
  ] &, rules];
  fromRules[Join[{"Input" -> Automatic, "Target" -> Automatic}, Map[First[#] -> Last[#] &, rules]]]
);

namedVertices[vertices_] := Which[
  Head[vertices] === Association, MapThread[{{#1}, #2} &, {Keys[vertices], Values[vertices]}],
  ! ListQ[vertices], refuse["NetGraph", "the layers of a NetGraph are a list or an association."],
  vertices =!= {} && AllTrue[vertices, ruleQ], Map[{{First[#]}, Last[#]} &, vertices],
  True, MapIndexed[{#2, #1} &, vertices]
];

(* Pairs {from, to}; a -> b -> c is two of them. *)
edgesOf[edges_] := joined[Map[edgePairs, Flatten[{edges}]]];
edgePairs[e_] := Which[
  ! ruleQ[e], refuse["NetGraph", "the edge ", e, " is no rule such as 1 -> 2."],
  ruleQ[Last[e]], Prepend[edgePairs[Last[e]], {First[e], First[Last[e]]}],
  True, {{First[e], Last[e]}}
];

lossGraph[name_, vertices_, edges_, rules_] := Module[{flatVertices, names = Map[First, vertices], wires, members, numbers, outputs, stated},
  stated = graphOptions[rules];
  (* Layers of a chain are vertices {name, 1}, {name, 2}, ... *)
  members = Map[Function[vertex, splicedVertex[First[vertex], Last[vertex]]], vertices];
  flatVertices = joined[members];
  If[flatVertices === {}, refuse["NetGraph", "a net needs at least one layer."]];
  numbers = Accumulate[Prepend[Map[Length, members], 0]];
  wires = Join[
    joined[Map[wiresOf[#, names, numbers] &, edges]],
    joined[MapThread[Function[{start, count}, Table[{start + k, Automatic, start + k + 1, Automatic}, {k, count - 1}]], {Most[numbers], Map[Length, members]}]]
  ];
  checkOrder[Range[Length[flatVertices]], wires];
  outputs = Join[Map[First, Select[wires, #[[3]] === None &]], Select[Range[Length[flatVertices]], ! MemberQ[Map[First, wires], #] &]];
  <|
    "Name" -> name,
    "Input" -> stated["Input"],
    "Target" -> stated["Target"],
    "Vertices" -> MapIndexed[wiredVertex[#1, Select[wires, Function[wire, wire[[3]] === First[#2]]]] &, flatVertices],
    "Outputs" -> outputs
  |>
];

checkOrder[numbers_, wires_] := With[{next = Select[numbers, Function[k, AnyTrue[wires, #[[3]] === k && MemberQ[numbers, First[#]] &]]]},
  Which[
    next === {}, Null,
    next === numbers, refuse["NetGraph", "the edges of the net go round in a circle."],
    True, checkOrder[next, wires]
  ]
];

splicedVertex[place_, e_] := Which[
  MemberQ[{"List", "Association"}, headName[e]], splicedChain[place, e],
  headName[e] === "NetChain", With[{layers = kernelParts[e]}, splicedChain[place, If[layers === None, First[e], layers]]],
  True, {{place, e}}
];
splicedChain[place_, layers_] := joined[MapThread[
  splicedVertex[Append[place, #1], #2] &,
  If[ListQ[layers], {Range[Length[layers]], layers}, {Keys[layers], Values[layers]}]
]];

(* {number of the source, its port, number of the layer or None, its port}. *)
wiresOf[{from_, to_}, names_, numbers_] := With[{sink = edgeEnd[to, names, numbers, Most[numbers] + 1, None]},
  Map[Join[edgeEnd[#, names, numbers, Rest[numbers], Automatic], sink] &, If[ListQ[from], from, {from}]]
];

(* A name, a number, NetPort["Input"] of the whole, NetPort["name", "port"] or NetPort[{"name", "port"}]. *)
edgeEnd[e_, names_, numbers_, chosen_, whole_] := With[{parts = If[headName[e] === "NetPort", Flatten[List @@ e], {e, Automatic}]},
  Which[
    Length[parts] === 1 && whole === None, {None, First[parts]},
    Length[parts] === 1, {inputPort[First[parts]], Automatic},
    MemberQ[names, {First[parts]}], {chosen[[Position[names, {First[parts]}][[1, 1]]]], Last[parts]},
    True, refuse["NetGraph", "the edge to or from ", e, " leads to no layer."]
  ]
];
inputPort["Input"] = 0;
inputPort["Target"] = -1;
inputPort[name_] := refuse["UnknownPort", "a net as loss has the input ports \"Input\" and \"Target\", and no ", name, "; connect it, or write #Input and #Target in a ThreadingLayer."];

(* {place, layer, sources in the order of the ports of the layer}. *)
wiredVertex[{place_, e_}, wires_] := Block[{$path = Join[{"Loss"}, place], $kind = None},
  With[{layer = describeVertex[e, Length[wires]]},
    Block[{$kind = First[layer]}, {place, layer, sourcesOf[layer, wires]}]
  ]
];

describeVertex[e_, count_] := With[{kind = headName[e]},
  Which[
    MemberQ[{"NetGraph", "writtenGraph"}, kind], refuse["NetGraph", "a NetGraph inside a NetGraph is not supported; give its layers in the outer one."],
    MemberQ[$losses, kind] || MemberQ[$graphLayers, kind], {kind, Block[{$kind = kind}, settings[kind, e]]},
    kind === "Symbol" && count > 1, {"ThreadingLayer", <|"Input" -> Automatic, "Function" -> e, "Broadcasting" -> Automatic|>},
    True, describeElement[e]
  ]
];

sourcesOf[layer_, wires_] := Module[{ports = portsOf[layer, Length[wires]], free, taken = {}, source},
  free = Complement[Range[Length[ports]], joined[Map[Position[ports, Last[#]][[All, 1]] &, wires]]];
  Do[
    taken = Append[taken, If[wire[[4]] === Automatic, If[free === {}, 0, First[free]], portPosition[ports, wire[[4]]]]];
    If[wire[[4]] === Automatic && free =!= {}, free = Rest[free]],
    {wire, wires}
  ];
  If[MemberQ[taken, 0] || DeleteDuplicates[taken] =!= taken,
    refuse["NetGraph", "the layer has the input ports ", ports, ", and more than one edge leads to one of them."]
  ];
  source[k_] := If[MemberQ[taken, k], wires[[Position[taken, k][[1, 1]], 1]], inputPort[ports[[k]]]];
  Map[source, Range[Length[ports]]]
];
portPosition[ports_, name_] := If[MemberQ[ports, name],
  Position[ports, name][[1, 1]],
  refuse["UnknownPort", "the layer has no input port ", name, "; it has ", ports, "."]
];

portsOf[{kind_, s_}, count_] := Which[
  MemberQ[$losses, kind], {"Input", "Target"},
  kind === "ThreadingLayer" && slotNames[s["Function"]] =!= {}, slotNames[s["Function"]],
  MemberQ[{"ThreadingLayer", "TotalLayer"}, kind], Table[StringJoin["Input", ToString[k]], {k, If[count === 0, 2, count]}],
  MemberQ[$graphLayers, kind], {},
  True, {"Input"}
];

(* #Input and #Target of a function name its ports. *)
slotNames[f_] := DeleteDuplicates[Cases[{f}, Slot[name_String] :> name, Infinity]];
positionalSlots[f_] := With[{names = slotNames[f]}, f /. Table[Slot[names[[k]]] -> Slot[k], {k, Length[names]}]];

lossOfOutput["NetGraph", s_, y_, target_] := Module[{known, evaluateReady, ready, vertices = s["Vertices"], left},
  checkInput[s, y];
  left = Range[Length[vertices]];
  Do[known[j] = None, {j, -1, Length[vertices]}];
  known[0] = y;
  (* What can be evaluated, until nothing can. *)
  evaluateReady[] := While[
    ready = Select[left, Function[j, AllTrue[vertices[[j, 3]], known[#] =!= None &]]];
    ready =!= {},
    Do[known[j] = vertexValue[vertices[[j]], Map[known, vertices[[j, 3]]]], {j, ready}];
    left = Complement[left, ready]
  ];
  evaluateReady[];
  If[left =!= {} || MemberQ[s["Outputs"], -1],
    known[-1] = targetOfGraph[s, known, target];
    evaluateReady[]
  ];
  summed[joined[Map[flat[known[#]] &, s["Outputs"]]]]
];

vertexValue[{place_, layer_, _}, inputs_] := Block[{$path = Join[$lossPlace, place], $kind = First[layer]},
  layerValue[layer, inputs]
];
layerValue[{kind_, s_}, inputs_] := Which[
  MemberQ[$losses, kind], lossOfOutput[kind, s, First[inputs], wired[Last[inputs]]],
  kind === "ThreadingLayer", threaded[positionalSlots[s["Function"]], inputs, s["Broadcasting"]],
  kind === "TotalLayer", threaded[Plus, inputs, Automatic],
  MemberQ[$graphLayers, kind], arrayValue[s],
  True, (checkInput[s, First[inputs]]; forward[kind, s, First[inputs]])
];

arrayValue[s_] := If[s["Array"] === Automatic,
  refuse["Uninitialized", "the dimensions of the array are not known; give the option \"Array\"."],
  parameter[s, "Array", dims[plainNumbers[s["Array"]]]]
];

(* Documented: by default axes of size 1 are repeated, and the ranks are the same. *)
threaded[f_, inputs_, broadcasting_] := Module[{all = Map[dims, inputs], formula = scalarFormula[f, Length[inputs]], d},
  d = Which[
    ! AllTrue[all, Length[#] === Length[First[all]] &], None,
    First[all] === {}, {},
    True, Fold[MapThread[Max, {#1, #2}] &, First[all], Rest[all]]
  ];
  If[! MemberQ[{Automatic, None}, broadcasting],
    refuse["Setting", "the repetition ", broadcasting, " is not supported; it is Automatic or None."]
  ];
  If[! AllTrue[all, conformsQ[#, d, broadcasting] &],
    refuse["Dimensions", "the inputs have the dimensions ", StringJoin @@ Riffle[Map[shown, all], ", "], ", which do not go together."]
  ];
  bind["y", tabulate[d, Function[i, applied[formula, MapThread[at[#1, Table[Min[i[[k]], #2[[k]]], {k, Length[i]}]] &, {inputs, all}]]]]]
];
conformsQ[have_, d_, broadcasting_] := have === d ||
  (broadcasting === Automatic && ListQ[d] && Length[have] === Length[d] && AllTrue[Range[Length[d]], have[[#]] === 1 || have[[#]] === d[[#]] &]);

(* The target as stated, as its readers need it, or as the data have it. *)
targetOfGraph[s_, known_, target_] := Module[{wanted = If[s["Target"] === Automatic, targetOfReaders[s, known], {"Target", checkedSizes[s["Target"], "the option \"Target\""]}]},
  If[wanted === Automatic && ListQ[target] && ! $probing, wanted = {"Target", dims[plainArray[First[target]]]}];
  If[wanted === Automatic,
    refuse["TargetDimensions", "the dimensions of the target are not known; give the option \"Target\" of the net that is the loss."]
  ];
  targetNodes[wanted[[1]], wanted[[2]], target]
];

targetOfReaders[s_, known_] := Module[{wanted, readers, count = Length[s["Vertices"]]},
  readers[k_] := Select[Range[count], MemberQ[s["Vertices"][[#, 3]], k] &];
  wanted[k_] := Fold[
    If[#1 =!= Automatic, #1, wantedBy[s["Vertices"][[#2]], k, known, wanted[#2]]] &,
    Automatic,
    Select[readers[k], known[#] === None &]
  ];
  wanted[-1]
];
wantedBy[{_, {kind_, s_}, sources_}, k_, known_, further_] := With[{others = Select[Map[known, sources], # =!= None &]},
  Which[
    kind === "CrossEntropyLossLayer" && s["Form"] === "Index" && Last[sources] === k && others =!= {}, {"Class", Most[dims[First[others]]]},
    kind === "CrossEntropyLossLayer" && s["Form"] === "Index", Automatic,
    others =!= {}, {"Target", dims[First[others]]},
    MemberQ[Join[$keepDimensions, {"ThreadingLayer", "TotalLayer"}], kind], further,
    True, Automatic
  ]
];


(* ---- Data ---- *)

(* The target as symbols, keyed[...] by the name of a term where terms have targets of their own; that of an example,
   {target, number of the example}; or what comes through an edge of a net, wired[nodes]. *)
targetNodes[role_, d_, given_] := Which[
  Head[given] === wired, wiredTarget[d, First[given]],
  $probing, Throw[{role, d}, $wanted],
  Head[given] === keyed, symbolicTarget[role, List @@ given, d],
  True, targetArray[d, If[role === "Class", plainArray[First[given]], plainArray[First[given]] /. {True -> 1, False -> 0}], Last[given]]
];
(* Terms that take the same target share its symbols. *)
symbolicTarget[role_, keys_, d_] := With[{known = Select[arraysOf[role], #["Keys"] === keys &]},
  If[known =!= {}, First[known]["Nodes"], declare[role, "Target", keys, d, Automatic, False]]
];
wiredTarget[d_, nodes_] := If[dims[nodes] === d,
  nodes,
  refuse["Dimensions", "the target has dimensions ", shown[dims[nodes]], " and needs ", shown[d], "."]
];
targetArray[d_, values_, number_] := (
  If[dims[values] =!= d,
    refuse["Data", "the target of example ", number, " has dimensions ", shown[dims[values]], " and needs ", shown[d], "."]
  ];
  Scan[checkElement["target", #] &, flat[values]];
  bind["t", values]
);

(* Pairs {input, target}. *)
examples[data_] := Module[{pairs = examplesOf[headName[data], data]},
  If[pairs === {}, refuse["Data", "there are no examples."]];
  pairs
];
examplesOf["Rule", data_] := paired[First[data], Last[data]];
examplesOf["Association", data_] := If[Sort[Keys[data]] === {"Input", "Target"},
  paired[data["Input"], data["Target"]],
  refuse["Data", "the data have the keys ", listed[Keys[data]], "; they need \"Input\" and \"Target\"."]
];
examplesOf["List", data_] := Which[
  data === {}, {},
  AllTrue[data, Head[#] === Rule &], Map[List @@ # &, data],
  Length[data] === 2 && FreeQ[data, Rule], paired[First[data], Last[data]],
  True, refuse["Data", "a list of data holds rules input -> target, or two lists, of inputs and of targets; else give inputs -> targets, or an association with \"Input\" and \"Target\"."]
];
examplesOf[_, data_] := refuse["Data", "cannot read data with the head ", Head[data], "; give rules, an association or two lists."];

paired[inputs_, targets_] := With[{all = plainArray[inputs], those = plainArray[targets]},
  If[! ListQ[all] || ! ListQ[those], refuse["Data", "inputs and targets are lists, one entry for each example."]];
  If[Length[all] =!= Length[those],
    refuse["Data", "there are ", Length[all], " inputs and ", Length[those], " targets."]
  ];
  MapThread[List, {all, those}]
];


(* ---- What a real kernel may answer differently from the documentation: all of it is here ----

   Documented: NetExtract[net, All] gives the layers of a chain (an association where they have names) and all
   parameters of a layer, a parameter being an array or an option; uninitialised arrays are Automatic.
   Not documented: under which key some settings stand. Then the values are scanned for the one that can be meant, and
   nothing is guessed: what is not found is refused. wl/test.wls checks each of these on a kernel. *)

(* The parts of a net object; None for what is only written, and for what is no net. *)
kernelParts[e_] := With[{answer = Quiet[NetExtract[e, All]]},
  Which[
    answer === {}, <||>,
    ListQ[answer] || Head[answer] === Association, answer,
    True, None
  ]
];

(* A port is an integer for a vector, a list for other arrays, "Real" for a number. *)
kernelPort[e_, name_] := With[{port = Quiet[NetExtract[e, name]]},
  If[MemberQ[{"NetEncoder", "NetDecoder"}, headName[port]],
    refuse["Encoder", "the port ", name, " has a ", headName[port], "; take it off by NetReplacePart[net, \"", name, "\" -> None]."]
  ];
  If[sizes[port] === None, Automatic, port]
];
kernelInput[e_] := kernelPort[e, "Input"];

kernelSettings[kind_, answer_, e_] := With[{names = Map[settingName, Join @@ signature[kind]]},
  fromRules[Prepend[Map[# -> kernelSetting[kind, #, answer, e] &, names], "Input" -> kernelInput[e]]]
];

kernelSetting["LinearLayer", "Output", answer_, e_] := With[{port = kernelPort[e, "Output"]},
  Which[
    port =!= Automatic, port,
    MemberQ[Keys[answer], "Weights"] && answer["Weights"] =!= Automatic, Length[plainNumbers[answer["Weights"]]],
    True, notAnswered["LinearLayer", "Output"]
  ]
];
kernelSetting["SoftmaxLayer", "Level", answer_, _] := scanned["SoftmaxLayer", "Level", answer, IntegerQ];
kernelSetting["CrossEntropyLossLayer", "Form", answer_, _] :=
  scanned["CrossEntropyLossLayer", "Form", answer, MemberQ[{"Index", "Probabilities", "Binary"}, #] &];
kernelSetting["ContrastiveLossLayer", "Margin", answer_, _] := scanned["ContrastiveLossLayer", "Margin", answer, NumberQ];
kernelSetting["DropoutLayer", "Probability", _, _] := 0.5; (* it plays no part outside training *)
kernelSetting[kind_, name_, answer_, _] := scanned[kind, name, answer, settingTest[name]];

(* The setting by its own name, or the only value that can be it, and can be no other setting, among those that are no
   option and no port. *)
scanned[kind_, name_, answer_, test_] := Module[{others = Join[Map[First, Last[signature[kind]]], {"Input", "Output"}], rivals, found},
  rivals = Select[Map[settingName, First[signature[kind]]], # =!= name && ! MemberQ[Keys[answer], #] &];
  found = Select[
    Map[answer[#] &, Complement[Keys[answer], others]],
    Function[value, test[value] && ! AnyTrue[rivals, settingTest[#][value] &]]
  ];
  Which[
    MemberQ[Keys[answer], name], answer[name],
    ! MemberQ[others, name] && Length[found] === 1, First[found],
    True, notAnswered[kind, name]
  ]
];

(* What a setting can be, where a layer has more than one without a name. *)
settingTest["Broadcasting"] = # === Automatic || # === None || IntegerQ[#] || ListQ[#] &;
settingTest["Function"] = MemberQ[{Mean, Total, Max, Min, Times}, #] &;
settingTest["Levels"] = IntegerQ[#] || ListQ[#] || # === All || Head[#] === Span &;
settingTest["Position"] = IntegerQ;
settingTest["Copies"] = IntegerQ[#] || ListQ[#] &;
settingTest[_] = True &;

notAnswered[kind_, name_] := refuse["KernelAnswer", "NetExtract does not tell the setting ", name, " of ", kind, "."];

End[];

EndPackage[];
