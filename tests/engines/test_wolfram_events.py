"""Random programs of events: whatever a kernel does, no wrong answer, no orphan, no growth, no hang."""

import functools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from processes import open_descriptors, wait_until_gone
from wolframclient.language.expression import WLSymbol

from engines.kernels import FakeKernel
from wlbridge.engines import WolframEngine, wolfram, wolfram_question
from wlbridge.engines.kernel_link import KernelLink
from wlbridge.errors import EngineCrashError, EngineError, EngineProtocolError, EngineStartError, EngineTimeoutError

USUAL: Final = 100
ALL: Final = 1000
EVENTS: Final = 5
LONG: Final = 60.0
HANG: Final = 0.05
PATIENCE: Final = 1.0
"""Seconds beyond its limit after which a hanging evaluation has to be over: a promise to users, not a benchmark."""


class World:
    """An engine with a fake kernel, and what its definitions have to be."""

    def __init__(self, folder: Path, source: random.Random) -> None:
        self.fake = FakeKernel(folder)
        self.engine = WolframEngine(self.fake.path)
        self.source = source
        self.values: dict[str, int] = {}

    def value(self, text: str) -> object:
        return self.engine.evaluate_text(text, deadline=LONG)

    def fails(self, text: str, error: type[EngineError], *, deadline: float = LONG, dies: bool = True) -> None:
        with pytest.raises(error) as raised:
            self.engine.evaluate_text(text, deadline=deadline)
        assert type(raised.value) is error
        if dies:
            assert self.engine.pid is None
            self.values.clear()

    def starts_badly(self, *hows: str) -> None:
        self.engine.close()
        self.values.clear()
        self.fake.start_next(*hows)


def sums(world: World) -> None:
    first, second = world.source.randrange(10**6), world.source.randrange(10**6)
    assert world.value(f"{first} + {second}") == first + second


def defines(world: World) -> None:
    name, value = world.source.choice("abc"), world.source.randrange(10**6)
    assert world.value(f"{name} = {value}") == value
    world.values[name] = value


def recalls(world: World) -> None:
    for name in "abc":
        assert world.value(name) == world.values.get(name, WLSymbol(f"Global`{name}"))


def complains(world: World) -> None:
    assert world.value("1/0") == WLSymbol("ComplexInfinity")
    assert world.engine.messages == ["Power::infy: Infinite expression 1/0 encountered."]


def throws(world: World) -> None:
    world.fails("Throw[7]", EngineError, dies=False)


def hangs(world: World) -> None:
    world.value("1")  # a start has no part in the limit
    before = time.monotonic()
    world.fails("Hang[]", EngineTimeoutError, deadline=HANG)
    assert time.monotonic() - before < HANG + PATIENCE


def stops_in_time(world: World) -> None:
    world.fails("Pause[60]", EngineTimeoutError, deadline=2, dies=False)


def dies(world: World) -> None:
    world.fails(world.source.choice(["Die[]", "Die[3]", "Quit[]"]), EngineCrashError)


def leaves_a_child(world: World) -> None:
    assert isinstance(world.value("Child[]"), int)
    dies(world)


def floods(world: World) -> None:
    assert world.value(f"Flood[{world.source.choice('12')}]") == 42


def answers_garbage(world: World) -> None:
    world.fails(world.source.choice(["Garbage[]", "Empty[]", "Other[]"]), EngineProtocolError)


def answers_out_of_order(world: World) -> None:
    sums(world)
    world.fails(f"Again[{world.source.choice(['0', '-1'])}]", EngineProtocolError)


def does_not_start(world: World) -> None:
    world.starts_badly(*world.source.choices(["unlicensed", "header", "wrong", "silent"], [3, 3, 2, 1], k=3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wolfram, "KernelLink", functools.partial(KernelLink, start=0.5))
        world.fails("1", EngineStartError)
    world.fake.start_next()


def starts_late(world: World) -> None:
    world.starts_badly(*world.source.choices(["unlicensed", "header", "wrong"], k=2), "slow")
    sums(world)


def resets(world: World) -> None:
    world.engine.reset()
    world.values.clear()


def closes(world: World) -> None:
    world.engine.close()
    world.values.clear()


WEIGHTS: Final[dict[Callable[[World], None], int]] = {
    sums: 20,
    defines: 20,
    recalls: 20,
    complains: 10,
    throws: 5,
    hangs: 5,
    stops_in_time: 1,
    dies: 5,
    leaves_a_child: 3,
    floods: 1,
    answers_garbage: 5,
    answers_out_of_order: 5,
    does_not_start: 2,
    starts_late: 1,
    resets: 3,
    closes: 3,
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(wolfram, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(wolfram_question, "COURTESY", 0.2)
    world = World(tmp_path, random.Random())  # noqa: S311
    sums(world)
    yield world
    world.engine.close()


@pytest.mark.timeout(900)
def test_random_programs_of_events(world: World, request: pytest.FixtureRequest) -> None:
    programs = ALL if request.config.getoption("--long") else USUAL
    descriptors = open_descriptors()
    for seed in range(programs):
        world.source.seed(seed)
        program = world.source.choices(list(WEIGHTS), list(WEIGHTS.values()), k=EVENTS)
        told = f"seed {seed}: {', '.join(event.__name__ for event in program)}"
        try:
            for event in [*program, recalls]:
                event(world)
        except BaseException as error:
            error.add_note(told)
            raise
        alive = world.engine.pid
        assert all(wait_until_gone(pid) for pid in world.fake.pids() if pid != alive), told
        assert open_descriptors() <= descriptors, told  # fewer, when those of earlier tests close
        (world.fake.folder / "pids").write_text(f"{alive}\n", encoding="ascii")
    world.engine.close()
    assert world.fake.all_gone()
