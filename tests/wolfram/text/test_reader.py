"""How texts are read: tables of notations and of errors, depth, and the agreement with an independent program."""

import pytest
from full_form import full_form
from hypothesis import given
from hypothesis import strategies as st
from occurrences import occurrences
from outside import held_full_forms
from readings import APART_FROM_WOXI, SHARED_WITH_WOXI
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import head_name, same_tree

DEPTH = 100_000


@pytest.mark.parametrize(("text", "expected"), SHARED_WITH_WOXI + APART_FROM_WOXI)
def test_a_text_is_read_as_the_kernel_reads_it(text: str, expected: str) -> None:
    assert full_form(read_wl(text)) == expected


@pytest.mark.parametrize(("text", "expected"), SHARED_WITH_WOXI + APART_FROM_WOXI)
def test_the_full_form_is_read_as_the_same_expression(text: str, expected: str) -> None:
    assert same_tree(read_wl(expected), read_wl(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\"b\\c"', 'a"b\\c'),
        (r'"\n\t\r\b\f"', "\n\t\r\b\f"),
        (r'"\[Alpha]\[CapitalOmega]\[EAcute]"', "\u03b1\u03a9\u00e9"),
        (r'"\[Epsilon]\[CurlyEpsilon]\[Phi]\[CurlyPhi]\[FinalSigma]"', "\u03f5\u03b5\u03d5\u03c6\u03c2"),
        (r'"\[ScriptA]\[ScriptCapitalB]\[FormalX]\[DoubleStruckCapitalR]"', "\uf6b2\u212c\uf817\uf7b5"),
        (r'"\[Rule]\[LessEqual]\[RawDoubleQuote]"', '\uf522\u2264"'),
        (r'"\:03b1\.e9\012\101"', "\u03b1\u00e9\nA"),
        (r'"\|01f600"', "\U0001f600"),
        ('"one\\\ntwo"', "onetwo"),
        ('"one\ntwo"', "one\ntwo"),
        (r'"\<kept\>"', "kept"),
        ('"(* no comment *)"', "(* no comment *)"),
        ('""', ""),
    ],
)
def test_strings(text: str, expected: str) -> None:
    assert read_wl(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{1, {}}", (1, ())),
        ("List[1, 2]", (1, 2)),
        ('<|"a" -> 1, x -> 2, 3 -> 4|>', {"a": 1, WLSymbol("x"): 2, 3: 4}),
        ('Association["a" -> 1]', {"a": 1}),
        ("{True, False, Null}", (True, False, None)),
        ("Complex[1., 2.]", complex(1, 2)),
    ],
)
def test_python_values_stand_for_what_they_are(text: str, expected: object) -> None:
    read = read_wl(text)
    assert (type(read), read) == (type(expected), expected)


@pytest.mark.parametrize(
    "text", ["<|a :> 1|>", "<|a -> 1, a -> 2|>", "<|1. -> 1|>", "<|True -> 1, 1 -> 2|>", "<|f[x] -> 1|>", "<|a|>"]
)
def test_an_association_that_no_dict_can_hold_stays_a_function(text: str) -> None:
    read = read_wl(text)
    assert isinstance(read, WLFunction)
    assert head_name(read) == "Association"


@pytest.mark.parametrize(
    "text", ["Rational[2, 4]", "Rational[1, 0]", "Rational[x, 2]", "Complex[1, 2]", "Complex[x, 1.]"]
)
def test_nothing_is_evaluated(text: str) -> None:
    assert full_form(read_wl(text)) == text.replace("1.", "1.0")


