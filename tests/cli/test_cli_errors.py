"""What goes wrong is told in one or two lines, with a traceback only for those who ask for it."""

from pathlib import Path

import pytest
from example import NET

from wlbridge import cli
from wlbridge.terminal import UNEXPECTED

# Wrong usage is answered by click, with 2.


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["loss"], "Missing argument 'NET'"),
        (["loss", NET, "--form", "flat"], "'flat' is not one of 'explicit', 'array', 'shared'"),
        (["loss", NET, "--to", "sympy", "--form", "array"], "use --form shared, or --to wl"),
        (["loss", NET, "--to", "latex", "--form", "array"], "use --form shared, or --to wl"),
        (["loss", NET, "--engine", "woxi", "--to", "sympy"], "leave --to out"),
        (["loss", NET, "--engine", "mathematica"], "'mathematica' is not one of 'woxi', 'mathilda', 'mathics'"),
        (["loss", NET, "--log", "natural"], "is not one of 'exact', 'kernel'"),
        (["loss", NET, "--deadline", "0"], "is not in the range"),
        (["loss", NET, "--deadline", "nan"], "this is not a number of seconds"),
        (["loss", NET, "--deadline", "inf"], "is not in the range"),
        (["losses"], "No such command 'losses'"),
    ],
)
def test_wrong_usage(run, arguments, fault):
    result = run(*arguments)
    assert result.exit_code == 2
    assert fault in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_wxf_is_not_written_to_a_terminal(run, monkeypatch):
    monkeypatch.setattr("wlbridge.cli._on_terminal", lambda: True)
    result = run("loss", NET, "--to", "wxf")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "give -o FILE" in result.stderr
    assert run("loss", NET, "--to", "wxf", "-o", "loss.wxf").exit_code == 0


# Errors of every other kind: 1, and one or two lines.


def bad_files(folder):
    (folder / "binary.wl").write_bytes(bytes(range(256)))
    (folder / "null.wl").write_bytes(b"\0\0")
    (folder / "empty.wl").write_bytes(b"")
    (folder / "latin1.wl").write_bytes(b"NetChain[{1}] (* \xe9 *)")
    (folder / "broken.wl").write_text('NetChain[{3,\n Tanh,, 2}, "Input" -> 2]', encoding="ascii")
    (folder / "bad.json").write_text('{"w1": [NaN]}', encoding="ascii")
    (folder / "other.json").write_text('{"w9": [1]}', encoding="ascii")
    (folder / "shape.json").write_text('{"w1": [[1, 2, 3]]}', encoding="ascii")
    (folder / "class.json").write_text('{"t": 3}', encoding="ascii")


ERRORS = [
    ([""], "Error: NET: '' is neither a file nor a net"),
    (["net.wl"], "Error: NET: 'net.wl' is neither a file nor a net"),
    (["Tanh"], "Error: NET: 'Tanh' is neither a file nor a net"),
    (["a\0b[]"], "Error: NET, line 1, column 2: unexpected character"),
    (["x" * 5000 + "["], "Error: NET, line 1, column 5002: the text ends"),
    (["."], "Error: .: the file cannot be read (Is a directory)"),
    (["binary.wl"], "Error: binary.wl: this is not text in UTF-8: byte 129 is 0x80"),
    (["null.wl"], "Error: null.wl, line 1, column 1: unexpected character"),
    (["empty.wl"], "Error: empty.wl, line 1, column 1: "),
    (["latin1.wl"], "Error: latin1.wl: this is not text in UTF-8: byte 18 is 0xe9"),
    (["broken.wl"], "Error: broken.wl, line 2, column 7: unexpected ','"),
    (["NetChain[{3"], "Error: NET, line 1, column 12: the text ends"),
    (["NetChain[{3, Tanh}]"], "Error: NetChain: the dimensions of the input are not known"),
    (["NetGraph[{}, {}]"], "Error: the net: a NetGraph is not supported"),
    (['NetChain[{3, TanhLayer[]}, "Input" -> 2]'], "Error: layer 2: TanhLayer is not a layer"),
    (['NetChain[{ElementwiseLayer["ReLU6"]}, "Input" -> 2]'], "Error: layer 1 (ElementwiseLayer): "),
    (['NetChain[{Run["echo hello"] &}, "Input" -> 2]'], "Error: layer 1: "),
    ([NET, ""], "Error: LOSS, line 1, column 1: "),
    ([NET, "Foo[]"], "Error: Foo is not a loss layer"),
    ([NET, "foo["], "Error: LOSS, line 1, column 5: the text ends"),
    ([NET, "CrossEntropyLossLayer[Index]"], "Error: CrossEntropyLossLayer: Index is no setting"),
    ([NET, 'CrossEntropyLossLayer["Softmax"]'], "Error: CrossEntropyLossLayer: there is no form 'Softmax'"),
    ([NET, "--weights", "nowhere.json"], "Error: nowhere.json: the file cannot be read (No such file or directory)"),
    ([NET, "--weights", "net.txt"], "Error: net.txt: the kind of file '.txt' is not known"),
    ([NET, "--weights", "bad.json"], "Error: bad.json: NaN is not a number of JSON"),
    ([NET, "--weights", "other.json"], "Error: there is no array 'w9'"),
    ([NET, "--weights", "shape.json"], "Error: parameter 'w1': the values have dimensions {1, 3} and need {3, 2}"),
    ([NET, "--weights", "class.json"], "Error: target 't': the class 3 is not one of 1, ..., 2"),
    (
        [NET, "-o", "no/such/folder/loss.wl"],
        "Error: no/such/folder/loss.wl: the file cannot be written (No such file",
    ),
    ([NET, "-o", "."], "Error: .: the file cannot be written (Is a directory)"),
    ([NET, "-o", ""], "Error: .: the file cannot be written (Is a directory)"),
    ([NET, "-o", "x" * 300], "Error: xxx"),
    (['NetChain[{784, Tanh, 128}, "Input" -> 784]'], "Error: the explicit form would have"),
    ([NET, "--form", "array", "--engine", "woxi"], "Error: the array form: a function of x, w1, b1, w3, b3, t"),
]


