"""A fake of a Wolfram kernel, which evaluates next to nothing and misbehaves on request.

Its side of the protocol is taken from wolframclient 1.4.0: the command line from its WolframKernelController
(``kernel -noprompt -initfile FILE -run 'ClientLibrary`Private`KernelPrivateStart["tcp://...", "tcp://..."];'``), the
rest from initkernel.m: a PULL socket for expressions as WXF, a PUSH socket for answers, ``OK`` as the first message,
then for each expression its EvaluationData as WXF, in which "Result" is a byte array, the WXF of the result. That
EvaluationData catches every Throw and no Abort, and what it holds, is what Wolfram 15.0 was seen to do.

    python -S -E fake_kernel.py FOLDER SITE_PACKAGES [arguments of a kernel]

FOLDER is told the number of each process, in ``pids``; the first line of its file ``starts`` says how to start.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from engines.fake_language import Kernel, TimeUp
from engines.fake_wxf import Symbol, expr, read_wxf, write_wxf

UNLICENSED = "Your Wolfram Engine installation is not activated or is experiencing a license-related problem."


class KernelWithSocket(Kernel):
    """A kernel that answers, and remembers what."""

    def __init__(self, socket):
        super().__init__(MISBEHAVIOUR)
        self.socket = socket
        self.earlier = []

    def serve(self, question):
        """What socketEventHandler of initkernel.m does."""
        answer = write_wxf(self.evaluation_data(read_wxf(question)))
        self.earlier.append(answer)
        self.socket.send(answer)


def flood(pipe, megabytes=100):
    block = b"nobody asked for this\n" * 50_000
    for _ in range(megabytes):
        view = memoryview(block)
        while view:
            view = view[os.write(pipe, view) :]


def hang(kernel, seconds):
    """Heeds no interrupt."""
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    time.sleep(seconds or 600)
    return 0


def die(kernel, status):
    os._exit(status) if status is not None else os.kill(os.getpid(), signal.SIGSEGV)


def flooding(kernel, pipe):
    flood(pipe)
    return 42


def instead(kernel, data):
    """Sends something else in place of the answer."""
    kernel.socket.send(data)
    return hang(kernel, None)


def again(kernel, number):
    """Sends an earlier answer in front of the right one."""
    kernel.socket.send(kernel.earlier[number] if kernel.earlier else b"")
    return 42


def use(kernel, gigabytes):
    raise MemoryError


def start_child(kernel, _):
    child = subprocess.Popen(["/bin/sleep", "600"])
    note(child.pid)
    return child.pid


MISBEHAVIOUR = {
    "Quit": lambda kernel, _: die(kernel, 0),
    "Hang": hang,
    "Die": die,
    "Flood": flooding,
    "Garbage": lambda kernel, _: instead(kernel, b"\xff\xfe\x00 no WXF"),
    "Empty": lambda kernel, _: instead(kernel, b""),
    "Other": lambda kernel, _: instead(kernel, write_wxf(expr("List", 1, 2))),
    "Huge": lambda kernel, megabytes: instead(kernel, bytes(megabytes << 20)),
    "Again": again,
    "Child": start_child,
    "Variable": lambda kernel, name: os.environ.get(name, Symbol("None")),
    "Use": use,
    "Write": lambda kernel, size: Path("file").write_bytes(bytes(size)),
}


def note(pid):
    with Path(sys.argv[1], "pids").open("a", encoding="ascii") as file:
        file.write(f"{pid}\n")


def manner():
    """How this start is to go: the first line of the list, which is taken out."""
    path = Path(sys.argv[1], "starts")
    first, _, rest = path.read_text(encoding="ascii").partition("\n") if path.exists() else ("", "", "")
    if first:
        path.write_text(rest, encoding="ascii")
    return first or "well"


def start_badly(how):
    """Do what the word says, and go on if a kernel would."""
    if how == "silent":
        time.sleep(600)
    elif how == "unlicensed":
        print(UNLICENSED, flush=True)
        sys.exit(1)
    elif how == "header":
        print("Wolfram Language 0.0 Engine, a fake", flush=True)
        sys.exit(0)
    elif how == "old":
        sys.exit(10)
    elif how == "asking":
        print("Wolfram ID: ", end="", flush=True)
        sys.stdin.readline()
        time.sleep(600)
    elif how == "flooding":
        flood(1)
        flood(2)
    elif how == "slow":
        time.sleep(1)


def time_up(*_):
    raise TimeUp


def main():
    note(os.getpid())
    how = manner()
    start_badly(how)
    sys.path.append(sys.argv[2])
    import zmq  # noqa: PLC0415 - only then does a fake without a licence start as quickly as one can

    options, run = sys.argv[3:-1], sys.argv[-1]
    assert options[:2] == ["-noprompt", "-initfile"]
    assert {file.rpartition("/")[2] for file in options[2:-1:2]} == {"initkernel.m"}  # twice, by a session's restart
    assert {*options[3:-1:2], options[-1]} <= {"-initfile", "-run"}
    match = re.fullmatch(r'ClientLibrary`Private`KernelPrivateStart\["(tcp:.*)", "(tcp:.*)"\];', run)
    context = zmq.Context()
    questions, answers = context.socket(zmq.PULL), context.socket(zmq.PUSH)
    questions.connect(match[1])
    answers.connect(match[2])
    signal.signal(signal.SIGALRM, time_up)
    kernel = KernelWithSocket(answers)
    answers.send(b"OK" if how != "wrong" else b"NO")
    while True:
        kernel.serve(questions.recv())


if __name__ == "__main__":
    main()
