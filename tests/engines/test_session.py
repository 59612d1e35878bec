"""A `WolframLanguageSession` as an engine of `Kernel`; its kernel, a fake, gives functions back as they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sympy
from wolframclient.evaluation import WolframLanguageSession

from engines.kernels import FakeKernel
from wlbridge import Kernel
from wlbridge.errors import EngineAnswerError, EngineCrashError, EngineProtocolError, EngineTimeoutError
from wlbridge.wolfram.make import call

x = sympy.Symbol("x", real=True)
n = sympy.Symbol("n", integer=True)
LONG = 60.0


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeKernel]:
    fake = FakeKernel(tmp_path)
    yield fake
    assert fake.all_gone()


def test_a_session_of_wolframclient(fake: FakeKernel) -> None:
    with WolframLanguageSession(str(fake.path)) as session:
        started = Kernel(session)
        assert started.evaluate(x**2 + 0.1 * n) == x**2 + 0.1 * n
        with pytest.raises(EngineAnswerError, match="session: the evaluation said: Infinite expression 1/0"):
            started.evaluate(call("ToExpression", "1/0"))
        with pytest.raises(EngineAnswerError, match="session: Factor was left as it is"):
            started.evaluate(call("Factor", x))
        started.close()
        assert session.evaluate("6*7") == 42


@pytest.mark.parametrize("answer", ["Garbage[]", "Empty[]", "Other[]"])
def test_a_session_whose_answer_is_none(fake: FakeKernel, answer: str) -> None:
    with WolframLanguageSession(str(fake.path)) as session:
        process = session.kernel_controller.kernel_proc
        with pytest.raises(EngineProtocolError, match=r"^session: an answer that wolframclient cannot read"):
            Kernel(session).evaluate(call("ToExpression", answer), timeout=LONG)
        session.terminate()
        assert process.wait(LONG) != 0


def test_a_session_that_does_not_answer(fake: FakeKernel) -> None:
    with WolframLanguageSession(str(fake.path)) as session:
        started = Kernel(session)
        assert started.evaluate(x + 1) == x + 1
        process = session.kernel_controller.kernel_proc
        with pytest.raises(EngineTimeoutError, match=r"session: no answer within 0\.5 s. The session was terminated"):
            started.evaluate(call("ToExpression", "Hang[]"), timeout=0.5)
        assert process.wait(LONG) != 0
        assert started.evaluate(x + 1) == x + 1


def test_a_session_whose_kernel_dies(fake: FakeKernel) -> None:
    with WolframLanguageSession(str(fake.path)) as session:
        process = session.kernel_controller.kernel_proc
        with pytest.raises(EngineCrashError, match="the session failed: "):
            Kernel(session).evaluate(call("ToExpression", "Die[]"), timeout=LONG)
        assert process.wait(LONG) != 0
        session.terminate()  # its end would leave it open
