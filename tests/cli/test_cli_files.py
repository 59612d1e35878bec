"""``wlbridge loss -o FILE``: whole or not at all."""

import os
import stat
from pathlib import Path

import pytest
from example import NET, api

from wlbridge.wolfram.tree import same_tree
from wlbridge.wolfram.wxf import read_wxf


def names(folder):
    return [each.name for each in folder.iterdir()]


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(run, tmp_path):
    result = run("loss", NET, "--to", "wxf", "-o", "loss.wxf")
    assert (result.exit_code, result.output) == (0, "")
    assert same_tree(read_wxf((tmp_path / "loss.wxf").read_bytes()), api().to_wl())
    assert names(tmp_path) == ["loss.wxf"]


@pytest.mark.parametrize("fault", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(run, tmp_path, monkeypatch, fault):
    def fail(*_):
        raise OSError(28, "No space left on device")

    (tmp_path / "loss.wl").write_text("old", encoding="ascii")
    monkeypatch.setattr(*((os, "fsync") if fault == "fsync" else (Path, "replace")), fail)
    result = run("loss", NET, "-o", "loss.wl")
    assert result.exit_code == 1
    assert result.stderr == "Error: loss.wl: the file cannot be written (No space left on device)\n"
    assert (tmp_path / "loss.wl").read_text(encoding="ascii") == "old"
    assert names(tmp_path) == ["loss.wl"]


def test_an_error_leaves_no_file(run, tmp_path):
    assert run("loss", "NetChain[{3]", "-o", "loss.wl").exit_code == 1
    assert names(tmp_path) == []


def test_a_link_stays_a_link_and_a_mode_a_mode(run, tmp_path):
    (tmp_path / "real.wl").write_text("old", encoding="ascii")
    (tmp_path / "real.wl").chmod(0o600)
    (tmp_path / "link.wl").symlink_to("real.wl")
    run("loss", NET, "-o", "link.wl")
    assert (tmp_path / "link.wl").is_symlink()
    assert (tmp_path / "real.wl").read_text(encoding="ascii") == run("loss", NET).stdout
    assert stat.S_IMODE((tmp_path / "real.wl").stat().st_mode) == 0o600


def test_a_device_is_written_and_not_replaced(run):
    assert run("loss", NET, "-o", os.devnull).exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
