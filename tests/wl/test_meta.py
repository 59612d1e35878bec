"""What has to hold of the Wolfram package as a whole, found by reading its files and by loading it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from interpreters import INTERPRETERS
from notebook import TEXT, cells
from package_files import PACLET_INFO, README, definitions, parsed_together, statements, text_of
from verification import FILES, KERNEL, PACLET, read_file
from wolframclient.language.expression import WLFunction

from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, head_name, postorder

PUBLIC = [
    "NetExpression",
    "NetLossExpression",
    "NetLossGradient",
    "NetLossHessian",
    "NetParameterRules",
    "NetParameterSymbols",
]
WOLFRAM_FILES = sorted(path for path in PACLET.rglob("*") if path.suffix in {".wl", ".wls", ".wlt", ".nb"})
TESTS = [test for path in FILES for test in read_file(path)]


def assigned(head: str) -> dict[str, Tree]:
    """What is assigned to ``head[symbol]``, by symbols."""
    found = {}
    for _, definition in definitions():
        left = definition.args[0]
        if head_name(left) == head:
            found[left.args[0].name] = definition.args[1]
    return found


def option_names(symbol: str) -> list[str]:
    """The names of the options of a function, a list or the name of one in the file."""
    constants = {owner: tree.args[1] for owner, tree in definitions() if owner.startswith("$")}
    options = assigned("Options")[symbol]
    rules = constants[options.name] if head_name(options) == "Symbol" else options
    return [rule.args[0] if isinstance(rule.args[0], str) else rule.args[0].name for rule in rules]


def calls(tree: Tree, symbol: str) -> list[WLFunction]:
    return [part for part in postorder(tree) if head_name(part) == symbol]


def given_options(function: WLFunction) -> set[str]:
    """The names of the options in a call."""
    rules = [part for part in function.args if head_name(part) == "Rule"]
    names = [rule.args[0] for rule in rules]
    return {name if isinstance(name, str) else getattr(name, "name", "") for name in names}


# Every public symbol


def test_the_public_symbols_are_those_with_a_usage_message():
    usage = [
        definition.args[0].args[0].name
        for _, definition in definitions()
        if head_name(definition.args[0]) == "MessageName" and definition.args[0].args[1] == "usage"
    ]
    assert sorted(usage) == PUBLIC


@pytest.mark.parametrize("symbol", PUBLIC)
def test_its_usage_shows_how_it_is_called(symbol):
    (usage,) = (
        definition.args[1]
        for owner, definition in definitions()
        if owner == symbol
        and head_name(definition.args[0]) == "MessageName"
        and definition.args[0].args[1] == "usage"
    )
    for line in usage.splitlines():
        assert re.match(rf"{symbol}\[net[^\]]*\] (gives|takes) .*\.$", line)


@pytest.mark.parametrize("symbol", PUBLIC)
def test_its_syntax_information_allows_what_its_usage_shows(symbol):
    pattern = assigned("SyntaxInformation")[symbol]
    ((rule),) = pattern
    assert rule.args[0] == "ArgumentsPattern"
    *positional, options = rule.args[1]
    assert head_name(options) == "OptionsPattern"
    most = max(
        len(part.args)
        for owner, definition in definitions()
        if owner == symbol and isinstance(definition.args[1], str)
        for part in [
            read_wl(line.split(" gives ")[0].split(" takes ")[0])
            for line in definition.args[1].splitlines()
            if line.startswith(symbol)
        ]
    )
    assert len(positional) == most
    assert head_name(positional[0]) == "Blank"
    assert {head_name(part) for part in positional[1:]} <= {"Optional"}


@pytest.mark.parametrize(
    ("symbol", "option"), [(symbol, option) for symbol in PUBLIC for option in option_names(symbol)]
)
def test_each_of_its_options_has_a_test(symbol, option):
    used = [
        test for test in TESTS if any(option in given_options(call) for call in calls(read_wl(test.input), symbol))
    ]
    assert used, f"no test in wl/Tests gives {symbol} the option {option}"


@pytest.mark.parametrize("symbol", PUBLIC)
def test_it_has_a_test_of_a_failure(symbol):
    failing = [test for test in TESTS if test.messages and calls(read_wl(test.input), symbol)]
    assert failing, f"no test in wl/Tests has {symbol} give a message and a Failure"


@pytest.mark.parametrize("symbol", PUBLIC)
def test_it_occurs_in_the_readme(symbol):
    section = re.search(
        r"^## In a notebook\n(.*?)(?=^## )", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert section is not None
    assert f"`{symbol}[" in section[1]


# The files


def test_files_are_ascii_and_read_by_both_parsers():
    texts = [text_of(path) for path in WOLFRAM_FILES]
    for path, text, theirs in zip(WOLFRAM_FILES, texts, parsed_together(texts), strict=True):
        assert theirs == (read_by_us(path, text), []), path


def test_a_file_that_ends_inside_an_expression_is_found_among_others():
    with pytest.raises(AssertionError, match="text 1 ends inside an expression"):
        parsed_together(["f[x_] := 1;\n2", "f[x_] := (1", "3"])


def read_by_us(path: Path, text: str) -> int:
    """The number of expressions in a file by our own reader, which reads one at a time."""
    if path.suffix == ".wlt":
        return len(read_file(path))
    texts = [cell.content for cell in cells() if cell.style == "Code"] if path == TEXT else [text]
    return sum(len(statements(part)) for part in texts)


def test_there_are_files_of_each_kind():
    assert {path.suffix for path in WOLFRAM_FILES} >= {".wl", ".wlt", ".nb"}


def test_nothing_is_defined_for_a_symbol_of_the_system():
    """Names of our own begin with a small letter, with or without $; the system's begin with a capital."""
    names = {owner for owner, _ in definitions()}
    assert len(names) > 100
    assert {name for name in names if re.match(r"\$?[A-Z]", name)} <= set(PUBLIC)


