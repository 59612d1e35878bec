"""A fake of the Wolfram Cloud on this machine: two endpoints for tokens, and one that evaluates.

Its side is taken from wolframclient 1.4.0 (evaluation/cloud): tokens come as JSON; a question is an expression as
text, posted to ``/evaluations?_responseform=wxf``; the answer is its EvaluationData as WXF, in which "Result" is the
expression itself. What evaluates is the language of the fake kernel, a new one for each question.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from wolframclient.evaluation.cloud.server import WolframServer
from wolframclient.language.expression import WLFunction, WLSymbol

from engines import fake_language
from engines.fake_wxf import Raw, Symbol, expr, write_wxf
from wlbridge.wolfram.text.reader import read_wl

Way = Any
"""What to do with a question: a status and the bytes of the answer, from the handler and the text."""


class Kernel(fake_language.Kernel):
    def eval_TimeConstrained(self, arg: Any, *_: object) -> Any:
        """Without the process's one timer, which belongs to the test runner here."""
        return self.evaluate(arg)


def evaluated(_: BaseHTTPRequestHandler, text: str) -> tuple[int, bytes]:
    kernel = Kernel({})
    data = kernel.evaluation_data(_for_fake(read_wl(text)))
    return 200, write_wxf({**data, "Result": Raw(data["Result"][2:])})


def _for_fake(tree: Any) -> Any:
    if isinstance(tree, WLFunction):
        return (Symbol(tree.head.name), [_for_fake(arg) for arg in tree.args])
    if isinstance(tree, list | tuple):
        return expr("List", *map(_for_fake, tree))
    return Symbol(tree.name.removeprefix("Global`")) if isinstance(tree, WLSymbol) else tree


def hanging(*_: object) -> tuple[int, bytes]:
    time.sleep(5)
    return 200, b""


def dripping(handler: BaseHTTPRequestHandler, _: str) -> tuple[int, bytes]:
    """Sends a byte now and then, so that no wait for the next one is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b"8")
        time.sleep(0.1)
    return 0, b""


@contextmanager
def fake_cloud(way: Way = evaluated, tokens: int = 200) -> Iterator[WolframServer]:
    """A server that treats questions in a way, and gives tokens with a status."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = self.treated(body)
            if status:
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def treated(self, body: bytes) -> tuple[int, bytes]:
            if self.path.startswith("/token"):
                return tokens, json.dumps({"oauth_token": "token", "oauth_token_secret": "secret"}).encode()
            if (
                self.path != "/evaluations?_responseform=wxf"
                or 'oauth_token="token"' not in self.headers["Authorization"]
            ):
                return 401, b"not signed"
            done: tuple[int, bytes] = way(self, body.decode())
            return done

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            """Those who no longer wait for an answer are no fault of the test."""
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.block_on_close = False
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        yield WolframServer(address, f"{address}/token/request", f"{address}/token/access")
        server.shutdown()
