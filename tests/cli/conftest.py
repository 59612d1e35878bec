"""What the tests of the command line share: the command in an empty folder, and files of weights."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from example import ARRAYS, T, X

from wlbridge.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, **options):
        return CliRunner().invoke(main, list(arguments), **options)

    return run


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(ARRAYS), encoding="ascii")
    return "weights.json"


@pytest.fixture
def everything(tmp_path):
    """Weights, input and target."""
    path = tmp_path / "everything.npz"
    np.savez(path, **ARRAYS, x=X, t=T)
    return "everything.npz"
