"""The language of the fake kernel: sums and products of numbers and names, definitions, and a few words.

The functions of the Wolfram Language that a question is made of are evaluated as in a kernel, for what the tests ask.
"""

import operator
import re
import signal
import struct
import time

from engines.fake_wxf import Raw, Symbol, expr, sized, write_wxf

VERSION = "0.0.0 of a fake kernel"


class Thrown(Exception):
    """Throw[value]."""


class Aborted(Exception):
    """Abort[]."""


class TimeUp(Exception):
    """What TimeConstrained raises in the evaluation."""


class Parsed(str):
    """Text that has been parsed, and not evaluated."""

    __slots__ = ()


class Kernel:
    def __init__(self, words):
        self.words = {**WORDS, **words}
        self.values = {}
        self.messages = []

    def evaluation_data(self, tree):
        self.messages = []
        try:
            result = self.evaluate(tree)
        except Thrown as thrown:
            result = expr("Hold", expr("Throw", thrown.args[0]))
            self.complain("Throw", "nocatch", "Uncaught Throw returned to top level.")
        held = [
            expr("Hold", expr("Message", expr("MessageName", Symbol(symbol), tag), Raw(b"R\x041.`2")))
            for symbol, tag, _ in self.messages
        ]
        return {
            "Result": write_wxf(result),
            "Success": Symbol("False" if held else "True"),
            "FailureType": "MessageFailure" if held else Symbol("None"),
            "OutputLog": expr("List"),
            "Messages": expr("List", *(expr("HoldForm", one[1][0][1][0]) for one in held)),
            "MessagesText": expr("List", *(text for *_, text in self.messages)),
            "MessagesExpressions": expr("List", *held),
            "Timing": 0.0,
            "AbsoluteTiming": 0.0,
            "InputString": "",
        }

    def complain(self, symbol, tag, text):
        self.messages.append((symbol, tag, text))

    def evaluate(self, tree):
        if isinstance(tree, Parsed):
            return self.run(tree)
        if not isinstance(tree, tuple):
            return tree
        head, args = tree
        special = getattr(self, f"eval_{head}", None)
        return (head, [self.evaluate(arg) for arg in args]) if special is None else special(*args)

    def eval_Hold(self, *args):
        evaluated = [
            self.evaluate(arg[1][0]) if isinstance(arg, tuple) and arg[0] == "Evaluate" else arg for arg in args
        ]
        return expr("Hold", *_spliced(evaluated))

    def eval_BinarySerialize(self, arg):
        return write_wxf(self.evaluate(arg))

    def eval_CheckAbort(self, arg, aborted):
        try:
            return self.evaluate(arg)
        except Aborted:
            return aborted

    def eval_Catch(self, arg, form=None):
        """Without a form what is thrown without a tag; here everything is."""
        if form is not None:
            return self.evaluate(arg)
        try:
            return self.evaluate(arg)
        except Thrown as thrown:
            return thrown.args[0]

    def eval_TimeConstrained(self, arg, seconds, late):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            return self.evaluate(arg)
        except TimeUp:
            return late
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def eval_MemoryConstrained(self, arg, limit, failed):
        try:
            return self.evaluate(arg)
        except MemoryError:
            return failed

    def eval_Quit(self):
        """How wolframclient ends a session."""
        raise SystemExit

    def eval_Replace(self, arg, rules):
        value = self.evaluate(arg)
        for _, (pattern, result) in rules[1]:
            if isinstance(pattern, tuple) and pattern[0] == "Hold":
                if isinstance(value, tuple) and len(value[1]) == 1:
                    return self.evaluate(_put(result, pattern[1][0][1][0], value[1][0]))
            elif pattern in (value, expr("Blank")):
                return self.evaluate(result)
        raise ValueError(rules)

    def eval_ToExpression(self, text, form=None, head=None):
        if text.rstrip()[-1:] in tuple("+*[,="):
            self.complain("ToExpression", "sntxi", "Incomplete expression; more input is needed .")
            return Symbol("$Failed")
        if head is None:
            return self.run(Parsed(text))
        parts = [text] if text in CONSTANTS else text.split(", ")
        return (head, [Parsed(part) for part in parts if part])

    def run(self, text):
        if text in CONSTANTS:
            return CONSTANTS[text]
        if match := re.fullmatch(r"(\w+) = (.*)", text):
            self.values[match[1]] = value = self.run(match[2])
            return value
        if match := re.fullmatch(r"([$A-Z][$\w]*)\[(.*)\]", text):
            word, argument = match.groups()
            return self.words[word](self, self.run(argument) if argument else None)
        for sign, operation in ((" + ", operator.add), ("*", operator.mul)):
            first, found, rest = text.partition(sign)
            if found:
                return operation(self.run(first), self.run(rest))
        return self.atom(text)

    def atom(self, text):
        if text == "1/0":
            self.complain("Power", "infy", "Infinite expression 1/0 encountered.")
            return Symbol("ComplexInfinity")
        if re.fullmatch(r"-?\d+", text):
            return int(text)
        if re.fullmatch(r"-?\d+\.\d*", text):
            return float(text)
        return text[1:-1] if text.startswith('"') else self.values.get(text, Symbol(f"Global`{text}"))


def _spliced(args):
    for arg in args:
        yield from arg[1] if isinstance(arg, tuple) and arg[0] == "Sequence" else [arg]


def _put(tree, name, value):
    if tree == name:
        return value
    return (tree[0], [_put(arg, name, value) for arg in tree[1]]) if isinstance(tree, tuple) else tree


CONSTANTS = {
    "$Version": VERSION,
    "$Failed": Symbol("$Failed"),
    "Hold[1, 2] /. Hold -> Sequence": expr("Sequence", 1, 2),
    "{1., 2.5, -0.}": Raw(b"\xc1\x23\x01\x03" + struct.pack("<3d", 1, 2.5, -0.0)),
    "{{1, 2}, {3, 4}}": Raw(b"\xc1\x00\x02\x02\x02\x01\x02\x03\x04"),
    "{1. + 2. I}": Raw(b"\xc1\x34\x01\x01" + struct.pack("<2d", 1, 2)),
    "NumericArray[{0.1}, Real32]": Raw(b"\xc2\x22\x01\x01" + struct.pack("<f", 0.1)),
    "N[Pi, 20]": Raw(sized(b"R", b"3.14159265358979323846264338327950288`20.")),
    "unknown": Raw(b"\xee"),
}


def throw(kernel, value):
    raise Thrown(value)


def abort(kernel, _):
    raise Aborted


def pause(kernel, seconds):
    time.sleep(seconds)
    return Symbol("Null")


WORDS = {"Throw": throw, "Abort": abort, "Pause": pause}
"""The functions of the language, each called with the kernel and its one argument."""
