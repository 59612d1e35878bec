PacletObject[<|
  "Name" -> "WLBridge",
  "Version" -> "0.1.0",
  "WolframVersion" -> "12.1+",
  "Description" -> "The loss of a feed-forward net as a formula.",
  "License" -> "MIT",
  "Creator" -> "The wlbridge developers",
  "Extensions" -> {
    {
      "Kernel",
      "Root" -> "Kernel",
      "Context" -> "WLBridge`",
      "Symbols" -> {
        "WLBridge`NetExpression",
        "WLBridge`NetLossExpression",
        "WLBridge`NetLossGradient",
        "WLBridge`NetLossHessian",
        "WLBridge`NetParameterRules",
        "WLBridge`NetParameterSymbols"
      }
    }
  }
|>]
