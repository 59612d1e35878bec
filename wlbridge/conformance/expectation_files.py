"""What is expected to go wrong in an engine, from the package or from a file of the user."""

from __future__ import annotations

from collections.abc import Sequence

from wlbridge.conformance.cases import all_cases
from wlbridge.conformance.expectations import (
    Expectation,
    check_expectations,
    expectations_of,
    read_expectations,
)
from wlbridge.conformance.report_files import read_text
from wlbridge.conformance.stored import Stored
from wlbridge.conformance.subject import Subject


def expected_of(subject: Subject, path: str | None = None) -> Sequence[Expectation]:
    """What is expected of an engine: what is in the file ``path``, without one what the package knows of it.

    What kernels have answered before is judged by what is known of these kernels. Of an engine that will not be asked
    nothing is expected, since its version may be unknown. Raises CaseError for a file that cannot be read, or is not
    as it should be.
    """
    if subject.fault():
        return ()
    name = path or f"{subject.name}.toml"
    if path is not None:
        entries: Sequence[Expectation] = read_expectations(path, read_text(path))
    elif isinstance(subject, Stored):
        entries = subject.expectations()
    else:
        entries = expectations_of(subject.name)
    check_expectations(name, subject.version, entries, all_cases())
    return entries
