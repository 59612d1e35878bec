"""Several Wolfram kernels at a time, for those whose licence has room for them."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from wlbridge.engines.base import DEADLINE
from wlbridge.engines.wolfram import WolframEngine, find_kernel
from wlbridge.errors import EngineError
from wlbridge.wolfram.tree import Tree


class WolframPool:
    """Evaluates expressions that do not depend on each other with ``kernels`` kernels.

    >>> with WolframPool(2, Path("/no/such/WolframKernel")) as pool:
    ...     print(*pool.evaluate_texts(["1 + 1"]))
    wolfram: cannot start /no/such/WolframKernel: No such file or directory

    Each text goes to whichever kernel is free: a definition holds in one of them.
    """

    def __init__(self, kernels: int, kernel: Path | None = None) -> None:
        program = find_kernel() if kernel is None else kernel
        self._engines = [WolframEngine(program, kernels=kernels) for _ in range(kernels)]
        self._free: queue.SimpleQueue[WolframEngine] = queue.SimpleQueue()
        for engine in self._engines:
            self._free.put(engine)

    def evaluate_texts(self, texts: Iterable[str], *, deadline: float = DEADLINE) -> list[Tree | EngineError]:
        """Evaluate each text within ``deadline`` seconds; give values, or errors, in the order of the texts."""
        with ThreadPoolExecutor(len(self._engines)) as threads:
            return list(threads.map(lambda text: self._evaluate(text, deadline), texts))

    def close(self) -> None:
        """End all kernels."""
        for engine in self._engines:
            engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _evaluate(self, text: str, deadline: float) -> Tree | EngineError:
        engine = self._free.get()
        try:
            return engine.evaluate_text(text, deadline=deadline)
        except EngineError as error:
            return error
        finally:
            self._free.put(engine)
