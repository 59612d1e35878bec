"""The paclet archive: a zip of the folder, made by the command of the README with Python's standard library alone."""

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import PurePosixPath

import pytest
from package_files import PACLET_INFO, README, text_of
from verification import PACLET


def command() -> list[str]:
    """The command of the README that makes the archive."""
    section = README.read_text(encoding="utf-8").partition("\n## In a notebook\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^```bash\n(.*?)\n```", section, re.DOTALL | re.MULTILINE)
    return shlex.split(block)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The archive, made in another folder."""
    program, *arguments = command()
    assert program == "python3"
    *before, name, folder = arguments
    target = tmp_path_factory.mktemp("paclet") / name
    subprocess.run([sys.executable, *before, target, folder], cwd=PACLET.parent, check=True)
    with zipfile.ZipFile(target) as opened:
        yield opened


def test_its_name_is_that_of_the_paclet_and_its_version():
    (version,) = re.findall(r'"Version" -> "(.*?)"', text_of(PACLET_INFO))
    assert command()[-2] == f"WLBridge-{version}.paclet"


def test_it_has_every_file_of_the_folder_and_no_other(archive):
    files = {PurePosixPath(PACLET.name, path.relative_to(PACLET)) for path in PACLET.rglob("*") if path.is_file()}
    packed = {PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")}
    assert packed == files
    assert {path.suffix for path in packed} <= {".wl", ".wls", ".wlt", ".nb"}


def test_one_folder_with_the_paclet_info_is_at_the_top(archive):
    assert {PurePosixPath(name).parts[0] for name in archive.namelist()} == {PACLET.name}
    assert f"{PACLET.name}/PacletInfo.wl" in archive.namelist()


def test_its_files_are_whole(archive):
    assert archive.testzip() is None
    for name in archive.namelist():
        if not name.endswith("/"):
            assert archive.read(name) == (PACLET.parent / name).read_bytes()