@pytest.mark.parametrize("head", ["Unprotect", "Protect", "ClearAttributes", "SetAttributes", "TagSet", "UpSet"])
def test_nothing_is_unprotected(head):
    assert not any(calls(statement, head) for statement in statements(text_of(KERNEL)))


def test_names_in_the_language_are_not_evaluated_from_text():
    for head in ("ToExpression", "Get", "Run", "URLRead", "RunProcess"):
        assert not any(calls(statement, head) for statement in statements(text_of(KERNEL)))


def test_loading_leaves_nothing_in_global_and_exports_the_public_symbols(tmp_path):
    """On Mathics3; woxi has no contexts, and Mathilda says Global` of every name that begins with $."""
    mathics = INTERPRETERS["mathics"]
    program = mathics.find()
    if program is None:
        pytest.skip("Mathics3 is not installed")
    names = PACLET / "Tests" / "Names.wl"  # what the interpreter lacks of System`
    ask = 'Print["@@", Names["Global`*"], "@@", Sort[Names["WLBridge`*"]], "@@"]'
    script = tmp_path / "script.wl"
    script.write_text("\n".join([text_of(names), text_of(KERNEL), ask, ""]), encoding="ascii")
    command = [str(program), *mathics.options, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=mathics.seconds)
    _, left, exported, _ = done.stdout.rsplit("@@", 3)
    assert re.findall(r"[\w$]+", left) == []
    assert re.findall(r"\w+", exported) == PUBLIC


# What describes the package


def paclet_info() -> dict[str, Tree]:
    (tree,) = statements(text_of(PACLET_INFO))
    assert head_name(tree) == "PacletObject"
    return dict(tree.args[0])


def test_the_paclet_has_the_version_and_the_name_of_the_python_package():
    project = tomllib.loads((PACLET.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = paclet_info()
    assert (info["Name"], info["Version"], info["License"]) == ("WLBridge", project["version"], project["license"])


def test_the_paclet_says_what_it_exports_and_where_it_is():
    ((kind, *rules),) = paclet_info()["Extensions"]
    settings = {rule.args[0]: rule.args[1] for rule in rules}
    assert (kind, settings["Root"], settings["Context"]) == ("Kernel", "Kernel", "WLBridge`")
    assert sorted(settings["Symbols"]) == [f"WLBridge`{symbol}" for symbol in PUBLIC]
    assert (PACLET / settings["Root"] / "WLBridge.wl").is_file()
