"""``wlbridge doctor``: what is installed, which engines answer, and what to install."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata
from typing import Any, Final

import click

from wlbridge.engines.discovery import EngineStatus, find_engines
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import WLBridgeError

_ASKED: Final = ("1 + 1", 2)


def diagnose() -> dict[str, Any]:
    """Everything that the command tells, as JSON can have it.

    >>> sorted(diagnose())
    ['dependencies', 'engines', 'platform', 'python', 'wlbridge']
    """
    return {
        "wlbridge": _version("wlbridge"),
        "python": {"version": platform.python_version(), "executable": sys.executable},
        "platform": platform.platform(),
        "dependencies": {name: _version(name) for name in _dependencies()},
        "engines": [_engine(status) for status in find_engines()],
    }


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _dependencies() -> list[str]:
    """What wlbridge needs, without the extras."""
    try:
        requirements = metadata.requires("wlbridge") or []
    except metadata.PackageNotFoundError:
        return []
    return [re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0] for text in requirements if "extra ==" not in text]


def _engine(status: EngineStatus) -> dict[str, Any]:
    """One engine; one that is there is asked a sum."""
    answers, fault = _ask(status.name) if status.found and status.name in ENGINES else (None, None)
    return {
        "name": status.name,
        "found": status.found,
        "answers": answers,
        "fault": fault,
        "version": status.version,
        "path": None if status.path is None else str(status.path),
        "note": status.note,
        "install": status.install,
    }


def _ask(name: str) -> tuple[bool, str | None]:
    question, right = _ASKED
    try:
        with ENGINES[name]() as engine:
            answer = engine.evaluate_text(question)
    except (WLBridgeError, OSError) as error:
        return False, str(error)
    return (True, None) if answer == right else (False, f"{question} gave {str(answer)[:80]}")


def show_diagnosis(diagnosis: dict[str, Any]) -> None:
    """Print it for people."""
    python = diagnosis["python"]
    lines = [("wlbridge", diagnosis["wlbridge"] or "not installed, only imported")]
    lines += [("Python", f"{python['version']}  {python['executable']}"), ("system", diagnosis["platform"])]
    lines += [(name, version or "MISSING") for name, version in diagnosis["dependencies"].items()]
    for name, text in lines:
        click.echo(f"{name:<15} {text}")
    click.echo("\nEngines:")
    for engine in diagnosis["engines"]:
        click.echo(f"{engine['name']:<15} {_told(engine)}")


def _told(engine: dict[str, Any]) -> str:
    if not engine["found"]:
        note = "" if engine["note"] == "" else f"; {engine['note']}"
        return f"not found{note}. To have it: {engine['install']}"
    place = " ".join(part for part in (engine["version"], engine["path"]) if part)
    if engine["answers"] is None:
        return f"found, {place}; {engine['note']}"
    return f"answers, {place}" if engine["answers"] else f"DOES NOT ANSWER, {place}: {engine['fault']}"
