"""The arrows of docs/architecture.md, and folders that say what is in them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.code import ROOT, ROOTS, place, sources

MEANINGLESS = {"utils", "common", "helpers", "core", "models", "services", "lib", "misc"}


def test_every_import_contract_is_kept() -> None:
    # In a process of its own: the linter configures logging, which silences every logger of ours.
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_a_new_module_has_to_be_given_its_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (contract for contract in contracts if contract["type"] == "layers")

    assert layers["exhaustive"]


def test_no_folder_or_module_has_a_name_that_says_nothing() -> None:
    parts = {
        part
        for path in sources(*ROOTS, "tests")
        for part in (*path.relative_to(ROOT).parent.parts, path.stem)
    }

    assert not parts & MEANINGLESS


def test_nobody_imports_through_the_source_root() -> None:
    everything = sources(*ROOTS, "tests")
    through = ("import shared", "from shared")

    guilty = [
        place(path)
        for path in everything
        if any(line.startswith(through) for line in path.read_text().splitlines())
    ]

    assert guilty == []
