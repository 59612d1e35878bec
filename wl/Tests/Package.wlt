(* The package itself: usage, and what loading it leaves behind. *)

VerificationTest[
  AllTrue[
    {NetLossExpression::usage, NetExpression::usage, NetLossGradient::usage, NetLossHessian::usage, NetParameterSymbols::usage, NetParameterRules::usage},
    StringQ
  ],
  True,
  TestID -> "every function has a usage message"
]

VerificationTest[
  Map[Length[Options[#]] &, {NetLossExpression, NetExpression, NetLossGradient, NetLossHessian, NetParameterSymbols, NetParameterRules}],
  {6, 5, 6, 6, 1, 1},
  TestID -> "every function has its options"
]

VerificationTest[
  Map[Head[SyntaxInformation[#]] &, {NetLossExpression, NetExpression, NetLossGradient, NetLossHessian, NetParameterSymbols, NetParameterRules}],
  {List, List, List, List, List, List},
  TestID -> "every function has syntax information"
]

VerificationTest[
  Complement[Names["WLBridge`*"], {"NetExpression", "NetLossExpression", "NetLossGradient", "NetLossHessian", "NetParameterRules", "NetParameterSymbols"}],
  {},
  TestID -> "the package has no other public symbols"
]
