(* Functions of ElementwiseLayer: values of the documented definitions, and derivatives against differences. *)

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["ReLU"]}, "Input" -> 2], {0.7, -0.4}]], {0.7, 0}],
  True,
  TestID -> "value of ReLU"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["RectifiedLinearUnit"]}, "Input" -> 2], {0.7, -0.4}]], {0.7, 0}],
  True,
  TestID -> "value of RectifiedLinearUnit"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["ELU"]}, "Input" -> 2], {0.7, -0.4}]], {0.7, Exp[-0.4] - 1}],
  True,
  TestID -> "value of ELU"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["ExponentialLinearUnit"]}, "Input" -> 2], {0.7, -0.4}]], {0.7, Exp[-0.4] - 1}],
  True,
  TestID -> "value of ExponentialLinearUnit"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["SELU"]}, "Input" -> 2], {0.7, -0.4}]], {1.0507009873554805*0.7, 1.758099340847161*(Exp[-0.4] - 1)}],
  True,
  TestID -> "value of SELU"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["ScaledExponentialLinearUnit"]}, "Input" -> 2], {0.7, -0.4}]], {1.0507009873554805*0.7, 1.758099340847161*(Exp[-0.4] - 1)}],
  True,
  TestID -> "value of ScaledExponentialLinearUnit"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["GELU"]}, "Input" -> 2], {0.7, -0.4}]], {0.5*0.7*(1 + Erf[0.7/Sqrt[2]]), -0.5*0.4*(1 + Erf[-0.4/Sqrt[2]])}],
  True,
  TestID -> "value of GELU"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["GaussianErrorLinearUnit"]}, "Input" -> 2], {0.7, -0.4}]], {0.5*0.7*(1 + Erf[0.7/Sqrt[2]]), -0.5*0.4*(1 + Erf[-0.4/Sqrt[2]])}],
  True,
  TestID -> "value of GaussianErrorLinearUnit"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["Swish"]}, "Input" -> 2], {0.7, -0.4}]], {0.7/(1 + Exp[-0.7]), -0.4/(1 + Exp[0.4])}],
  True,
  TestID -> "value of Swish"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["HardSwish"]}, "Input" -> 2], {0.7, -0.4}]], {0.7*3.7/6, -0.4*2.6/6}],
  True,
  TestID -> "value of HardSwish"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["Mish"]}, "Input" -> 2], {0.7, -0.4}]], {0.7*Tanh[Log[1 + Exp[0.7]]], -0.4*Tanh[Log[1 + Exp[-0.4]]]}],
  True,
  TestID -> "value of Mish"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["SoftSign"]}, "Input" -> 2], {0.7, -0.4}]], {0.7/1.7, -0.4/1.4}],
  True,
  TestID -> "value of SoftSign"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["SoftPlus"]}, "Input" -> 2], {0.7, -0.4}]], {Log[1 + Exp[0.7]], Log[1 + Exp[-0.4]]}],
  True,
  TestID -> "value of SoftPlus"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["HardTanh"]}, "Input" -> 2], {0.7, -0.4}]], {0.7, -0.4}],
  True,
  TestID -> "value of HardTanh"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["HardSigmoid"]}, "Input" -> 2], {0.7, -0.4}]], {0.85, 0.3}],
  True,
  TestID -> "value of HardSigmoid"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["Sigmoid"]}, "Input" -> 2], {0.7, -0.4}]], {1/(1 + Exp[-0.7]), 1/(1 + Exp[0.4])}],
  True,
  TestID -> "value of Sigmoid"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{ElementwiseLayer["HardSwish"], ElementwiseLayer["HardTanh"]}, "Input" -> 3], {4., -4., 0.3}]], {1, 0, 0.3*3.3/6}],
  True,
  TestID -> "ends of HardSwish and HardTanh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Tan}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Tan[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Tan"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Tanh}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Tanh[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Tanh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcTan}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcTan[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcTan"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcTanh}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcTanh[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcTanh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Sin}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Sin[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Sin"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Sinh}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Sinh[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Sinh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcSin}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcSin[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcSin"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcSinh}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcSinh[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcSinh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Cos}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Cos[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Cos"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Cosh}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Cosh[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Cosh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcCos}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcCos[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcCos"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Cot}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Cot[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Cot"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Coth}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Coth[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Coth"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcCot}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcCot[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcCot"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Csc}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Csc[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Csc"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Csch}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Csch[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Csch"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcCsch}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcCsch[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcCsch"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Sec}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Sec[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Sec"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Sech}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Sech[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Sech"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcSech}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[ArcSech[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of ArcSech"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Haversine}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Haversine[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Haversine"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{InverseHaversine}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[InverseHaversine[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of InverseHaversine"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Gudermannian}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Gudermannian[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Gudermannian"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{InverseGudermannian}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[InverseGudermannian[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of InverseGudermannian"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Log}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Log[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Log"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Exp}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Exp[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Exp"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Sqrt}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Sqrt[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Sqrt"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{CubeRoot}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[CubeRoot[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of CubeRoot"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Abs}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Abs[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Abs"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Gamma}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Gamma[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Gamma"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{LogGamma}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[LogGamma[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of LogGamma"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Erf}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Erf[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Erf"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{InverseErf}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[InverseErf[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of InverseErf"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Erfc}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Erfc[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Erfc"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{InverseErfc}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[InverseErfc[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of InverseErfc"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{LogisticSigmoid}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[LogisticSigmoid[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of LogisticSigmoid"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{Ramp}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.3], differences[Function[point, numeric[Ramp[First[point]]]], {0.3}], 10^-7],
  True,
  TestID -> "derivative of Ramp"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcCosh}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 1.7], differences[Function[point, numeric[ArcCosh[First[point]]]], {1.7}], 10^-7],
  True,
  TestID -> "derivative of ArcCosh"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcCoth}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 1.7], differences[Function[point, numeric[ArcCoth[First[point]]]], {1.7}], 10^-7],
  True,
  TestID -> "derivative of ArcCoth"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcCsc}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 1.7], differences[Function[point, numeric[ArcCsc[First[point]]]], {1.7}], 10^-7],
  True,
  TestID -> "derivative of ArcCsc"
]

