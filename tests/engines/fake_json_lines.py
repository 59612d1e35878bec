"""A program that says what its questions tell it to: ``python fake_json_lines.py START RESET``.

``START`` is the inside of its answer at the start, ``RESET`` that of its answer to a reset. A question that begins
with a quotation mark is the inside of the answer; ``line TEXT`` is the line to write, where NONCE, SEQ and OLD stand
for those of the question and for the nonce before; ``start`` and ``request`` ask for what was received; ``die`` and
``hang`` are orders. Other questions come back as a string.
"""

import json
import os
import sys
import time


def main(start: str, reset: str = '"reset": true') -> None:
    started, old = "", ""
    for line in sys.stdin:
        request = json.loads(line)
        nonce, seq, text = (request.get(key, "") for key in ("nonce", "seq", "wl"))
        if request["cmd"] == "start":
            started = line
            inside = start.replace("PID", str(os.getpid()))
        elif request["cmd"] == "reset":
            inside = reset
        elif request["cmd"] == "stop":
            sys.exit(7)
        elif text.startswith("line "):
            written = text.removeprefix("line ").replace("NONCE", nonce).replace("SEQ", str(seq)).replace("OLD", old)
            print(written, flush=True)
            continue
        elif text == "die":
            os._exit(3)
        elif text == "hang":
            time.sleep(600)
        else:
            said = {"start": started, "request": line}.get(text, text)
            value = json.dumps(f"'{said}'")
            inside = f'"seq": {seq}, ' + (text if text.startswith('"') else f'"value": {value}')
        print(f'{{"nonce": "{nonce}", {inside}}}', flush=True)
        old = nonce


if __name__ == "__main__":
    main(*sys.argv[1:])
