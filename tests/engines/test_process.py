"""A child process, however it behaves, gives its answer or an error that says why, and leaves nothing behind."""

import errno
import os
import secrets
import select
import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import is_running, open_descriptors, wait_until_gone

from wlbridge.engines.lines import MarkedLines
from wlbridge.engines.process import LineProcess
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineTimeoutError,
)

FAKE = Path(__file__).with_name("fake_child.py")
LONG = 60.0


@contextmanager
def fake(how: str, **options: int) -> Iterator[LineProcess]:
    process = LineProcess([sys.executable, str(FAKE), how], name=how, **options)
    try:
        yield process
    finally:
        process.close()


def ask(process: LineProcess, *lines: str, deadline: float = LONG) -> tuple[str, ...]:
    return process.ask([*lines, "m:end"], mark="m", deadline=deadline).lines


def test_an_answer_is_the_marked_lines_in_order() -> None:
    with fake("echo") as process:
        assert ask(process, "first m", "noise", "m second") == ("first m", "m second")


def test_a_request_larger_than_any_pipe_comes_through_whole() -> None:
    with fake("echo") as process:
        assert ask(process, "m" + "x" * 5_000_000) == ("m" + "x" * 5_000_000,)


FAILURES = [
    ("hang", 0.3, EngineTimeoutError, "no answer within 0.3 s"),
    ("exit_3", LONG, EngineCrashError, "exit status 3"),
    ("last_words", LONG, EngineCrashError, "out of paper"),
    ("exit_slowly", LONG, EngineCrashError, "exit status 5.*out of ink"),
    ("suicide", LONG, EngineCrashError, f"signal {signal.SIGSEGV.value}"),
    ("close_output", LONG, EngineCrashError, f"signal {signal.SIGKILL.value}"),
    ("garbage", LONG, EngineProtocolError, "utf-8"),
    ("flood_one_line", LONG, EngineProtocolError, "more than 16777216 bytes"),
    ("flood_marked_lines", LONG, EngineProtocolError, "more than 16777216 bytes"),
]


@pytest.mark.parametrize(("how", "deadline", "error", "reason"), FAILURES, ids=[row[0] for row in FAILURES])
def test_a_bad_child_is_killed_and_the_error_says_why(
    how: str, deadline: float, error: type[EngineError], reason: str
) -> None:
    with fake(how) as process:
        process.restart()
        pid = process.pid
        assert pid is not None
        with pytest.raises(error, match=reason) as raised:
            ask(process, "m", deadline=deadline)
        assert str(raised.value).startswith(how)
        assert process.pid is None
        assert not is_running(pid)


def test_a_child_that_does_not_read_a_large_request_is_killed_at_the_deadline() -> None:
    with fake("hang") as process, pytest.raises(EngineTimeoutError):
        ask(process, "m" * 5_000_000, deadline=0.3)


def test_a_child_that_ends_while_it_is_written_to() -> None:
    with fake("exit_unread") as process, pytest.raises(EngineCrashError, match="exit status 4"):
        ask(process, "m" * 5_000_000)


def test_messages_are_those_that_came_before_the_answer_and_not_earlier() -> None:
    with fake("complain_late") as process:
        for _ in range(20):
            reply = process.ask(["m:end"], mark="m", deadline=LONG)
            assert reply.messages.startswith("before\n")
            assert "after\nbefore" not in reply.messages
            assert process._child is not None
            if "after" not in reply.messages:
                assert select.select([process._child.errors], [], [], LONG)[0]


@pytest.mark.parametrize("how", ["flood_lines", "flood_errors"])
def test_100_megabytes_of_noise_are_neither_a_deadlock_nor_kept(how: str) -> None:
    with fake(how) as process:
        tracemalloc.start()
        try:
            reply = process.ask(["m answer", "m:end"], mark="m", deadline=LONG)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert reply.lines == ("m answer",)
    assert len(reply.messages) < 70_000
    assert peak < 10_000_000


def test_dropped_messages_are_counted() -> None:
    with fake("flood_errors") as process:
        reply = process.ask(["m", "m:end"], mark="m", deadline=LONG)
    assert reply.messages.endswith(f"({100 * 2**20 - 65536} bytes more were dropped)")


def test_a_flooded_answer_is_given_up_without_filling_memory() -> None:
    with fake("flood_marked_lines", answer_bytes=1_000_000) as process:
        tracemalloc.start()
        try:
            with pytest.raises(EngineProtocolError):
                ask(process, "m answer")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 10_000_000