@pytest.mark.parametrize(("arguments", "fault"), ERRORS)
def test_an_error_is_one_or_two_lines(run, tmp_path, arguments, fault):
    bad_files(tmp_path)
    result = run("loss", *arguments)
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith(fault)
    assert [line.split(":")[0] for line in result.stderr.splitlines()] in (["Error"], ["Error", "Hint"])
    assert result.stdout == ""


def test_quotation_marks_that_the_shell_took_are_hinted_at(run):
    assert "put LOSS in single quotes" in run("loss", NET, "CrossEntropyLossLayer[Index]").stderr


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\0", b""])
def test_standard_input_that_is_no_net(run, data):
    result = run("loss", "-", input=data)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: standard input")


def test_a_file_or_input_without_end_is_read_up_to_a_limit(run, tmp_path, monkeypatch):
    monkeypatch.setattr("wlbridge.files.MOST_BYTES", len(NET))
    (tmp_path / "net.wl").write_text(NET, encoding="ascii")
    (tmp_path / "long.wl").write_text(NET + " ", encoding="ascii")
    assert run("loss", "net.wl").exit_code == run("loss", "-", input=NET).exit_code == 0
    assert run("loss", "long.wl").stderr == f"Error: long.wl: there are more than {len(NET)} bytes\n"
    assert (
        run("loss", "-", input=NET + " ").stderr == f"Error: standard input: there are more than {len(NET)} bytes\n"
    )


def test_what_may_not_be_read(run, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "net.wl").write_text(NET, encoding="ascii")
    monkeypatch.setattr(Path, "open", refuse)
    assert run("loss", "net.wl").stderr == "Error: net.wl: the file cannot be read (Permission denied)\n"


def test_an_error_cannot_send_commands_to_the_terminal(run):
    assert "\x1b" not in run("loss", "\x1b]0;owned\x07").stderr


def test_a_long_error_is_cut_in_the_middle(run):
    line = run("loss", "a" * 10_000).stderr.splitlines()[0]
    assert len(line) < 700
    assert line.endswith("is neither a file nor a net")


# What wlbridge did not expect: 70, and how to see more.


def test_an_unexpected_error_is_one_line_with_a_hint(run, monkeypatch):
    monkeypatch.setattr(cli, "net_loss", lambda *_, **__: {}["no\nkey"])
    result = run("loss", NET)
    assert result.exit_code == UNEXPECTED == 70
    assert result.stderr.splitlines()[0] == r"Error: unexpected KeyError: 'no\nkey'"
    assert "wlbridge --debug" in result.stderr.splitlines()[1]
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), AssertionError("a\nb")])
def test_errors_of_every_class_are_told(run, monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(cli, "net_loss", fail)
    result = run("loss", NET)
    assert result.exit_code == 70
    assert len(result.stderr.splitlines()) == 2


def test_debug_shows_the_traceback_of_any_error(run):
    result = run("--debug", "loss", "NetChain[{")
    assert type(result.exception).__name__ == "WolframSyntaxError"
    assert result.exit_code == 1


def test_ctrl_c_is_no_traceback(run, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "net_loss", interrupt)
    result = run("loss", NET)
    assert (result.exit_code, result.stderr.strip()) == (1, "Aborted!")
