"""What a kernel is asked, and what it answers.

wolframclient's side in the kernel evaluates an expression and sends its ``EvaluationData``. Ours is

    {nonce, BinarySerialize[value of the text, or why there is none]}

with a nonce, a word that is new and impossible to guess, so that no answer can be taken for another's. The text is
parsed before anything of it runs, by ``ToExpression``, as all text must be; a throw and an abort end inside: an abort
would otherwise end wolframclient's loop, and the kernel would never answer again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wolframclient.language.expression import WLSymbol

from wlbridge.engines.wxf import read_answer
from wlbridge.errors import EngineError, EngineProtocolError, EngineTimeoutError
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree, arguments, head_name

COURTESY: Final = 0.9
"""The part of the deadline after which a kernel is to stop by itself, with its definitions, before it is killed."""

LONGEST: Final = 30 * 86400.0
"""The longest deadline in seconds."""

MOST_PARTS: Final = 2_000_000
"""Of an answer: more would take gigabytes as a tree."""

_MEMORY: Final = 4 << 30
_PARSED: Final = WLSymbol("WLBridge`parsed")  # a context of its own: the text may give x a value, and never this


def question(text: str, nonce: str, deadline: float) -> Tree:
    """The expression that evaluates a text before the deadline, in seconds from now, and in 4 GiB.

    >>> nonce, answer = question("1 + 1", "n7", 9.0)
    >>> nonce, answer.head
    ('n7', BinarySerialize)

    A value comes as ``{nonce, Hold[value]}``, the reason why there is none as ``nonce:abort``; all else was thrown.
    Raises ``EngineError`` for a text of several lines, and for a deadline that is none.
    """
    if not 0 < deadline <= LONGEST:
        raise EngineError(f"a deadline of {deadline} seconds", hint="Give seconds above 0.")
    if "\n" in text or "\r" in text:
        raise EngineError("the text has a line break", hint="Write it on one line.")
    held = call("Hold", call("Pattern", _PARSED, call("Blank")))
    value = [nonce, call("Hold", call("Evaluate", _PARSED))]
    rules = [
        call("RuleDelayed", held, value),
        call("Rule", system("$Failed"), f"{nonce}:syntax"),
        call("Rule", call("Blank"), f"{nonce}:none"),
    ]
    parsed = call("ToExpression", text, system("InputForm"), system("Hold"))
    bounded = call("MemoryConstrained", call("Replace", parsed, rules), _MEMORY, f"{nonce}:memory")
    timed = call("TimeConstrained", bounded, COURTESY * deadline, f"{nonce}:time")
    caught = call("Catch", call("Catch", timed), call("Blank"))
    return [nonce, call("BinarySerialize", call("CheckAbort", caught, f"{nonce}:abort"))]


def located(error: EngineError, where: str) -> EngineError:
    """The same error, with the name of the engine before its place."""
    return type(error)(error.what, where=f"{where}, {error.where}" if error.where else where, hint=error.hint)


@dataclass(frozen=True)
class Reply:
    """The answer to one question: its value as WXF, not read yet, and what the kernel complained about."""

    value: bytes
    messages: list[str]


def read_reply(data: bytes, nonce: str) -> Reply:
    """Read the ``EvaluationData`` that came; raise ``EngineProtocolError`` for an answer to any other question."""
    parts = _entries(read_answer(data, most_parts=MOST_PARTS))
    result = parts.get("Result")
    if isinstance(result, bytes):  # from a kernel; the cloud sends the expression itself
        result = read_answer(result, most_parts=MOST_PARTS)
    if not (isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], bytes)):
        raise EngineProtocolError("an answer of another form")
    if result[0] != nonce:
        raise EngineProtocolError("an answer to another question")
    names = map(_message_name, arguments(parts.get("MessagesExpressions")))
    texts = arguments(parts.get("MessagesText"))
    said = zip(names, texts, strict=False)
    return Reply(result[1], [f"{name}: {text}" if isinstance(text, str) else name for name, text in said])


def read_value(reply: Reply, nonce: str) -> Tree:
    """Read the value; raise an ``EngineError`` that says why there is none."""
    tree = read_answer(reply.value, most_parts=MOST_PARTS)
    if isinstance(tree, str):
        reason = tree.removeprefix(f"{nonce}:")
        said = ": " + "; ".join(reply.messages)[:300] if reply.messages else ""
        if reason == "time":
            raise EngineTimeoutError("the kernel stopped at the time limit", hint="Its definitions stay.")
        if reason in _REASONS:
            raise EngineError(_REASONS[reason] + said)
    if not (isinstance(tree, tuple) and len(tree) == 2 and tree[0] == nonce and head_name(tree[1]) == "Hold"):
        raise EngineError("the evaluation gave no value: it threw one that nothing caught")
    values = arguments(tree[1])
    if len(values) != 1:
        raise EngineError(f"the evaluation gave {len(values)} values, as by Sequence at the top")
    return values[0]


_REASONS: Final = {
    "syntax": "the text is not Wolfram Language",
    "none": "the text is not one expression",
    "abort": "the evaluation gave no value, as by Abort",
    "memory": f"the evaluation needed more than {_MEMORY >> 30} GiB",
}


def _entries(tree: Tree) -> dict[str, Tree]:
    """The entries of an association, delayed or not."""
    if head_name(tree) != "Association":
        raise EngineProtocolError(f"{head_name(tree) or 'an expression'} in place of the EvaluationData")
    return {rule.args[0]: rule.args[1] for rule in arguments(tree) if isinstance(rule.args[0], str)}


def _message_name(held: Tree) -> str:
    """The name in ``Hold[Message[Power::infy, ...]]``."""
    for _ in range(2):
        held = next(iter(arguments(held)), None)
    symbol, tag, *_ = (*arguments(held), None, None)
    return f"{symbol}::{tag}" if isinstance(symbol, WLSymbol) and isinstance(tag, str) else "Message"
