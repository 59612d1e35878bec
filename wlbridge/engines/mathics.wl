(* Read by Mathics3 when it starts, before the first question: an expression as text that loses nothing.

   No form of Mathics3 10.0.1 prints a machine real exactly (InputForm and FullForm: 0.3 for 0.1 + 0.2), but PythonForm
   gives the shortest digits that are read as the same double. A token each, a blank behind it:
     +-digits         an integer              r(0.5,)    a machine real          yGlobal`x    a symbol
     s(97, 98)        a string, its codes     v(1., 2.)  a list of machine reals [head ... ]  anything compound
                                              i(1, 2)    a list of integers
     ?(97, 98)        what has no exact form here, as Mathics3 shows it. *)

SetAttributes[EngineAnswer`code, HoldAllComplete];
EngineAnswer`code[n_Integer] := StringJoin[PythonForm[n], " "];
EngineAnswer`code[x_Real?MachineNumberQ] := StringJoin["r", EngineAnswer`reals[{x}], " "];
EngineAnswer`code[{x : __Real?MachineNumberQ}] := StringJoin["v", EngineAnswer`reals[{x}], " "];
EngineAnswer`code[{n__Integer}] := StringJoin["i", PythonForm[{n}], " "];
EngineAnswer`code[text_String] := StringJoin["s", PythonForm[ToCharacterCode[text]], " "];
EngineAnswer`code[s_Symbol] := StringJoin["y", Context[s], SymbolName[Unevaluated[s]], " "];
EngineAnswer`code[q_Rational] := EngineAnswer`pair["[ySystem`Rational ", Numerator[q], Denominator[q]];
EngineAnswer`code[z_Complex] := EngineAnswer`pair["[ySystem`Complex ", Re[z], Im[z]];
EngineAnswer`code[head_[parts___]] := StringJoin["[", EngineAnswer`code[head],
  Sequence @@ (EngineAnswer`code /@ Unevaluated[{parts}]), "] "];
EngineAnswer`code[atom_] := StringJoin["?", PythonForm[ToCharacterCode[ToString[atom, InputForm]]], " "];
EngineAnswer`pair[head_, x_, y_] := StringJoin[head, EngineAnswer`code[x], EngineAnswer`code[y], "] "];

(* N of an integer beyond 2^53 is kept with all its digits, which PythonForm shortens as in mpf('1.8e+19'), and so is
   from then on every real equal to it. They are told as integers then. *)
EngineAnswer`reals = PythonForm;
EngineAnswer`whole[x_List] := PythonForm[EngineAnswer`whole /@ x];
EngineAnswer`whole[x_] := With[{n = Floor[x]}, If[N[n] === x, n, x]];
EngineAnswer`text[x_] := With[{text = EngineAnswer`code[x]},
  If[StringFreeQ[text, "mpf("], text, Block[{EngineAnswer`reals = EngineAnswer`whole}, EngineAnswer`code[x]]]];

(* The code of a part takes three levels of recursion; the limit of 200 is for what is asked. *)
EngineAnswer`answer[mark_String, x_] := StringJoin[mark, " ", Block[{$RecursionLimit = 600}, EngineAnswer`text[x]]];

(* Nothing is kept of questions and answers. *)
$HistoryLength = 0;
