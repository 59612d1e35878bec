"""The matrix in README.md is what the engines give: each column is made anew."""

import pytest
from readme_matrix import ENGINES, asked, block, shown


def columns(text: str) -> dict[str, list[str]]:
    """The columns of the matrix by what heads them, and behind each engine's its row of the second table."""
    tables = [[line.strip("| ").split(" | ") for line in table.splitlines()] for table in text.strip().split("\n\n")]
    found = {column[0].partition(" ")[0]: [*column] for column in zip(*tables[0], strict=True)}
    for engine, *numbers in tables[1][2:]:
        found[engine] += numbers
    return found


def test_the_matrix_has_every_engine() -> None:
    assert [*columns(shown())] == ["group", "cases", *ENGINES]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_column_of_an_engine(engine: str) -> None:
    report = asked([engine])
    assert [result for result in report.results if not result.as_expected] == []
    made, published = columns(block(report)), columns(shown())
    for column in ("group", "cases", engine):
        assert published[column] == made[column]
