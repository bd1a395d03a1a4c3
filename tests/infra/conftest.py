from __future__ import annotations

from pathlib import Path

import pytest

from local.assembly import assembly
from local.hub import FOLDER
from tests.infra.template import Template


@pytest.fixture(scope="session")
def synthesized() -> Path:
    """The folder that gets deployed locally: template, asset, validation report."""
    return assembly(FOLDER / "assembly")


@pytest.fixture(scope="session")
def template(synthesized: Path) -> Template:
    return Template.read(synthesized / "ReferralHub.template.json")


@pytest.fixture(scope="session")
def asset(synthesized: Path) -> Path:
    """The unpacked Lambda asset."""
    (folder,) = (path for path in synthesized.glob("asset.*") if path.is_dir())
    return folder
