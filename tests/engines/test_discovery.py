"""Engines are found where they are, and finding never starts one."""

import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import pytest

from wlbridge.engines import EngineStatus, WoxiEngine, find_engines


def status(name: str) -> EngineStatus:
    (found,) = (status for status in find_engines() if status.name == name)
    return found


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program on an otherwise empty PATH that leaves a trace when it runs."""
    path = tmp_path / "bin" / "program"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sysconfig, "get_path", lambda kind: str(tmp_path / "packages"))
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.delenv("WLBRIDGE_WOLFRAM_KERNEL", raising=False)
    return path


def test_woxi_is_found_with_its_version() -> None:
    woxi = status("woxi")
    assert woxi.usable
    assert woxi.version == metadata.version("woxi") == WoxiEngine().version


@pytest.mark.usefixtures("program")
def test_nothing_is_found_where_nothing_is() -> None:
    assert [(one.found, one.usable, one.version, one.path) for one in find_engines()] == [
        (False, False, None, None)
    ] * 4
    assert all("install" in one.install for one in find_engines())


@pytest.mark.parametrize(
    ("name", "called", "usable"),
    [
        ("woxi", "woxi", True),
        ("mathilda", "Mathilda", True),
        ("mathics", "mathics3", True),
        ("wolfram", "wolframscript", False),
        ("wolfram", "WolframKernel", False),
    ],
)
def test_a_program_on_the_path_is_found_and_not_started(program: Path, name: str, called: str, usable: bool) -> None:
    path = program.rename(program.with_name(called))
    found = status(name)
    assert (found.found, found.path, found.usable, found.version) == (True, path, usable, None)
    assert not (program.parent.parent / "started").exists()


def test_mathilda_is_found_among_the_packages(program: Path, tmp_path: Path) -> None:
    path = tmp_path / "packages" / "sage_wheels" / "bin" / "Mathilda"
    path.parent.mkdir(parents=True)
    program.rename(path)
    assert status("mathilda").path == path


def test_a_kernel_is_named_by_the_environment(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WLBRIDGE_WOLFRAM_KERNEL", str(program))
    assert status("wolfram").path == program
    monkeypatch.setenv("WLBRIDGE_WOLFRAM_KERNEL", "/nowhere/WolframKernel")
    assert not status("wolfram").found


def test_engines_that_cannot_evaluate_yet_say_so() -> None:
    assert {one.name for one in find_engines() if "cannot evaluate" in one.note} == {"wolfram"}
