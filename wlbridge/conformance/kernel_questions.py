"""What a real kernel is asked: the layers themselves evaluate the net and its loss, wlbridge's formula does not.

The value of a loss is that of the loss layer on the output of the net; its gradient is NetPortGradient of a NetGraph
of the two, whose ports left open, "Input" and "Target", are those of the graph. Arrays stand in the net as it is
written; the number of bits is an option of each application.
https://reference.wolfram.com/language/ref/NetChain.html
https://reference.wolfram.com/language/ref/NetPortGradient.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal

from wolframclient.language.expression import WLFunction

from wlbridge.conformance.cases import Case
from wlbridge.conformance.heads import ALLOWED_WITH_NETS, check_heads
from wlbridge.conformance.losses import KEPT, formula_of
from wlbridge.conformance.questions import text_of
from wlbridge.names import DEFAULT_HEADS
from wlbridge.program import Placeholder
from wlbridge.wolfram.expression_json import from_json
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

Precision = Literal["Real32", "Real64"]
DIALECT: Final = "wolfram"


@lru_cache(maxsize=KEPT)
def kernel_text_of(case: Case, precision: Precision) -> str:
    """The question of a case as text for a kernel.

    >>> from wlbridge.conformance.cases import all_cases, selected
    >>> print(kernel_text_of(selected(all_cases(), ["published/transposed"])[0], "Real64"))
    NetChain[{TransposeLayer[]}, "Input" -> {2, 3}][{{1., 2., 3.}, {4., 5., 6.}}, WorkingPrecision -> "Real64"]

    Raises UnsupportedFunctionError for a function that is not sent to engines, and WLBridgeError for what cannot be
    written.
    """
    if "net" not in case.ask and "kernel" not in case.ask:
        return text_of(case, DIALECT)
    tree = kernel_question_of(case.ask, precision)
    check_heads(tree, ALLOWED_WITH_NETS)
    return write_wl(tree, dialect=DIALECT)


def kernel_question_of(ask: Mapping[str, Any], precision: Precision) -> Tree:
    """The expression whose value a kernel is asked for, of a net or of anything else that only a kernel has."""
    if "kernel" in ask:
        return from_json(ask["kernel"])
    net, option = from_json(ask["net"]), call("Rule", system("WorkingPrecision"), precision)
    if "loss" not in ask:
        return net(ask["input"], option)
    data = {"Input": ask["input"], "Target": _target(ask)}
    if ask.get("order"):
        return _gradient(net, ask, data, option)
    value = _loss_layer(ask)({**data, "Input": net(ask["input"], option)}, option)
    return call("Mean", value) if ask.get("batch") else value


def _loss_layer(ask: Mapping[str, Any]) -> WLFunction:
    """The loss with the dimensions of its input, without which an array could be taken for a batch of numbers."""
    loss = from_json(ask["loss"])
    if loss.head.name == "ContrastiveLossLayer":  # its input is always one number
        return loss
    program = formula_of({"net": ask["net"]}).program
    dimensions = program.shapes[program.output]
    return WLFunction(loss.head, *loss.args, call("Rule", "Input", list(map(int, dimensions)) or "Real"))


def _target(ask: Mapping[str, Any]) -> Any:
    if ask["loss"][0] != "ContrastiveLossLayer":
        return ask["target"]
    return [*map(bool, ask["target"])] if ask.get("batch") else bool(ask["target"])


def _gradient(net: Tree, ask: Mapping[str, Any], data: Tree, option: Tree) -> Tree:
    """``With[{graph = NetGraph[...]}, {Normal[graph[<|...|>, NetPortGradient[{"net", 1, "Weights"}]]], ...}]``."""
    parts = {"net": net, "loss": from_json(ask["loss"])}
    graph = call("NetGraph", parts, [call("Rule", "net", call("NetPort", "loss", "Input"))])
    name, arrays = user("graph"), formula_of(ask).program.placeholders
    slopes = [
        call("Normal", name(data, call("NetPortGradient", ["net", *position_of(arrays[by])]), option))
        for by in ask["by"]
    ]
    return call("With", [call("Set", name, graph)], slopes)


def position_of(array: Placeholder) -> list[int | str]:
    """Where an array stands in a net, as NetExtract and NetPortGradient take it.

    >>> position_of(Placeholder("w3", (2, 2), "parameter", "w", (3,)))
    [3, 'Weights']
    >>> position_of(Placeholder("p2_1_Scaling", (2,), "parameter", "p", ((2, 1), "Scaling")))
    [2, 1, 'Scaling']
    """
    path = [part for entry in array.key for part in (entry if isinstance(entry, tuple) else (entry,))]
    kinds = {head: kind for kind, head in DEFAULT_HEADS.items()}
    return path if kinds[array.head] == "Parameters" else [*path, kinds[array.head]]
