"""The scheme of what is fed to readers: damaged inputs give a value or our own error, in bounded time and memory."""

import random
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from wlbridge.errors import WLBridgeError

Data = TypeVar("Data", bytes, str)

SECONDS = 20  # for one input, of which most take some 0.0001 s
MEGABYTES = 100

_SHORT, _LONG = 2_000, 100_000


def spliced(source: random.Random, data: Data, replacements: Callable[[int], Sequence[Data]]) -> Data:
    """The data with one to three pieces of at most four characters replaced."""
    for _ in range(source.randint(1, 3)):
        at = source.randrange(len(data) + 1)
        end = at + source.randint(0, 4)
        data = data[:at] + source.choice(replacements(end - at)) + data[end:]
    return data


def check(long: bool, made: Callable[[], Data], read: Callable[[Data], Any], error: type[WLBridgeError]) -> int:
    """Read as many inputs as are made; give the number of those that have a value."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = 0
    for _ in range(_LONG if long else _SHORT):
        data = made()
        with _deadline(data):
            try:
                read(data)
            except error:
                continue
            except Exception as other:
                raise AssertionError(f"{data!r} gave {other!r}") from other
        values += 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1000
    return values


@contextmanager
def _deadline(data: Data) -> Iterator[None]:
    def passed(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"{data!r} took more than {SECONDS} s")

    kept = signal.signal(signal.SIGALRM, passed)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, kept)
