"""A Wolfram kernel, however it behaves, gives its answer or an error that says why, and leaves nothing behind.

The kernel is a fake, a child process that speaks the protocol of wolframclient; what is written in real Wolfram
Language is asked of a real kernel too, where there is one.
"""

import functools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from processes import is_running, wait_until_gone
from wolframclient.evaluation import WolframLanguageSession
from wolframclient.language.expression import WLSymbol

from engines.kernels import FakeKernel
from wlbridge import doctor
from wlbridge.engines import WolframEngine, WolframPool, WoxiEngine, kernel_slots, wolfram
from wlbridge.engines.kernel_link import KernelLink
from wlbridge.engines.programs import find_wolfram_kernel
from wlbridge.engines.wolfram_question import question
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineStartError,
    EngineTimeoutError,
)
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import head_name, postorder, same_tree

LONG = 60.0


@pytest.fixture
def own_slots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Licences of the test's own, so that other tests run at the same time."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def fake(tmp_path: Path, own_slots: None) -> FakeKernel:
    return FakeKernel(tmp_path)


@pytest.fixture
def engine(fake: FakeKernel) -> Iterator[WolframEngine]:
    with WolframEngine(fake.path) as engine:
        yield engine
    assert fake.all_gone()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wolfram, "PAUSES", (0.01, 0.02))


@pytest.fixture(scope="module", params=["fake", "real"])
def contract(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WolframEngine]:
    """The fake and, where there is one, a real kernel."""
    if request.param == "real" and find_wolfram_kernel() is None:
        pytest.skip("no Wolfram kernel is there; WLBRIDGE_WOLFRAM_KERNEL can name one")
    with pytest.MonkeyPatch.context() as patch:
        program = None
        if request.param == "fake":
            patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("slots")))
            program = FakeKernel(tmp_path_factory.mktemp("fake")).path
        with WolframEngine(program) as engine:
            yield engine


# ---- what is true of a real kernel too

VALUES = {
    "1 + 1": "2",
    "6*7": "42",
    '"text"': '"text"',
    "$Failed": "$Failed",
    "{1., 2.5, -0.}": "{1., 2.5, -0.}",
    "{{1, 2}, {3, 4}}": "{{1, 2}, {3, 4}}",
    "{1. + 2. I}": "{Complex[1., 2.]}",
    "1/0": "ComplexInfinity",
}


@pytest.mark.parametrize(("text", "value"), VALUES.items(), ids=VALUES)
def test_values_come_back_as_what_they_are(contract: WolframEngine, text: str, value: str) -> None:
    assert same_tree(contract.evaluate_text(text, deadline=LONG), read_wl(value))


def test_a_real_of_arbitrary_precision_is_a_decimal(contract: WolframEngine) -> None:
    value = contract.evaluate_text("N[Pi, 20]", deadline=LONG)
    assert isinstance(value, Decimal)
    assert abs(value - Decimal("3.14159265358979323846")) < Decimal("1e-19")  # DLMF 3.12.1


@pytest.mark.parametrize(
    ("text", "error", "reason"),
    [
        ("1 +", EngineError, "not Wolfram Language: .*::snt"),
        ("Throw[3]", EngineError, "threw"),
        ("Abort[]", EngineError, "Abort"),
        ("Hold[1, 2] /. Hold -> Sequence", EngineError, "2 values"),
        ("1, 2", EngineError, "not Wolfram Language|not one expression"),
        ("", EngineError, "not one expression"),
        ("Pause[60]", EngineTimeoutError, "stopped at the time limit"),
    ],
)
def test_without_a_value_there_is_an_error_and_definitions_stay(
    contract: WolframEngine, text: str, error: type[EngineError], reason: str
) -> None:
    contract.evaluate_text("stays = 17", deadline=LONG)
    pid = contract.pid
    with pytest.raises(error, match=reason) as raised:
        contract.evaluate_text(text, deadline=3)
    assert str(raised.value).startswith("wolfram")
    assert contract.evaluate_text("stays", deadline=LONG) == 17
    assert contract.pid == pid


