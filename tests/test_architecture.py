"""The house rules that a tool can check: who imports whom, and that every list knows every file of its folder."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from scoring import BENCHMARKS, SHAPES
from training.formats import FORMATS
from training.modalities import MODALITIES

ROOT = Path(settings.BASE_DIR)
#: Modules of a growing folder that are no entry of its list.
SHARED_MODULES = {"__init__", "base", "area", "regions"}


def test_imports_go_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("folder", "entries"),
    [
        ("scoring/shapes", SHAPES),
        ("scoring/benchmarks", BENCHMARKS),
        ("training/modalities", MODALITIES),
        ("training/formats", FORMATS),
    ],
)
def test_every_file_of_a_growing_folder_stands_in_its_list(folder, entries):
    files = {path.stem for path in (ROOT / folder).glob("*.py")} - SHARED_MODULES

    assert len(files) == len(entries), f"{folder}: {sorted(files)} against {sorted(entries)}"


@pytest.mark.parametrize("folder", ["shapes", "media"])
def test_every_module_of_the_editors_growing_folders_stands_in_its_index(folder):
    index = (ROOT / "static/editor" / folder / "index.js").read_text()
    for module in (ROOT / "static/editor" / folder).glob("*.js"):
        if module.name not in {"index.js", "base.js"} and not module.name.startswith("_"):
            assert f'"./{module.name}"' in index, f"{module.name} is not in {folder}/index.js"


def test_only_access_asks_guardian():
    """`user.has_perm(permission, object)` costs two queries at every call, and says yes to superusers."""
    allowed = {ROOT / "training/access.py"}
    for module in [*ROOT.glob("portal/**/*.py"), *ROOT.glob("training/**/*.py")]:
        text = module.read_text()

        assert module in allowed or not re.search(r"\.has_perm\(|from guardian\.(core|shortcuts)", text), module


def test_imports_stand_at_the_top():
    """An import inside a function is a design fault."""
    for folder in ("portal", "training", "scoring"):
        for module in (ROOT / folder).rglob("*.py"):
            found = re.findall(r"^[ \t]+(?:from [\w.]+ )?import .+$", module.read_text(), re.MULTILINE)
            inside = [line for line in found if not line.startswith("    from __future__")]

            assert not [line for line in inside if not _is_guarded(module, line)], f"{module}: {inside}"


def _is_guarded(module: Path, line: str) -> bool:
    """Whether the import stands right below `if TYPE_CHECKING` or a try at the module's top."""
    before = module.read_text().split(line)[0].rstrip().splitlines()
    heads = [text for text in before if text and not text.startswith((" ", "\t"))]
    return bool(heads) and heads[-1].startswith(("if TYPE_CHECKING", "try:", "if TYPE"))
