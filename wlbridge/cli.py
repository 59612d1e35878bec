"""The command ``wlbridge``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal

import click

from wlbridge.conformance.commands import conformance
from wlbridge.conformance.options import seconds
from wlbridge.demo import run_demo
from wlbridge.doctor import diagnose, show_diagnosis
from wlbridge.engines.base import DEADLINE
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import DataError, NetError, WolframSyntaxError
from wlbridge.files import decoded, exists, read_bytes, read_stream, standard_input, write_output, write_whole
from wlbridge.formula import FORMS, Form
from wlbridge.loss import Loss
from wlbridge.loss_of_net import net_loss
from wlbridge.loss_specification import specified_loss
from wlbridge.losses import Log, LossLayer
from wlbridge.net import NetChain
from wlbridge.serve import answer
from wlbridge.sympy_text import latex_text, shared_latex, shared_text, sympy_text
from wlbridge.terminal import Program, one_line
from wlbridge.translate_command import translate
from wlbridge.weights import read_weights
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

Target = Literal["wl", "sympy", "latex", "wxf"]

_NET_HINT = (
    "Give text such as 'NetChain[{3, Tanh, 2, SoftmaxLayer[]}, \"Input\" -> 2]', or the path of a file with it."
)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wlbridge", message="wlbridge %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """The loss of a feed-forward net as a formula, in sympy and in the Wolfram Language.

    \b
    wlbridge demo      a real net, its loss as a formula, and the numbers
    wlbridge loss 'NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2]'
    wlbridge translate 'ArcTan[x, y]' --to c
    """


main.add_command(conformance)
main.add_command(translate)


@main.command(name="loss")
@click.argument("net")
@click.argument("loss", required=False)
@click.option("--form", type=click.Choice(FORMS), default="explicit", show_default=True, help="How it is laid out.")
@click.option(
    "--to",
    type=click.Choice(["wl", "sympy", "latex", "wxf"]),
    default="wl",
    show_default=True,
    help="The language: Wolfram Language, sympy, LaTeX, or WXF.",
)
@click.option("--weights", metavar="FILE", help="Insert the arrays of a .npz, .json or .wxf file.")
@click.option(
    "--log", type=click.Choice(["exact", "kernel"]), default="exact", show_default=True, help="The reading of Log."
)
@click.option("--engine", type=click.Choice(list(ENGINES)), help="Have the formula evaluated, and print the answer.")
@click.option(
    "--deadline",
    type=click.FloatRange(0, 86_400, min_open=True),
    callback=seconds,
    default=DEADLINE,
    show_default=True,
    metavar="SECONDS",
    help="What the engine may take.",
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Write a file instead, whole or not at all.")
def loss_command(
    *,
    net: str,
    loss: str | None,
    form: Form,
    to: Target,
    weights: str | None,
    log: Log,
    engine: str | None,
    deadline: float,
    output: str,
) -> None:
    """The loss of NET as a formula.

    NET is text of the Wolfram Language, the path of a file with it, or - for standard input. LOSS is a loss layer, a
    sum of some times coefficients, or an association of losses (after -- where it begins with a minus);
    without one it is what NetTrain takes. Arrays to which NET gives values are inserted. Put both in single quotes.

    \b
    wlbridge loss 'NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2]' 'CrossEntropyLossLayer["Index"]'
    wlbridge loss net.wl 'MeanSquaredLossLayer[]' --form array
    wlbridge loss net.wl --weights weights.npz --form shared --to sympy -o loss.py

    \b
    --form explicit    one flat expression in the elements of all arrays
           shared      with names for the parts that occur more than once
           array       a function of whole arrays (Wolfram Language only)
    """
    _check_options(form, to, engine, output)
    formula = _formula(net, loss, log, weights)
    text = _rendered(formula, form, to) if engine is None else _evaluated(formula, form, engine, deadline)
    _write(text, output)


def _check_options(form: Form, to: Target, engine: str | None, output: str) -> None:
    if form == "array" and to in {"sympy", "latex"}:
        raise click.UsageError(f"The array form cannot be written --to {to}: use --form shared, or --to wl.")
    if engine is not None and to != "wl":
        raise click.UsageError("--engine answers in the Wolfram Language: leave --to out.")
    if to == "wxf" and output == "-" and _on_terminal():
        raise click.UsageError("WXF is not text for a terminal: give -o FILE, or send the output to a program.")


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _formula(net: str, loss: str | None, log: Log, weights: str | None) -> Loss:
    text, where = _net_text(net)
    layer = None if loss is None else _loss_layer(loss)
    formula = net_loss(NetChain.from_wl(_tree(text, where)), layer, log=log)
    if formula.known:
        formula = formula.with_values()
    return formula if weights is None else formula.with_values(read_weights(weights))


def _net_text(net: str) -> tuple[str, str]:
    """The text of the net, and what errors in it call the place."""
    if net == "-":
        data = read_stream(standard_input(), where="standard input")
        return decoded(data, where="standard input"), "standard input"
    if net.strip() and exists(net):
        return decoded(read_bytes(Path(net)), where=net), net
    if "[" not in net and "{" not in net:
        raise DataError(f"{net!r} is neither a file nor a net", where="NET", hint=_NET_HINT)
    return net, "NET"


def _loss_layer(loss: str) -> LossLayer:
    try:
        return specified_loss(_tree(loss, "LOSS"))
    except NetError as error:
        if not error.hint and '"' not in loss:
            error.hint = "If the shell took quotation marks away, put LOSS in single quotes."
        raise


def _tree(text: str, where: str) -> Tree:
    try:
        return read_wl(text)
    except WolframSyntaxError as error:
        error.where = f"{where}, {error.where}"
        raise


def _rendered(formula: Loss, form: Form, to: Target) -> str | bytes:
    if to == "wxf":
        return formula.to_wxf(form)
    if to == "wl":
        return formula.to_wl_text(form)
    if form == "shared":
        return (shared_text if to == "sympy" else shared_latex)(formula.shared(), "loss")
    return (sympy_text if to == "sympy" else latex_text)(formula.expression)


def _evaluated(formula: Loss, form: Form, name: str, deadline: float) -> str:
    """The answer of an engine to the formula, as text of the Wolfram Language; its messages go to standard error."""
    if form == "array" and (open_arrays := [a for a in formula.program.placeholders if a not in formula.inserted]):
        raise DataError(
            f"a function of {', '.join(open_arrays)} evaluates to itself",
            where="the array form",
            hint="Use --form explicit or shared, or give every array in --weights.",
        )
    with ENGINES[name]() as engine:
        answer = engine.evaluate_text(formula.to_wl_text(form, dialect=name), deadline=deadline)
        for message in engine.messages:
            click.echo(one_line(message), err=True)
    return write_wl(answer)


def _write(result: str | bytes, output: str) -> None:
    data = result if isinstance(result, bytes) else f"{result}\n".encode()
    if output == "-":
        write_output(data)
    else:
        write_whole(Path(output), data)


@main.command()
@click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    default="woxi",
    show_default=True,
    help="What evaluates the formula.",
)
def demo(engine: str) -> None:
    """A trained net, its loss as a formula, and the numbers on real flowers.

    Prints the net in the Wolfram Language, its loss as a formula there and in sympy, and evaluates it on all flowers
    with an interpreter of the Wolfram Language and with NumPy. The exit code is 1 when they do not agree.
    """
    run_demo(ENGINES[engine])


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """What is installed, which engines answer, and what to install.

    The exit code is 1 when an engine that is installed gives no right answer.
    """
    diagnosis: dict[str, Any] = diagnose()
    if as_json:
        click.echo(json.dumps(diagnosis, indent=1))
    else:
        show_diagnosis(diagnosis)
    if any(engine["answers"] is False for engine in diagnosis["engines"]):
        click.get_current_context().exit(1)


@main.command()
def serve() -> None:
    """Answer one request of a notebook, WXF on standard input, with WXF on standard output.

    This is what Method -> "Python" of the Wolfram package starts. The exit code is 0 when the request is understood,
    be the answer a formula or a Failure, and 1 when it is not.
    """
    stream = standard_input()
    if stream.isatty():
        raise click.UsageError("This command talks to a program, in WXF: nothing is to be typed.")
    data, code = answer(stream)
    _write(data, "-")
    click.get_current_context().exit(code)