def test_definitions_stay_until_reset(contract: WolframEngine) -> None:
    contract.evaluate_text("leak = 42", deadline=LONG)
    assert contract.evaluate_text("leak + 1", deadline=LONG) == 43
    contract.reset()
    assert same_tree(contract.evaluate_text("leak", deadline=LONG), read_wl("leak"))


def test_messages_are_those_of_the_last_evaluation(contract: WolframEngine) -> None:
    contract.evaluate_text("1/0", deadline=LONG)
    assert [message.split()[0] for message in contract.messages] == ["Power::infy:"]
    contract.evaluate_text("1", deadline=LONG)
    assert contract.messages == []


def test_a_kernel_that_quits_has_crashed_and_the_next_one_knows_nothing(contract: WolframEngine) -> None:
    contract.evaluate_text("gone = 1", deadline=LONG)
    with pytest.raises(EngineCrashError, match="exit status 0"):
        contract.evaluate_text("Quit[]", deadline=LONG)
    assert same_tree(contract.evaluate_text("gone", deadline=LONG), read_wl("gone"))


def test_a_tree_is_evaluated_as_its_text(contract: WolframEngine) -> None:
    assert contract.evaluate(read_wl("2*3")) == contract.evaluate_text("2*3", deadline=LONG) == 6


def test_the_version_is_what_the_kernel_says(contract: WolframEngine) -> None:
    assert contract.version == contract.evaluate_text("$Version", deadline=LONG)


# ---- the question


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1 + 1", '{"n", Hold[2]}'),
        ("Hold[1 + 1]", '{"n", Hold[Hold[1 + 1]]}'),
        ("$Failed", '{"n", Hold[$Failed]}'),
        ("Sequence[1, 2]", '"n:none"'),
        ("Hold[1, 2] /. Hold -> Sequence", '{"n", Hold[1, 2]}'),
        ("Throw[3]", "3"),
        ("Throw[3, tag]", "3"),
        ('"n:time"', '{"n", Hold["n:time"]}'),
        ("Abort[]", '"n:abort"'),
        ("1 +", '"n:syntax"'),
        ("", '"n:none"'),
    ],
)
def test_the_question_means_in_an_interpreter_what_a_kernel_is_asked(text: str, answer: str) -> None:
    (_, asked) = question(text, "n", 10)
    (unserialised,) = asked.args  # woxi's own answer is serialised already
    written = write_wl(unserialised, dialect="wolfram").replace("WLBridge`parsed", "wlbridgeParsed")
    with WoxiEngine() as woxi:  # which has no contexts
        assert same_tree(woxi.evaluate_text(written), read_wl(answer))


def test_a_kernel_is_sent_the_text_that_the_writer_writes() -> None:
    text = write_wl(read_wl('{x^2, "\\[Alpha]", 0.1}'), dialect="wolfram")
    sent = [part.args[0] for part in postorder(question(text, "n", 10)) if head_name(part) == "ToExpression"]
    assert sent == [text]


def test_the_fake_speaks_with_wolframclients_own_session(fake: FakeKernel) -> None:
    with WolframLanguageSession(str(fake.path)) as session:
        assert session.evaluate("6*7") == 42
        result = session.evaluate_wrap("1/0")
        assert result.get() == WLSymbol("ComplexInfinity")
        assert list(result.messages) == ["Infinite expression 1/0 encountered."]
        assert session.evaluate("1 +") == WLSymbol("$Failed")


def test_wolframclients_own_session_still_has_no_deadline(fake: FakeKernel) -> None:
    """Else it could be used."""
    with WolframLanguageSession(str(fake.path)) as session:
        start = time.monotonic()
        assert session.evaluate("Hang[0.5]", timeout=0.1) == 0
        assert time.monotonic() - start >= 0.5


# ---- kernels that misbehave

