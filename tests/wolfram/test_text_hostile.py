"""Whatever text comes, reading it gives a tree or our own error, in bounded time and memory."""

import random

import fuzzing
import pytest
from fuzzing import spliced

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

SEEDS = [
    "a - b/c^2*Sin[x]! + -3 x_ /; x > 0 && !q",
    '{1, 2.5*^-20, 1.5`20, 16^^ff, "s\\n\\[Alpha]\\.e9", <|"a" -> 1, b :> #1 & |>}',
    "f[x_Integer, y__, z___:3] := Module[{t = 1}, t += x; t //. a :> b]",
    "D[g'[x], {x, 2}] // Map[h @@ #2 &, l[[1, ;; 3]]] /@ s",
    "a`b[c][d] <> \\[Pi] == x <= y != z (* c (* n *) *) ~f~ 2 @* k",
    "((((((1 + 2) * 3) - 4) / 5) ^ 6) . 7)",
]
CHARACTERS = "()[]{}<|>\"\\`#&'!@~^_.,;:=+-*/ \n09axAZ$%\x00\u03b1\u222b\U0001f600\ud800"
PIECES = ["(*", "*)", "\\[", "\\:03", "^^", "*^9999999999", "``", "[[", "]]", "::", "9" * 50, "1.`99999", "\\|110000"]


def mutated(source: random.Random) -> str:
    """One of the seeds, cut, spliced, overwritten."""

    def replacements(length: int) -> list[str]:
        other = source.choice(SEEDS)
        cut = source.randrange(len(other))
        return [
            "".join(source.choices(CHARACTERS, k=length)),
            source.choice(PIECES),
            other[cut : cut + source.randint(1, 40)],
            source.choice("([{-!f") * source.randint(1, 1000),
            "",
        ]

    return spliced(source, source.choice(SEEDS), replacements)


def read_and_write(text: str) -> None:
    tree = read_wl(text)
    written = write_wl(tree)
    assert write_wl(read_wl(written)) == write_wl(read_wl(write_wl(read_wl(written))))


def test_mutated_texts_are_read_or_refused(pytestconfig: pytest.Config) -> None:
    source = random.Random(6)  # noqa: S311 -- cases, not secrets
    values = fuzzing.check(
        pytestconfig.getoption("--long"), lambda: mutated(source), read_and_write, WolframSyntaxError
    )
    assert values > 100  # else too few are tried to the end


@pytest.mark.parametrize("text", SEEDS)
def test_each_beginning_is_read_or_refused(text: str) -> None:
    for end in range(len(text)):
        try:
            read_and_write(text[:end])
        except WolframSyntaxError as error:
            assert error.line >= 1


@pytest.mark.parametrize("number", [10**400, -(10**400)])
def test_a_number_beyond_all_doubles_is_written_as_a_factor_and_as_a_term(number: int) -> None:
    for text in (f"x*{number}", f"x + {number}", f"{number}*x + y", f"y + {number}/3*x"):
        read_and_write(text)
