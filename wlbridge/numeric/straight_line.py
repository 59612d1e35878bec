"""A line of steps compiled to one function of Python: the only module that runs generated code.

The text is made of the numbers of registers and of the names below alone; operations and constants are put in as
objects. Nothing that a user names or writes gets into it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from wlbridge.numeric.line import Line, Operation, Register, Step, last_uses

INFIX: dict[Operation, str] = {
    operator.add: "{} + {}",
    operator.sub: "{} - {}",
    operator.mul: "{} * {}",
    operator.truediv: "{} / {}",
    operator.neg: "-{}",
}


def compiled(line: Line, steps: Sequence[Step], outputs: Sequence[Register]) -> Callable[..., tuple[Any, ...]]:
    """A function of the placeholders, in their order, that gives the values of the registers ``outputs``.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> line = Line(NUMPY)
    >>> x = line.input("x", ())
    >>> y = line.apply(operator.mul, x, line.constant(2.0), shape=())
    >>> compiled(line, line.steps, [y])(21)
    (42.0,)
    """
    last = last_uses(steps, outputs)
    namespace: dict[str, Any] = {f"c{register}": value for register, value in line.constants.items()}
    operations = {step.operation: f"f{number}" for number, step in enumerate(steps)}
    namespace |= {name: operation for operation, name in operations.items()}

    def read(register: Register) -> str:
        return f"c{register}" if register in line.constants else f"r{register}"

    body = []
    for position, step in enumerate(steps):
        operands = [read(operand) for operand in step.operands]
        if step.operation in INFIX:
            value = INFIX[step.operation].format(*operands)
        else:
            operands += [] if step.out is None else [f"out={read(step.out)}"]
            value = f"{operations[step.operation]}({', '.join(operands)})"
        body.append(f"r{step.target} = {value}")
        done = sorted({o for o in step.operands if last[o] == position and o not in line.constants})
        body += [f"del {', '.join(map(read, done))}"] if done else []
    inputs = ", ".join(f"r{register}" for register in line.inputs.values())
    results = "".join(f"{read(register)}, " for register in outputs)
    source = "\n    ".join([f"def run({inputs}):", *body, f"return ({results})"])
    exec(compile(source, "<straight line>", "exec"), namespace)  # noqa: S102
    function: Callable[..., tuple[Any, ...]] = namespace["run"]
    return function
