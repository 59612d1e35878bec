(* Read by Mathics3 when it starts, before the first question: an expression as text that loses nothing.

   No form of Mathics3 10.0.1 prints a machine real exactly (InputForm and FullForm: 0.3 for 0.1 + 0.2), but PythonForm
   gives the shortest digits that are read as the same double. A token each, a blank behind it:
     12               an integer              r(0.5,)    a machine real          yGlobal`x    a symbol
     s(97, 98)        a string, its codes     v(1., 2.)  a list of machine reals [head ... ]  anything compound
                                              i(1, 2)    a list of integers
     ?(97, 98)        what has no exact form here, as Mathics3 shows it. *)

(* Names of our own throughout: With and rules would replace those of Global` in the value. *)
Begin["EngineAnswer`"];

SetAttributes[code, HoldAllComplete];
code[n_Integer] := StringJoin[PythonForm[n], " "];
code[x_Real?MachineNumberQ] := StringJoin["r", reals[{x}], " "];
code[{x : __Real?MachineNumberQ}] := StringJoin["v", reals[{x}], " "];
code[{n__Integer}] := StringJoin["i", PythonForm[{n}], " "];
code[text_String] := StringJoin["s", PythonForm[ToCharacterCode[text]], " "];
code[s_Symbol] := StringJoin["y", Context[s], SymbolName[Unevaluated[s]], " "];
code[q_Rational] := pair["[ySystem`Rational ", Numerator[q], Denominator[q]];
code[z_Complex] := pair["[ySystem`Complex ", Re[z], Im[z]];
code[head_[parts___]] := StringJoin["[", code[head], Sequence @@ (code /@ Unevaluated[{parts}]), "] "];
code[atom_] := StringJoin["?", PythonForm[ToCharacterCode[ToString[atom, InputForm]]], " "];
pair[head_, x_, y_] := StringJoin[head, code[x], code[y], "] "];

(* N of an integer beyond 2^53 is kept with all its digits, which PythonForm shortens as in mpf('1.8e+19'), and so is
   from then on every real equal to it. They are told as integers then. *)
reals = PythonForm;
whole[x_List] := PythonForm[whole /@ x];
whole[x_] := With[{n = Floor[x]}, If[N[n] === x, n, x]];
text[x_] := With[{text = code[x]},
  If[StringFreeQ[text, "mpf("], text, Block[{reals = whole}, code[x]]]];

(* The code of a part takes three levels of recursion; the limit of 200 is for what is asked. *)
answer[mark_String, x_] := StringJoin[mark, " ", Block[{$RecursionLimit = 600}, text[x]]];

End[];

(* Nothing is kept of questions and answers. *)
$HistoryLength = 0;