ERRORS = [
    ("", 1, 1, "expected an expression"),
    ("  \n ", 1, 1, "expected an expression"),
    ("a +", 1, 4, "expected an expression after '+'"),
    ("a + * b", 1, 5, "unexpected '*': expected an expression after '+'"),
    ("*a", 1, 1, "unexpected '*'"),
    ("a -> ", 1, 5, "expected an expression after '->'"),
    ("a /. ", 1, 5, "expected an expression after '/.'"),
    ("!", 1, 2, "expected an expression after '!'"),
    ("a && && b", 1, 6, "unexpected '&&'"),
    ("&", 1, 1, "unexpected '&'"),
    ("; a", 1, 1, "unexpected ';'"),
    ("f[a", 1, 4, "the '[' that was opened at line 1, column 2 is never closed"),
    ("f[a,", 1, 5, "the '[' that was opened at line 1, column 2 is never closed"),
    ("f[\n  {1,\n 2", 3, 3, "the '{' that was opened at line 2, column 3 is never closed"),
    ("(a + b", 1, 7, "the '(' that was opened at line 1, column 1 is never closed"),
    ("<|a -> 1", 1, 9, "the '<|' that was opened at line 1, column 1 is never closed"),
    ("a[[1", 1, 5, "the '[[' that was opened at line 1, column 2 is never closed"),
    ("a[[1]", 1, 6, "expected ']]' for the '[[' that was opened at line 1, column 2"),
    ("a[[1], 2]", 1, 6, "unexpected ',': expected ']]'"),
    ("a)", 1, 2, "nothing is open that it could close"),
    ("a]", 1, 2, "nothing is open that it could close"),
    ("}", 1, 1, "unexpected '}'"),
    ("f[a)", 1, 4, "unexpected ')': expected ']' for the '[' that was opened at line 1, column 2"),
    ("{a]", 1, 3, "unexpected ']': expected '}'"),
    ("(a|>", 1, 3, "unexpected '|>': expected ')'"),
    ("()", 1, 2, "expected an expression after '('"),
    ("(a, b)", 1, 3, "Lists have braces"),
    ("a, b", 1, 2, "unexpected ',' outside brackets"),
    ("f[, a]", 1, 3, "Write Null"),
    ("f[a, ]", 1, 6, "Write Null"),
    ("{a,, b}", 1, 4, "Write Null"),
    ("[a]", 1, 1, "unexpected '['"),
    ("a\nb", 2, 1, "the expression ended with the line before"),
    ("a\n+ b", 2, 1, "the expression ended with the line before"),
    ("x = 1\r\ny = 2", 2, 1, "the expression ended with the line before"),
    ("a (* one\ntwo *) b", 2, 8, "the expression ended with the line before"),
    ('"abc', 1, 1, "a string is never closed"),
    ('x = "abc\\"', 1, 5, "a string is never closed"),
    (r'{1, "a\q"}', 1, 7, r"unknown escape \q"),
    (r'"ab\[Nonsense]"', 1, 4, r"unknown character name \[Nonsense]"),
    (r'"\[Alpha"', 1, 2, "unknown character name"),
    (r'"\:d800"', 1, 2, "no character"),
    (r'"\|110000"', 1, 2, "no character"),
    ("1 + (* (* *)", 1, 5, "a comment is never closed"),
    (r"x + \[Nonsense]", 1, 5, r"unknown character name \[Nonsense]"),
    (r"\[Xor]", 1, 1, r"unknown character name \[Xor]"),
    (r"a \q b", 1, 3, r"unexpected '\\q'"),
    ("a ? b ? c", 1, 7, "PatternTest takes two operands"),
    ("a;;b;;c;;d", 1, 8, "Span takes three at most"),
    ("a ~f", 1, 3, "'~' without a second '~'"),
    ("37^^1", 1, 1, "the base 37"),
    ("1 + 2^^102", 1, 5, "the digit 2 does not exist in base 2"),
    ("1*^99999999", 1, 1, "an exponent beyond"),
    ("1.5``", 1, 4, "unexpected character '`'"),
    ("a`", 1, 2, "unexpected character '`'"),
    ("<<file", 1, 1, "'<<' is not supported: Get reads files"),
    ("a >> file", 1, 3, "'>>' is not supported"),
    ("% + 1", 1, 1, "'%' is not supported"),
    ("a /: b = c", 1, 3, "'/:' is not supported"),
    ("a \u20dd b", 1, 3, "unexpected character"),
    (r"\[Alpha]\[Beta] + )", 1, 19, "unexpected ')'"),
    (r"a \[Rule] \[Rule] b", 1, 11, "unexpected '->'"),
    ("a \u2260", 1, 4, "unexpected end of the text"),
    (r"a + \[Rule]", 1, 5, "unexpected '->'"),
    ("(* one\n two *) a ]", 2, 11, "nothing is open"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), ERRORS)
def test_an_error_says_where_and_what(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(WolframSyntaxError) as caught:
        read_wl(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(caught.value)


@given(st.text(st.sampled_from("ab12.,;:_#&|<>=!@/*+-^'~?`$%\"\\ \n()[]{}(*")) | st.text())
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        read_wl(text)
    except WolframSyntaxError as error:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("f[" * DEPTH + "x" + "]" * DEPTH, DEPTH + 1),
        ("{" * DEPTH + "}" * DEPTH, DEPTH),
        ("(" * DEPTH + "x" + ")" * DEPTH, 1),
        ("(" * DEPTH + "x" + "+y)" * DEPTH, 2 * DEPTH + 1),
        ("+".join("1" * DEPTH), DEPTH + 1),
        ("-".join("1" * DEPTH), DEPTH + 1),
        ("/".join("x" * DEPTH), 3 * DEPTH - 1),
        ("^".join("x" * DEPTH), 2 * DEPTH - 1),
        ("- " * DEPTH + "x", DEPTH + 2),
        ("!" * DEPTH + "x", DEPTH + 1),
        ("x" + "!" * DEPTH, DEPTH // 2 + 1),
        ("x" + "[1]" * DEPTH, 2 * DEPTH),
        ("a[[" * DEPTH + "1" + "]]" * DEPTH, 2 * DEPTH + 1),
        ("f@" * DEPTH + "x", DEPTH + 1),
        (";".join("a" * DEPTH), DEPTH + 1),
        ("(*" * DEPTH + "*)" * DEPTH + "x", 1),
    ],
    ids=lambda value: value[:9] if isinstance(value, str) else None,
)
def test_depth_and_length_are_only_a_matter_of_memory(text: str, nodes: int) -> None:
    assert occurrences(read_wl(text)) == nodes


def test_an_independent_reader_agrees() -> None:
    texts, expected = map(list, zip(*SHARED_WITH_WOXI, strict=True))
    assert held_full_forms(texts) == expected


def test_an_independent_reader_reads_what_is_written() -> None:
    expected = [form for _, form in SHARED_WITH_WOXI if form.isascii()]
    assert held_full_forms([write_wl(read_wl(form), dialect="woxi") for form in expected]) == expected
