"""The Wolfram Cloud gives values back, or an error that says why, within the deadline; the cloud here is a fake."""

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from wolframclient.evaluation.cloud.server import WolframServer

from engines.fake_cloud import dripping, fake_cloud, hanging
from engines.fake_language import VERSION
from engines.fake_wxf import expr, write_wxf
from wlbridge.engines import WolframCloudEngine
from wlbridge.errors import (
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineStartError,
    EngineTimeoutError,
)
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import same_tree

LONG = 60.0


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WLBRIDGE_CLOUD_KEY", "key")
    monkeypatch.setenv("WLBRIDGE_CLOUD_SECRET", "secret")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 1", "2"),
        ('"text"', '"text"'),
        ("1/0", "ComplexInfinity"),
        ("{1., 2.5, -0.}", "{1., 2.5, -0.}"),
        ("$Failed", "$Failed"),
    ],
)
def test_values_come_back_as_what_they_are(text: str, value: str) -> None:
    with fake_cloud() as server, WolframCloudEngine(server) as engine:
        assert same_tree(engine.evaluate_text(text, deadline=LONG), read_wl(value))


def test_one_session_serves_many_questions_and_keeps_no_definition() -> None:
    with fake_cloud() as server, WolframCloudEngine(server) as engine:
        assert engine.version == VERSION
        assert engine.evaluate(read_wl("6*7")) == 42
        assert engine.evaluate_text("x = 5") == 5
        assert same_tree(engine.evaluate_text("x"), read_wl("x"))
        engine.evaluate_text("1/0")
        assert engine.messages == ["Power::infy: Infinite expression 1/0 encountered."]
        engine.restart()
        assert engine.evaluate_text("1 + 1") == 2
        assert engine.messages == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Throw[3]", "threw"), ("Abort[]", "Abort"), ("1 +", "not Wolfram Language"), ("1\n2", "line break")],
)
def test_without_a_value_there_is_an_error(text: str, reason: str) -> None:
    with fake_cloud() as server, WolframCloudEngine(server) as engine:
        with pytest.raises(EngineError, match=f"wolfram-cloud: .*{reason}"):
            engine.evaluate_text(text, deadline=LONG)
        assert engine.evaluate_text("1 + 1") == 2


def answer(data: bytes, status: int = 200) -> Callable[..., tuple[int, bytes]]:
    return lambda *_: (status, data)


def squeezed(handler: Any, _: str) -> tuple[int, bytes]:
    """20 MB that come as 20 kB."""
    data = zlib.compress(bytes(20 << 20))
    handler.send_response(200)
    handler.send_header("Content-Encoding", "deflate")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
    return 0, b""


@pytest.mark.parametrize(
    ("way", "error", "reason"),
    [
        (answer(b"8:garbage"), EngineProtocolError, "unknown token"),
        (answer(write_wxf({"Result": expr("List", "0" * 32, b"")})), EngineProtocolError, "another question"),
        (answer(bytes(17 << 20)), EngineProtocolError, "more than 16777216 bytes"),
        (squeezed, EngineProtocolError, "more than 16777216 bytes"),
        (answer(b"no credits", 402), EngineError, "status 402: b'no credits'"),
    ],
    ids=["garbage", "another", "large", "compressed", "credits"],
)
def test_what_is_no_answer_is_an_error(way: Any, error: type[EngineError], reason: str) -> None:
    with (
        fake_cloud(way) as server,
        WolframCloudEngine(server) as engine,
        pytest.raises(error, match=f"wolfram-cloud.*{reason}"),
    ):
        engine.evaluate_text("1 + 1", deadline=LONG)


@pytest.mark.parametrize("way", [hanging, dripping])
def test_a_server_that_never_ends_its_answer_is_left_at_the_deadline(way: Any) -> None:
    with fake_cloud(way) as server, WolframCloudEngine(server) as engine:
        for _ in range(2):
            with pytest.raises(EngineTimeoutError, match=r"within 0\.3 s"):
                engine.evaluate_text("1 + 1", deadline=0.3)


def test_credentials_that_are_not_taken() -> None:
    with (
        fake_cloud(tokens=401) as server,
        WolframCloudEngine(server) as engine,
        pytest.raises(EngineStartError, match="credentials"),
    ):
        engine.evaluate_text("1 + 1")


def test_a_cloud_that_is_not_there() -> None:
    nowhere = WolframServer(*["http://127.0.0.1:9"] * 3)
    with WolframCloudEngine(nowhere) as engine, pytest.raises(EngineError, match="cannot be reached"):
        engine.evaluate_text("1 + 1")


def test_without_credentials_the_error_names_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WLBRIDGE_CLOUD_SECRET")
    with pytest.raises(EngineNotFoundError, match="Set WLBRIDGE_CLOUD_KEY and WLBRIDGE_CLOUD_SECRET"):
        WolframCloudEngine()