FAILURES = [
    ("Hang[]", 0.2, EngineTimeoutError, "no answer within 0.2 s. It was killed"),
    ("Die[3]", LONG, EngineCrashError, "exit status 3"),
    ("Die[]", LONG, EngineCrashError, f"signal {signal.SIGSEGV.value}"),
    ("Garbage[]", LONG, EngineProtocolError, "8:"),
    ("Empty[]", LONG, EngineProtocolError, "too early"),
    ("Other[]", LONG, EngineProtocolError, "List in place of the EvaluationData"),
    ("Again[0]", LONG, EngineProtocolError, "another question"),
    ("Huge[17]", LONG, EngineProtocolError, "more than 16777216 bytes"),
    ("Huge[15]", LONG, EngineProtocolError, "8:"),
]


@pytest.mark.parametrize(("text", "deadline", "error", "reason"), FAILURES, ids=[row[0] for row in FAILURES])
def test_a_bad_kernel_is_killed_and_the_next_evaluation_is_right(
    engine: WolframEngine, text: str, deadline: float, error: type[EngineError], reason: str
) -> None:
    engine.evaluate_text("x = 5")
    pid = engine.pid
    assert pid is not None
    with pytest.raises(error, match=reason) as raised:
        engine.evaluate_text(text, deadline=deadline)
    assert str(raised.value).startswith("wolfram")
    assert engine.pid is None
    assert not is_running(pid)
    assert engine.evaluate_text("6*7") == 42
    assert engine.evaluate_text("x") == WLSymbol("Global`x")


@pytest.mark.parametrize("limit", [0.05, 0.5])
def test_a_hang_is_over_within_its_limit_and_a_second(engine: WolframEngine, limit: float) -> None:
    engine.restart()
    for _ in range(5):
        start = time.monotonic()
        with pytest.raises(EngineTimeoutError):
            engine.evaluate_text("Hang[]", deadline=limit)
        assert time.monotonic() - start < limit + 1
        engine.restart()


@pytest.mark.parametrize("pipe", [1, 2])
def test_100_megabytes_of_noise_are_no_deadlock(engine: WolframEngine, pipe: int) -> None:
    assert engine.evaluate_text(f"Flood[{pipe}]", deadline=LONG) == 42


def test_a_value_that_cannot_be_read_is_an_error_and_the_kernel_stays(engine: WolframEngine) -> None:
    engine.evaluate_text("x = 5")
    with pytest.raises(EngineProtocolError, match="unknown token"):
        engine.evaluate_text("unknown")
    assert engine.evaluate_text("x") == 5


def test_too_much_memory_is_an_error_and_the_kernel_stays(engine: WolframEngine) -> None:
    engine.evaluate_text("x = 5")
    with pytest.raises(EngineError, match="more than 4 GiB"):
        engine.evaluate_text("Use[5]")
    assert engine.evaluate_text("x") == 5


def test_a_numeric_array_is_the_list_of_its_numbers(engine: WolframEngine) -> None:
    assert engine.evaluate_text("NumericArray[{0.1}, Real32]") == (0.10000000149011612,)


def test_killed_from_outside_it_says_so_and_recovers(engine: WolframEngine) -> None:
    engine.restart()
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    with pytest.raises(EngineCrashError, match="signal 9"):
        engine.evaluate_text("1 + 1")
    assert engine.evaluate_text("1 + 1") == 2


def test_threads_take_turns(engine: WolframEngine) -> None:
    answers: dict[int, int] = {}
    threads = [
        threading.Thread(target=lambda n: answers.update({n: engine.evaluate_text(f"{n} + 1")}), args=(number,))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: number + 1 for number in range(20)}


@pytest.mark.parametrize("text", ["1\n2", "1\r2", "\ud800"])
def test_text_that_is_not_one_line_is_refused_before_a_kernel_starts(engine: WolframEngine, text: str) -> None:
    with pytest.raises(EngineError, match="wolfram: "):
        engine.evaluate_text(text)
    assert engine.pid is None


@pytest.mark.parametrize("deadline", [0.0, -1.0, float("nan"), float("inf")])
def test_a_deadline_is_a_number_of_seconds(engine: WolframEngine, deadline: float) -> None:
    with pytest.raises(EngineError, match="deadline"):
        engine.evaluate_text("1", deadline=deadline)
    assert engine.pid is None


