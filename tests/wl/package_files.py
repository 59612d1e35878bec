"""The files of the Wolfram package, and the independent parser that reads them: that of Mathics3, a child process."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from verification import KERNEL, PACLET
from wolframclient.language.expression import WLFunction

from wlbridge.engines.programs import find_program
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, head_name

README = PACLET.parent / "README.md"
PACLET_INFO = PACLET / "PacletInfo.wl"


def text_of(path: Path) -> str:
    return path.read_text(encoding="ascii")


def statements(text: str) -> list[Tree]:
    """The expressions of a file, by our own reader."""
    tree = read_wl(text)
    parts = list(tree.args) if head_name(tree) == "CompoundExpression" else [tree]
    return [part for part in parts if part is not None]


class Parsed(NamedTuple):
    """What the independent parser found: the number of expressions, and its complaints."""

    expressions: int
    complaints: list[str]


def parsed_independently(text: str) -> Parsed:
    """Parse text by Mathics3; it takes lines as they are typed, and an empty one would end a comment."""
    *answers, last = _answers(text)
    parsed = _parsed(answers)
    if last != "Goodbye!":
        parsed.complaints.append(f"the text ends inside an expression: {last}")
    return parsed


def parsed_together(texts: Sequence[str]) -> list[Parsed]:
    """Each text as ``parsed_independently`` has it, all by one process, which takes three seconds to start."""
    mark = '"@@the next text@@"'
    answers = _answers(f"\n{mark}\n".join(texts))[:-1]
    ends = [number for number, answer in enumerate(answers) if answer == mark]
    assert len(ends) == len(texts) - 1, f"text {len(ends)} ends inside an expression, which goes on into the next"
    starts = [0, *(end + 1 for end in ends)]
    return [_parsed(answers[start:end]) for start, end in zip(starts, [*ends, len(answers)], strict=True)]


def _answers(text: str) -> list[str]:
    """What the parser says to each expression, and when it ends."""
    parser = find_program("mathics3-codeparser-parse")
    if parser is None:
        pytest.skip("Mathics3, whose parser is the independent one, is not installed")
    lines = "".join(f"{line}\n" for line in text.splitlines() if line.strip())
    command = [str(parser), "--quiet", "--colors", "NoColor", "--no-readline"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, timeout=120)
    return [part.strip() for part in done.stdout.split("In[1]:=")[1:]]


def _parsed(answers: Sequence[str]) -> Parsed:
    complaints = [answer for answer in answers if "Syntax::" in answer]
    return Parsed(len([answer for answer in answers if answer != "None"]), complaints)


def definitions() -> list[tuple[str, Tree]]:
    """The name of the symbol that each definition of the package belongs to, with the definition."""
    found = []
    for statement in statements(text_of(KERNEL)):
        if head_name(statement) in {"Set", "SetDelayed", "UpSet", "UpSetDelayed", "TagSet", "TagSetDelayed"}:
            found.append((_owner(statement.args[0]), statement))
    return found


def _owner(left: Tree) -> str:
    """The symbol whose definition it is: f of ``f[x_] := ...``; options and messages belong to their symbol too."""
    while isinstance(left, WLFunction):
        if head_name(left) in {"Options", "SyntaxInformation", "MessageName", "Condition", "HoldPattern"}:
            left = left.args[0]
        else:
            left = left.head
    return left.name
