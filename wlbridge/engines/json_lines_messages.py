"""The messages of the protocol of JSON lines: each answer is held against its schema before it is believed."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator

from wlbridge.errors import EngineProtocolError
from wlbridge.strict_json import read_json

SCHEMA: Final = files("wlbridge.engines") / "json_lines.schema.json"


def read_answer(text: str, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request.

    >>> request = {"cmd": "reset", "nonce": 32 * "0"}
    >>> read_answer('{"nonce": "00000000000000000000000000000000", "reset": true}', request)["reset"]
    True

    Raises EngineProtocolError for what the schema does not allow, and for the answer to another request.
    """
    try:
        answer = read_json(text)
        fault = next(_validator(f"{request['cmd']}-answer").iter_errors(answer), None)
    except ValueError as error:
        raise EngineProtocolError(f"its line is no JSON ({error}): {text[:200]!r}") from error
    except RecursionError as error:
        raise EngineProtocolError("its answer is nested too deeply") from error
    if fault is not None:
        place = "/".join(map(str, fault.absolute_path))
        raise EngineProtocolError(f"its answer is not as in the schema: {fault.message[:300]}", where=place)
    for key in ("nonce", "seq"):
        if key in request and answer[key] != request[key]:
            raise EngineProtocolError(f"it answers another question: its {key} is {answer[key]}, not {request[key]}")
    return dict(answer)


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
