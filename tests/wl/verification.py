"""Files of VerificationTest, read as data: what is to be evaluated, and what is expected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, head_name

PACLET = Path(__file__).parents[2] / "wl"
KERNEL = PACLET / "Kernel" / "WLBridge.wl"
FILES = sorted((PACLET / "Tests").glob("*.wlt"))


@dataclass(frozen=True)
class Verification:
    """One VerificationTest: three texts that every interpreter reads, and how many messages it says."""

    name: str
    input: str
    expected: str
    messages: int


@cache
def read_file(path: Path) -> tuple[Verification, ...]:
    """The tests of a file, each beginning at the start of a line."""
    text = path.read_text(encoding="ascii")
    starts = [match.start() for match in re.finditer(r"^VerificationTest\[", text, re.MULTILINE)]
    chunks = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return tuple(_verification(read_wl(chunk)) for chunk in chunks)


def _verification(tree: Tree) -> Verification:
    given, expected, *rest = tree.args
    options = {rule.args[0].name: rule.args[1] for rule in rest if head_name(rule) == "Rule"}
    messages = [part for part in rest if head_name(part) != "Rule"]
    return Verification(
        name=options["TestID"],
        input=_text(given),
        expected=_text(expected),
        messages=len(messages[0]) if messages else 0,
    )


def _text(tree: Tree) -> str:
    """FullForm, with plain reals: what all three interpreters read alike."""
    return write_wl(tree, dialect="woxi")
