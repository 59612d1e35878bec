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
    for name in ("WLBRIDGE_WOLFRAM_KERNEL", "WOLFRAM_INSTALLATION_DIRECTORY", "WLBRIDGE_CLOUD_KEY"):
        monkeypatch.delenv(name, raising=False)
    return path


def test_woxi_is_found_with_its_version() -> None:
    woxi = status("woxi")
    assert woxi.found
    assert woxi.version == metadata.version("woxi") == WoxiEngine().version


@pytest.mark.usefixtures("program")
def test_nothing_is_found_where_nothing_is() -> None:
    assert [(one.found, one.version, one.path) for one in find_engines()] == [(False, None, None)] * 5
    assert all("install" in one.install or one.name == "wolfram-cloud" for one in find_engines())


@pytest.mark.parametrize(
    ("name", "called"),
    [("woxi", "woxi"), ("mathilda", "Mathilda"), ("mathics", "mathics3"), ("wolfram", "WolframKernel")],
)
def test_a_program_on_the_path_is_found_and_not_started(program: Path, name: str, called: str) -> None:
    path = program.rename(program.with_name(called))
    found = status(name)
    assert (found.found, found.path, found.version) == (True, path, None)
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


def test_a_kernel_is_found_beside_the_wolframscript_that_the_path_leads_to(program: Path, tmp_path: Path) -> None:
    installed = tmp_path / "Executables"
    installed.mkdir()
    kernel = program.rename(installed / "WolframKernel")
    (installed / "wolframscript").write_bytes(kernel.read_bytes())
    (installed / "wolframscript").chmod(0o755)
    program.with_name("wolframscript").symlink_to(installed / "wolframscript")
    assert status("wolfram").path == kernel


@pytest.mark.usefixtures("program")
def test_the_script_alone_is_no_kernel(program: Path) -> None:
    program.rename(program.with_name("wolframscript"))
    assert not status("wolfram").found


def test_a_kernel_is_found_where_wolframclient_finds_it(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = program.parent.parent / "Executables" / "WolframKernel"
    kernel.parent.mkdir()
    program.rename(kernel)
    monkeypatch.setenv("WOLFRAM_INSTALLATION_DIRECTORY", str(program.parent.parent))
    assert status("wolfram").path == kernel


def test_the_cloud_is_found_by_its_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WLBRIDGE_CLOUD_KEY", "key")
    monkeypatch.delenv("WLBRIDGE_CLOUD_SECRET", raising=False)
    assert not status("wolfram-cloud").found
    monkeypatch.setenv("WLBRIDGE_CLOUD_SECRET", "secret")
    assert status("wolfram-cloud").found