# ---- starting

STARTS = [
    ("unlicensed", "exit status 1; it printed: Your Wolfram Engine installation is not activated.*needs a licence"),
    ("header", "exit status 0; it printed: Wolfram Language 0.0 Engine.*ends without a word"),
    ("asking", "no OK from the kernel within 0.5 s; it printed: Wolfram ID:.*needs a licence"),
    ("silent", "no OK from the kernel within 0.5 s; it printed nothing"),
    ("wrong", "b'NO' in place of OK"),
    ("old", "exit status 10.*11.3 or later"),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("how", "reason"), STARTS, ids=[row[0] for row in STARTS])
def test_a_kernel_that_does_not_start_is_tried_three_times(fake: FakeKernel, how: str, reason: str) -> None:
    fake.start_next(how, how, how)
    with WolframEngine(fake.path) as engine:
        with pytest.MonkeyPatch.context() as patch:
            if how in {"asking", "silent"}:
                patch.setattr(wolfram, "KernelLink", functools.partial(KernelLink, start=0.5))
            with pytest.raises(EngineStartError, match=f"wolfram: at the last of 3 tries .*{reason}"):
                engine.evaluate_text("1 + 1")
        assert len(fake.pids()) == 3
        assert fake.running() == []
        assert engine.evaluate_text("1 + 1") == 2
    assert fake.all_gone()


@pytest.mark.usefixtures("impatient")
def test_a_licence_that_is_free_at_the_third_try_is_enough(fake: FakeKernel) -> None:
    fake.start_next("unlicensed", "header", "well")
    with WolframEngine(fake.path) as engine:
        assert engine.evaluate_text("1 + 1") == 2
    assert len(fake.pids()) == 3


@pytest.mark.parametrize("how", ["slow", "flooding"])
def test_starting_does_not_count_for_the_deadline(fake: FakeKernel, how: str) -> None:
    fake.start_next(how)
    with WolframEngine(fake.path) as engine:
        assert engine.evaluate_text("1 + 1", deadline=0.9) == 2


def test_not_installed_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WLBRIDGE_WOLFRAM_KERNEL", "/nowhere/WolframKernel")
    with pytest.raises(EngineNotFoundError, match=r"Install the Wolfram Engine, or name its kernel"):
        WolframEngine()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("hows", "answers", "fault"),
    [([], True, "None"), (["header"] * 3, False, "wolfram: at the last of 3 tries the kernel ended at its start")],
)
def test_the_doctor_asks_a_kernel(
    fake: FakeKernel, monkeypatch: pytest.MonkeyPatch, hows: list[str], answers: bool, fault: str
) -> None:
    monkeypatch.setenv("WLBRIDGE_WOLFRAM_KERNEL", str(fake.path))
    monkeypatch.setattr(doctor, "ENGINES", {"wolfram": WolframEngine})
    fake.start_next(*hows)
    (found,) = (engine for engine in doctor.diagnose()["engines"] if engine["name"] == "wolfram")
    assert (found["found"], found["answers"], found["path"]) == (True, answers, str(fake.path))
    assert str(found["fault"]).startswith(fault)
    assert fake.all_gone()


