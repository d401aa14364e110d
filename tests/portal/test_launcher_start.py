"""The two start scripts: wherever they lie, however they are called, with whichever Python."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.launcher.cli import demo_options, options_as_arguments
from portal.launcher.console import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a start needs before any package is installed, in a folder with an awkward name."""
    folder = tmp_path / "it's a -- folder"
    (folder / "portal").mkdir(parents=True)
    for name in ("run", "test", "portal/bootstrap.py"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "portal" / "launcher", folder / "portal" / "launcher")
    return folder


def start(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "HOME"} | variables
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["run", "test"])
def test_a_start_through_links_from_elsewhere_finds_its_folder(copy: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "relative").symlink_to(copy.relative_to(tmp_path) / name)
    (tmp_path / "absolute").symlink_to(tmp_path / "relative")

    finished = start(tmp_path / "absolute", "--help", cwd=Path("/"))

    assert (finished.returncode, finished.stderr) == (0, "")
    assert f"usage: ./{name}" in finished.stdout


@pytest.mark.parametrize("name", ["run", "test"])
def test_a_start_by_name_works_without_the_executable_bit(copy: Path, name: str) -> None:
    (copy / name).chmod(0o644)

    finished = start("sh", name, "--help", cwd=copy, CDPATH="/usr:/")

    assert (finished.returncode, finished.stderr) == (0, "")


def test_a_python_that_does_not_suit_is_refused_by_name(copy: Path) -> None:
    finished = start("./run", "--help", cwd=copy, PYTHON="/bin/true-enough")

    assert finished.returncode == 1
    assert "PYTHON is '/bin/true-enough', which is no Python from 3.11 on" in finished.stderr


def test_modules_of_the_caller_do_not_get_in(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "argparse.py").write_text("raise SystemExit('the wrong module')")

    finished = start("./run", "--help", cwd=copy, PYTHONPATH=str(tmp_path))

    assert (finished.returncode, finished.stderr) == (0, "")


def test_a_typing_error_is_found_before_anything_is_installed(copy: Path) -> None:
    finished = start("./run", "--prot=80", cwd=copy)

    assert finished.returncode == 2
    assert "unrecognized arguments: --prot=80" in finished.stderr
    assert not (copy / ".venv").exists()


def test_the_options_of_run_reach_the_portal() -> None:
    given = ["--bind=192.0.2.1", "--port=0", "--no-demo"]

    assert options_as_arguments(demo_options().parse_args(given)) == given
