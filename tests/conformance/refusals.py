"""Nets that have to be refused: the text, the class of the error, and what it has to say.

Written by hand, from what the documentation allows: every error names the place, or what is wrong there.
"""

CHAIN = 'NetChain[{{3, {}}}, "Input" -> 2]'


def layer(text: str) -> str:
    """A layer after a LinearLayer of 3 outputs."""
    return CHAIN.format(text)


REFUSALS: dict[str, tuple[str, str, str]] = {
    "empty": ("", "WolframSyntaxError", "line 1, column 1"),
    "an open bracket": ("NetChain[", "WolframSyntaxError", "line 1, column 10"),
    "a missing bracket": ("NetChain[{3}", "WolframSyntaxError", "'['"),
    "a bracket too many": ("NetChain[{3}]]", "WolframSyntaxError", "column 14"),
    "a wrong bracket": ("NetChain[{3, Tanh}}]", "WolframSyntaxError", "'}'"),
    "an open string": ('NetChain["abc', "WolframSyntaxError", "column 10"),
    "a null character": ("\0", "WolframSyntaxError", "unexpected character"),
    "reading a file": ("NetChain[{3}] << file", "WolframSyntaxError", "Get reads files"),
    "writing a file": ("NetChain[{3}] >> file", "WolframSyntaxError", "Put writes files"),
    "a number": ("3", "NetError", "not a net"),
    "a symbol": ("x", "NetError", "not a net"),
    "a program": ('Run["id"]', "NetError", "Run"),
    "deleting a file": ('DeleteFile["x"]', "NetError", "DeleteFile"),
    "an assignment": ("net = NetChain[{3}]", "NetError", "Set"),
    "a net applied": ("NetChain[{3}][{1., 2.}]", "NetError", "not a layer"),
    "a graph": ("NetGraph[{3}, {1 -> 2}]", "NetError", "NetGraph"),
    "no layers": ("NetChain[{}]", "NetError", "at least one layer"),
    "no list": ("NetChain[3]", "NetError", "a list or an association"),
    "a second argument": ("NetChain[{3}, 4]", "NetError", "name -> value"),
    "a delayed option": ('NetChain[{3}, "Input" :> 2]', "NetError", "name -> value"),
    "an unknown option": ('NetChain[{3}, "Inputs" -> 2]', "NetError", "Inputs"),
    "a negative size": ('NetChain[{3}, "Input" -> -4]', "ShapeError", "-4"),
    "a broken size": ('NetChain[{3}, "Input" -> 2.5]', "ShapeError", "2.5"),
    "a varying size": ('NetChain[{3}, "Input" -> {2, "Varying"}]', "ShapeError", "Varying"),
    "no size": ("NetChain[{3}]", "NetError", "Give them"),
    "a misspelt layer": (layer("SoftmaxLyer[]"), "NetError", "SoftmaxLayer"),
    "a convolution": (layer("ConvolutionLayer[3, 2]"), "NetError", "ConvolutionLayer"),
    "a loss as a layer": (layer("MeanSquaredLossLayer[]"), "NetError", "MeanSquaredLossLayer"),
    "a real as a layer": (layer("2.5"), "NetError", "layer 2"),
    "a truth value as a layer": (layer("True"), "NetError", "layer 2"),
    "an unknown function": (layer('ElementwiseLayer["Relu"]'), "UnsupportedFunctionError", "Relu"),
    "a function of two": (layer("ElementwiseLayer[ArcTan[#1, #2] &]"), "UnsupportedFunctionError", "layer 2"),
    "an undefined function": (layer("ElementwiseLayer[f]"), "UnsupportedFunctionError", "f"),
    "a function that runs programs": (layer("ElementwiseLayer[Run]"), "UnsupportedFunctionError", "Run"),
    "weights of other dimensions": (layer('LinearLayer[1, "Weights" -> {{1., 2.}}]'), "DataError", "layer 2"),
    "weights that are ragged": (layer('LinearLayer[1, "Weights" -> {{1., 2.}, {3.}}]'), "DataError", "layer 2"),
    "weights that are no numbers": (layer('LinearLayer[1, "Weights" -> {{1., x, 3.}}]'), "NetError", "layer 2"),
    "a level that is not there": (layer("SoftmaxLayer[3]"), "ShapeError", "layer 2"),
    "a part that is not there": (layer("PartLayer[7]"), "ShapeError", "layer 2"),
    "a transpose of a vector": (layer("TransposeLayer[]"), "ShapeError", "layer 2"),
    "another number of elements": (layer("ReshapeLayer[{2, 2}]"), "ShapeError", "layer 2"),
    "padding of a matrix": (layer("PaddingLayer[{{1, 1}, {1, 1}}]"), "ShapeError", "layer 2"),
    "an unknown aggregation": (layer("AggregationLayer[Variance]"), "NetError", "layer 2"),
    "a probability above 1": (layer("DropoutLayer[1.5]"), "NetError", "layer 2"),
    "a name twice": ('NetChain[<|"a" -> 3, "a" -> 2|>, "Input" -> 2]', "NetError", "a"),
}