def test_a_kernel_finds_its_home_and_none_of_our_keys(engine: WolframEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/of/the/licence")
    monkeypatch.setenv("WOLFRAM_USERBASE", "/base")
    monkeypatch.setenv("WLBRIDGE_CLOUD_SECRET", "secret")
    monkeypatch.setenv("SECRET_KEY", "secret")
    told = [engine.evaluate_text(f'Variable["{name}"]') for name in ("HOME", "WOLFRAM_USERBASE")]
    kept = [engine.evaluate_text(f'Variable["{name}"]') for name in ("SECRET_KEY", "WLBRIDGE_CLOUD_SECRET")]
    assert told == ["/home/of/the/licence", "/base"]
    assert kept == [WLSymbol("None"), WLSymbol("None")]


def test_a_kernel_can_write_its_caches(engine: WolframEngine) -> None:
    assert engine.evaluate_text("Write[100000]") == 100_000


# ---- what is left behind


def test_what_the_kernel_started_dies_with_it(engine: WolframEngine) -> None:
    child = engine.evaluate_text("Child[]")
    assert is_running(child)
    engine.close()
    assert wait_until_gone(child)


def test_a_kernel_that_ends_with_a_child_still_holding_its_output_has_crashed(engine: WolframEngine) -> None:
    child = engine.evaluate_text("Child[]")
    with pytest.raises(EngineCrashError, match="exit status 3"):
        engine.evaluate_text("Die[3]", deadline=LONG)
    assert wait_until_gone(child)


def test_the_kernel_does_not_outlive_us_even_when_we_are_killed(fake: FakeKernel) -> None:
    program = (
        "import sys, time; from pathlib import Path; from wlbridge.engines import WolframEngine;"
        f"engine = WolframEngine(Path({str(fake.path)!r})); engine.evaluate_text('Child[]');"
        "print(flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=_own_temp(fake)) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert len(fake.running()) == 2
        parent.kill()
    assert fake.all_gone()


def test_forgetting_to_close_leaves_no_process(fake: FakeKernel) -> None:
    engine = WolframEngine(fake.path)
    engine.evaluate_text("1")
    del engine
    assert fake.all_gone()


def test_restarts_leave_no_processes_descriptors_or_directories(engine: WolframEngine, fake: FakeKernel) -> None:
    engine.restart()
    descriptors, folders = len(os.listdir("/proc/self/fd")), len(list(fake.folder.iterdir()))  # noqa: PTH208
    for _ in range(20):
        engine.evaluate_text("1 + 1")
        engine.restart()
    assert len(os.listdir("/proc/self/fd")) == descriptors  # noqa: PTH208
    assert len(list(fake.folder.iterdir())) == folders
    assert fake.running() == [engine.pid]


# ---- licences


def _own_temp(fake: FakeKernel) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(fake.folder)}


def test_there_is_one_kernel_and_a_second_engine_waits_for_it(fake: FakeKernel) -> None:
    with WolframEngine(fake.path) as first, WolframEngine(fake.path) as second:
        first.evaluate_text("1")
        threading.Timer(1, first.close).start()
        assert second.evaluate_text("1 + 1", deadline=0.9) == 2
        assert fake.running() == [second.pid]


def test_a_second_engine_gives_up_and_says_what_to_do(fake: FakeKernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wolfram, "kernel_slot", functools.partial(kernel_slots.kernel_slot, wait=0.1))
    with WolframEngine(fake.path) as first, WolframEngine(fake.path) as second:
        first.evaluate_text("1")
        with pytest.raises(EngineStartError, match=r"as are allowed, 1, ran for 0\.1 s. Close the engine"):
            second.evaluate_text("1")
        assert len(fake.pids()) == 1


def test_a_kernel_of_another_process_counts_until_that_ends(fake: FakeKernel) -> None:
    program = (
        "import sys; from pathlib import Path; from wlbridge.engines import WolframEngine;"
        f"engine = WolframEngine(Path({str(fake.path)!r})); engine.restart(); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_own_temp(fake)
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(EngineStartError), kernel_slots.kernel_slot(1, wait=0.1):
            pass
        other.kill()
        other.wait()
        with kernel_slots.kernel_slot(1, wait=LONG):
            pass


def test_a_pool_has_as_many_kernels_as_allowed_and_answers_in_order(fake: FakeKernel) -> None:
    with WolframPool(2, fake.path) as pool:
        texts = [f"{number} + 1" for number in range(20)]
        assert pool.evaluate_texts(texts) == list(range(1, 21))
        slow = pool.evaluate_texts(["Pause[0.3]", "Pause[0.3]", "Throw[1]", "1 + 1"])
        assert slow[:2] == [None, None]
        assert isinstance(slow[2], EngineError)
        assert slow[3] == 2
        assert len(fake.pids()) == len(fake.running()) == 2
    assert fake.all_gone()