def test_an_answer_is_never_taken_for_that_of_another_request() -> None:
    with fake("answer_late") as process:
        for _ in range(50):
            mark = secrets.token_hex(8)
            reply = process.ask([f"{mark} answer", f"{mark}:end"], mark=mark, deadline=LONG)
            assert reply.lines == (f"{mark} answer",)


def test_threads_take_turns() -> None:
    answers: dict[str, tuple[str, ...]] = {}
    with fake("echo") as process:

        def work(name: str) -> None:
            answers[name] = process.ask([f"{name}!", f"{name}:end"], mark=name, deadline=LONG).lines

        threads = [threading.Thread(target=work, args=(f"thread{number:02}",)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {f"thread{number:02}": (f"thread{number:02}!",) for number in range(20)}


def test_killed_from_outside_the_next_request_is_answered() -> None:
    with fake("echo") as process:
        ask(process, "m")
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(EngineCrashError, match="signal 9"):
            ask(process, "m lost")
        assert ask(process, "m again") == ("m again",)


@pytest.mark.parametrize("text", ["1\n2", "1\r2", "\ud800"])
def test_text_that_is_not_one_line_is_refused_before_it_is_sent(text: str) -> None:
    with fake("echo") as process:
        with pytest.raises(EngineError):
            ask(process, text)
        assert process.pid is None


@pytest.mark.parametrize("deadline", [0.0, -1.0, float("nan"), float("inf")])
def test_a_deadline_is_a_number_of_seconds(deadline: float) -> None:
    with fake("echo") as process, pytest.raises(EngineError, match="deadline"):
        ask(process, "m", deadline=deadline)


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(EngineNotFoundError, match="/no/such/program"):
        ask(LineProcess(["/no/such/program"], name="none"), "m")


def test_what_the_child_started_dies_with_it() -> None:
    with fake("grandchild") as process:
        (line,) = ask(process, "m")
        grandchild = int(line.split()[1])
        assert is_running(grandchild)
    assert wait_until_gone(grandchild)


def test_the_child_does_not_outlive_us_even_when_we_are_killed() -> None:
    program = (
        "import sys, time; from wlbridge.engines.process import LineProcess;"
        f"process = LineProcess([sys.executable, {str(FAKE)!r}, 'hang'], name='hang'); process.restart();"
        "print(process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
    assert wait_until_gone(child)


def test_forgetting_to_close_leaves_no_process() -> None:
    process = LineProcess([sys.executable, str(FAKE), "echo"], name="echo")
    ask(process, "m")
    pid = process.pid
    assert pid is not None
    del process
    assert not is_running(pid)


def test_restarts_leave_no_processes_descriptors_or_directories() -> None:
    pids, directories = set(), set()
    with fake("echo") as process:
        process.restart()
        before = open_descriptors()
        for _ in range(50):
            pids.add(process.pid)
            directories.add(Path(f"/proc/{process.pid}/cwd").readlink())
            process.restart()
        assert open_descriptors() == before
    assert len(directories) == 50
    assert not [pid for pid in pids if is_running(pid or 0)]
    assert not [directory for directory in directories if directory.exists()]


def test_the_child_sees_an_empty_directory_and_few_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    with fake("surroundings") as process:
        cwd, files, names, *_ = ask(process, "m")
    assert files == "m files []"
    assert not Path(cwd.removeprefix("m cwd ")).exists()
    assert set(names.split()[2:]) - {"LC_CTYPE"} == {
        "HOME",
        "LC_ALL",
        "MATHICS3_SANDBOX",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONUSERBASE",
        "PYTHONUTF8",
        "TMPDIR",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set from outside by prlimit")
def test_the_child_cannot_write_files() -> None:
    with fake("surroundings") as process:
        assert ask(process, "m")[3:] == (f"m OSError {errno.EFBIG}",)


@given(
    st.lists(st.sampled_from([b"noise", b"m7 a", b"b m7", b"", b"\xff"])), st.integers(1, 9), st.binary(max_size=9)
)
def test_lines_are_picked_alike_however_they_are_cut(lines: list[bytes], size: int, rest: bytes) -> None:
    data = b"".join(line + b"\n" for line in [*lines, b"m7:end"]) + rest
    reader = MarkedLines("m7")
    for start in range(0, len(data), size):
        if not reader.done:
            reader.feed(data[start : start + size])
    assert reader.done
    assert reader.lines == [line for line in lines if b"m7" in line]
