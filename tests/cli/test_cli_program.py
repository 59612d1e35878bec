"""The installed program, run as users run it: versions, help, signals and broken streams."""

import os
import re
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from example import NET, api

from wlbridge.cli import main


def test_version(run):
    assert run("--version").stdout == f"wlbridge {metadata.version('wlbridge')}\n"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["loss", "--help"], ["demo", "-h"], ["doctor", "--help"], ["serve", "-h"]]
)
def test_help(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_every_option_is_explained(run):
    output = run("loss", "--help").stdout
    for option in main.commands["loss"].params:
        if option.param_type_name == "option":
            assert option.opts[0] in output
            assert option.help


def test_the_example_of_the_help_works(run):
    (example,) = re.findall(r"^  wlbridge loss '(NetChain[^']*)'$", run("--help").stdout, re.MULTILINE)
    assert run("loss", example).exit_code == 0


PROGRAM = [sys.executable, "-m", "wlbridge"]


def start(*arguments, **options):
    return subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE, **options)


def test_the_module_is_the_program():
    done = subprocess.run([*PROGRAM, "--version"], capture_output=True, check=True)
    assert done.stdout.decode().split() == ["wlbridge", metadata.version("wlbridge")]


def test_the_script_is_installed_and_runs():
    script = Path(sys.executable).with_name("wlbridge")
    done = subprocess.run([script, "loss", NET, "--to", "sympy"], capture_output=True, check=True)
    assert done.stdout.decode() == f"{api().expression}\n"


def test_a_traceback_is_on_standard_error_with_debug_only():
    plain = subprocess.run([*PROGRAM, "loss", "NetChain[{"], capture_output=True, check=False)
    debug = subprocess.run([*PROGRAM, "--debug", "loss", "NetChain[{"], capture_output=True, check=False)
    assert (plain.returncode, debug.returncode) == (1, 1)
    assert b"Traceback" not in plain.stderr
    assert debug.stderr.startswith(b"Traceback")


def test_ctrl_c_while_a_file_is_read(tmp_path):
    pipe = tmp_path / "net.wl"
    os.mkfifo(pipe)
    process = start("loss", str(pipe), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    with pipe.open("wb"):  # this waits until the program has opened the other end
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.split() == [b"Aborted!"]


@pytest.mark.parametrize("arguments", [["loss", NET], ["loss", NET, "--to", "wxf"], ["demo"], ["doctor"]])
def test_a_pipe_that_nobody_reads_is_no_traceback(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    process = start(*arguments, stdout=writing)
    os.close(writing)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", [["loss", NET], ["loss", NET, "--to", "wxf"], ["demo"], ["doctor"]])
def test_a_full_disk_is_one_line(arguments):
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, stdout=full)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, b"Error: No space left on device\n")


@pytest.mark.parametrize(("closed", "arguments"), [(1, ["loss", NET]), (0, ["loss", "-"])])
def test_a_closed_standard_stream_is_one_line(closed, arguments):
    process = start(*arguments, preexec_fn=lambda: os.close(closed))
    _, errors = process.communicate(timeout=60)
    name = ["standard input", "standard output"][closed]
    assert (process.returncode, errors.decode()) == (1, f"Error: {name}: it is closed\n")


def test_an_ascii_terminal_can_show_every_error():
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*PROGRAM, "loss", "\u00e9"], capture_output=True, check=False, env=environment)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: NET: ")
