"""docs/losses-in-six-libraries.md: its tables are what the losses give, and what the libraries give that are here."""

from __future__ import annotations

import pytest
import sklearn.metrics
import torch
from losses_in_six_libraries import MARKS, PAGE, TABLES, Row, block, formula

ROWS = {f"{row.written} in {name}": row for name, rows in TABLES.items() for row in rows}

OF_LIBRARIES = {
    "`torch.NLLLoss()`": lambda x, t: torch.nn.NLLLoss()(torch.tensor([x]), torch.tensor([t])),
    "`torch.CrossEntropyLoss()`": lambda x, t: torch.nn.CrossEntropyLoss()(torch.tensor([x]), torch.tensor([t])),
    "`torch.BCELoss()`": lambda x, t: torch.nn.BCELoss()(torch.tensor(x), torch.tensor(t)),
    "`torch.HuberLoss()`": lambda x, t: torch.nn.HuberLoss()(torch.tensor(x), torch.tensor(t)),
    "`sklearn.log_loss()`": lambda x, t: sklearn.metrics.log_loss([t], [x], labels=[0, 1]),
}


def test_the_page_shows_what_the_losses_give() -> None:
    assert MARKS.findall(PAGE.read_text(encoding="utf-8")) == [block()]


@pytest.mark.parametrize("written", OF_LIBRARIES)
def test_the_values_are_those_of_the_library(written: str) -> None:
    (row,) = [each for each in ROWS.values() if each.written == written]
    assert float(formula(row).evaluate(row.output, row.target)) == pytest.approx(
        float(OF_LIBRARIES[written](row.output, row.target)), rel=1e-6
    )


@pytest.mark.parametrize("name", ["Squared and absolute differences", "Cross entropy of a class, of logits"])
def test_names_of_one_loss_give_one_value(name: str) -> None:
    def values(rows: list[Row]) -> set[float]:
        return {round(float(formula(row).evaluate(row.output, row.target)), 12) for row in rows}

    rows = list(TABLES[name])
    groups = [rows[:4], rows[4:]] if name.startswith("Squared") else [rows]
    assert all(len(values(group)) == 1 for group in groups)