VerificationTest[
  closeQ[numeric[NetLossGradient[NetChain[{ArcSec}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 1.7], differences[Function[point, numeric[ArcSec[First[point]]]], {1.7}], 10^-7],
  True,
  TestID -> "derivative of ArcSec"
]

VerificationTest[
  Map[Function[f, NetLossGradient[NetChain[{f}, "Input" -> 1], #1 &, "Input"]], {Round, Floor, Ceiling, Sign, FractionalPart, IntegerPart, Unitize, KroneckerDelta}],
  {{0}, {0}, {0}, {0}, {1}, {0}, {0}, {0}},
  TestID -> "derivatives of functions that jump"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{If[# > 0, #, 2*#] &}, "Input" -> 2], {0.5, -0.5}]], {0.5, -1}],
  True,
  TestID -> "If in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Which[# > 1, 1, # > 0, #, True, -1] &}, "Input" -> 3], {2., 0.5, -0.5}]], {1, 0.5, -1}],
  True,
  TestID -> "Which in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Piecewise[{{#^2, # > 0 && # < 1}, {3, Or[# >= 1, # == -1]}}, -#] &}, "Input" -> 4], {0.5, 2., -1., -0.5}]], {0.25, 3, 3, 0.5}],
  True,
  TestID -> "Piecewise in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Clip[#] &}, "Input" -> 3], {2., -2., 0.5}]], {1, -1, 0.5}],
  True,
  TestID -> "Clip to minus one and one"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Clip[#, {0, 1}] &}, "Input" -> 3], {2., -2., 0.5}]], {1, 0, 0.5}],
  True,
  TestID -> "Clip to bounds"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Clip[#, {0, 1}, {-5, 5}] &}, "Input" -> 3], {2., -2., 0.5}]], {5, -5, 0.5}],
  True,
  TestID -> "Clip with other values outside"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Max[#, 0.1*#] &}, "Input" -> 2], {2., -2.}]], {2, -0.2}],
  True,
  TestID -> "Max in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Min[#, 1, #^2] &}, "Input" -> 3], {2., -2., 0.5}]], {1, -2, 0.25}],
  True,
  TestID -> "Min in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Mod[#, 2] &}, "Input" -> 2], {-0.5, 2.5}]], {1.5, 0.5}],
  True,
  TestID -> "Mod in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Surd[#, 3] &}, "Input" -> 2], {-8., 8.}]], {-2, 2}],
  True,
  TestID -> "Surd in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Chop[#, 0.1] &}, "Input" -> 2], {0.05, -0.5}]], {0, -0.5}],
  True,
  TestID -> "Chop in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Threshold[#, 0.1] &}, "Input" -> 2], {0.05, -0.5}]], {0, -0.5}],
  True,
  TestID -> "Threshold in a function"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Function[u, u/(1 + Abs[u])]}, "Input" -> 2], {1., -1.}]], {0.5, -0.5}],
  True,
  TestID -> "a function of a named argument"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Function[{u}, Log[2, u]]}, "Input" -> 1], {8.}]], {3}],
  True,
  TestID -> "a logarithm to another base"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{0.5*(#1*(1 + Tanh[0.797885*(#1 + 0.044715*#1^3)])) &}, "Input" -> 1], {1.}]], {0.5*(1 + Tanh[0.797885*1.044715])}],
  True,
  TestID -> "the form of GELU with Tanh"
]

VerificationTest[
  closeQ[numeric[NetExpression[NetChain[{Round[#, 0.5] &}, "Input" -> 2], {0.7, 0.8}]], {0.5, 1}],
  True,
  TestID -> "Round to multiples"
]

VerificationTest[
  NetExpression[NetChain[{If[#1 > 0, #1, 2*#1] &}, "Input" -> 1]],
  {Piecewise[{{x[1], x[1] > 0}}, 2*x[1]]},
  TestID -> "cases are a Piecewise"
]

VerificationTest[
  NetLossGradient[NetChain[{Max[#, 0] &}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0,
  {0},
  TestID -> "the slope of Max at its kink is 0"
]

VerificationTest[
  numeric[NetLossGradient[NetChain[{#1 + Clip[#1] + Ramp[#1] + Abs[#1] &}, "Input" -> 3], 3*#1 &, "Input"] /. {x[1] -> 0, x[2] -> 1, x[3] -> -1}],
  {2., 3., 0.},
  TestID -> "slopes at other kinks"
]

VerificationTest[
  closeQ[numeric[NetLossHessian[NetChain[{ElementwiseLayer["Mish"]}, "Input" -> 1], #1 &, "Input"] /. x[1] -> 0.4], {differences[Function[point, First[numeric[NetLossGradient[NetChain[{ElementwiseLayer["Mish"]}, "Input" -> 1], #1 &, "Input"] /. x[1] -> First[point]]]], {0.4}]}, 10^-7],
  True,
  TestID -> "second derivative of Mish"
]
