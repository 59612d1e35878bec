"""Ten thousand names and strings through each engine: they come back as the same code points, and nothing else."""

import random
from collections.abc import Iterator

import pytest
from wolframclient.language.expression import WLSymbol

from wlbridge.engines.base import Engine
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import EngineNotFoundError
from wlbridge.names import array_name, plain_symbol
from wlbridge.wolfram.make import user

COUNT = 10_000
AT_ONCE = 500
ALPHABETS = (
    "abcXYZ019$_",
    " \t\n\r\0\x01\x1b\x7f\x85\xa0",
    "\"\\`'#%&*()[]{}<>|?!;:,./^~@-+=",
    "\xe9\xfc\xdf\u03b1\u0416\u4e2d\u200b\u202e\u2028\ufeff\uf74d\uffff\U0001d400\U0001f600\U0010ffff",
)
SNIPPETS = (
    ']; Run["ls"]; (*',
    "*)",
    "(*",
    "\\[Alpha]",
    "\\:03b1",
    "\\.e9",
    "\\|01f600",
    "<*",
    "*>",
    "`System`",
    "E",
    "Pi",
    "%",
    '"]',
    "\\",
    "${HOME}",
    "wlbridge`answer[",
)


def texts(seed: int) -> list[str]:
    """Different texts of up to a dozen parts from all alphabets, with whatever could end a string or begin code."""
    source = random.Random(seed)  # noqa: S311 - reproducible, no secret
    found: dict[str, None] = {}
    while len(found) < COUNT:
        letters = "".join(source.choices(ALPHABETS, k=source.randint(1, 4)))
        parts = [*source.choices(letters, k=source.randint(0, 9)), *source.choices(SNIPPETS, k=source.randint(0, 2))]
        source.shuffle(parts)
        found["".join(parts)] = None
    return list(found)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        started = ENGINES[request.param]()
    except EngineNotFoundError as error:
        pytest.skip(str(error))
    with started:
        yield started


def batches(whole: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]


def test_strings_come_back_as_the_same_code_points(engine: Engine) -> None:
    unwritable = (
        "\0" if engine.name == "mathilda" else ""
    )  # which that dialect refuses: tests/engines/test_mathilda.py
    for batch in batches([text for text in texts(1) if not (unwritable and unwritable in text)]):
        assert engine.evaluate(batch, deadline=60) == tuple(batch)
        assert engine.messages == []


def test_names_of_layers_come_back_as_different_symbols(engine: Engine) -> None:
    names = [plain_symbol(array_name("w", (text,))) for text in texts(2)]
    assert len({*names}) == COUNT
    for batch in batches(names):
        symbols = [user(name) for name in batch]
        back = engine.evaluate(symbols, deadline=60)
        assert [plain(symbol) for symbol in back] == batch
        assert engine.messages == []


def plain(symbol: WLSymbol) -> str:
    assert isinstance(symbol, WLSymbol)
    return symbol.name.removeprefix("Global`")
