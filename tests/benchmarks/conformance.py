"""How many cases a second the harness asks, and what memory many of them take: python tests/benchmarks/conformance.py

Each engine is asked all cases twice; the second pass counts, in which nothing is started and no formula made. Then
both are asked in one run, whose time is to be the sum of theirs. At last the reference is asked 100,000 cases.
"""

import resource
import time
from collections.abc import Sequence

from wlbridge.conformance.cases import Case, all_cases
from wlbridge.conformance.expectations import expectations_of
from wlbridge.conformance.runner import run
from wlbridge.conformance.subject import Subject
from wlbridge.conformance.subjects import subject_named

ENGINES = ("reference", "woxi", "mathilda", "mathics")
MANY = 100_000


def seconds(subject: Subject, cases: Sequence[Case]) -> float:
    """The time of one pass."""
    expected = expectations_of(subject.name)
    start = time.perf_counter()
    for _ in run(subject, cases, expected):
        pass
    return time.perf_counter() - start


def asked(subject: Subject, cases: Sequence[Case]) -> list[Case]:
    """Those that are asked at all; it is also the first pass."""
    return [
        case
        for case, result in zip(cases, run(subject, cases, expectations_of(subject.name)), strict=True)
        if result.status != "unasked"
    ]


def main() -> None:
    """Measure and print."""
    for name in ENGINES:
        with subject_named(name) as subject:
            cases = asked(subject, all_cases())
            print(f"{name:10} {len(cases)} cases, {len(cases) / seconds(subject, cases):6.0f} a second")
    with subject_named("woxi") as one, subject_named("mathilda") as other:
        cases = asked(one, all_cases())
        apart = seconds(one, cases), seconds(other, cases)
        together = sum(seconds(subject, cases) for subject in (one, other))
        print(f"woxi and mathilda in one run take {together / sum(apart):.2f} of the sum of their times")
    memory(MANY)


def memory(count: int) -> None:
    """Print the most memory that the process had had after the first pass, in the middle, and at the end."""
    with subject_named("reference") as subject:
        cases = asked(subject, all_cases())
        passes = count // len(cases) + 1
        sizes = []
        for _ in range(passes):
            seconds(subject, cases)
            sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    print(f"memory over {passes * len(cases)} cases: {sizes[0]}, {sizes[passes // 2]}, {sizes[-1]} MB")


if __name__ == "__main__":
    main()
