"""The matrix in README.md: ``python tests/conformance/readme_matrix.py`` asks every engine, and writes it anew."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from wlbridge.conformance.cases import all_cases
from wlbridge.conformance.expectations import expectations_of
from wlbridge.conformance.results import Report
from wlbridge.conformance.runner import run
from wlbridge.conformance.subjects import subject_named
from wlbridge.conformance.summary import as_markdown, expectations_as_markdown

ENGINES = ("reference", "stored", "woxi", "woxi-package", "mathilda", "mathics")
README = Path(__file__).parents[2] / "README.md"
MARKS = re.compile(r"(?<=<!-- conformance matrix -->\n).*?(?=<!-- end of conformance matrix -->)", re.DOTALL)


def asked(engines: Sequence[str]) -> Report:
    """What every case gives on some engines."""
    versions, results = {}, []
    for name in engines:
        with subject_named(name) as subject:
            versions[name] = subject.version
            results += run(subject, all_cases(), expectations_of(name))
    return Report(versions, len(all_cases()), tuple(results))


def block(report: Report) -> str:
    """What stands between the marks."""
    return f"\n{as_markdown(report)}\n{expectations_as_markdown(report.engines)}\n"


def shown() -> str:
    """What README.md has between the marks."""
    (found,) = MARKS.findall(README.read_text(encoding="utf-8"))
    return str(found)


def main() -> None:
    report = asked(ENGINES)
    text = README.read_text(encoding="utf-8")
    README.write_text(MARKS.sub(lambda _: block(report), text), encoding="utf-8")
    for result in report.results:
        if not result.as_expected:
            sys.stderr.write(f"{result.engine} {result.case}: {result.status}, not {result.expected}\n")


if __name__ == "__main__":
    main()
