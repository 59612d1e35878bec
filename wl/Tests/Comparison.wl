(* What the tests compare with; loaded before each file of tests. *)

(* Numbers or arrays of them that agree to 12 digits, or to an error that is given. *)
closeQ[a_, b_] := closeQ[a, b, 10^-12];
closeQ[a_, b_, error_] := With[{difference = Flatten[{a - b}], size = Max[Abs[Flatten[{b}]]]},
  AllTrue[difference, NumericQ] && Max[Abs[difference]] <= error*(1 + size)
];

(* Numbers or arrays of them that agree to 12 digits of the largest, as tests/wl/test_random_nets.py has it too. *)
agreeQ[a_, b_] := With[{difference = Flatten[{a - b}]},
  AllTrue[difference, NumericQ] && Max[Append[Abs[difference], 0]] <= 10^-12*Max[Append[Abs[Flatten[{b}]], 1/1000]]
];

(* A formula with functions that some interpreters leave as they stand replaced by what the documentation says of them. *)
numeric[formula_] := N[formula /. {
  LogisticSigmoid -> Function[u, 1/(1 + Exp[-u])],
  Ramp -> Function[u, Max[u, 0]],
  KroneckerDelta -> Function[{u, v}, If[u == v, 1, 0]],
  Unitize -> Function[u, If[u == 0, 0, 1]],
  Clip -> Function[{u, bounds}, Min[Max[u, First[bounds]], Last[bounds]]],
  Haversine -> Function[u, Sin[u/2]^2],
  InverseHaversine -> Function[u, 2*ArcSin[Sqrt[u]]],
  Gudermannian -> Function[u, 2*ArcTan[Tanh[u/2]]],
  InverseGudermannian -> Function[u, 2*ArcTanh[Tan[u/2]]],
  InverseErfc -> Function[u, InverseErf[1 - u]],
  CubeRoot -> Function[u, Sign[u]*Abs[u]^(1/3)],
  Surd -> Function[{u, n}, Sign[u]*Abs[u]^(1/n)],
  Mod -> Function[{u, n}, u - n*Floor[u/n]]
}];

(* Symbols, in the order of a list, with their values. *)
valued[symbols_, values_] := Table[symbols[[k]] -> values[[k]], {k, Length[symbols]}];

(* The derivatives of a function of a list at a point, by differences. *)
differences[f_, point_] := Table[
  (f[ReplacePart[point, k -> point[[k]] + 10^-5]] - f[ReplacePart[point, k -> point[[k]] - 10^-5]])/(2*10^-5),
  {k, Length[point]}
];

(* The tag and the position of a failure. *)
refusal[result_] := {Head[result], First[result], Last[result]["Position"]};

(* Whether the array form of a net, applied to an array, gives what the explicit form gives for it. *)
arrayFormAgrees[net_, input_] := closeQ[
  numeric[NetExpression[net, "Form" -> "Array", "Parameters" -> "Values"][input]],
  numeric[NetExpression[net, input, "Parameters" -> "Values"]]
];
