"""The Lambda asset for this machine, as a fresh container finds it; and the reference beside it."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra import bundle

ROOT = Path(__file__).parents[1]
_HANDLER = re.compile(r"^handler = ", re.MULTILINE)

# Zips keep no later file times than these tools give them, so byte code that is checked by its
# source's time never fits.
_ZIP_TIME = 315_532_800


@cache
def build(folder: Path) -> Path:
    """Build the asset as `cdk deploy` does, for this machine's architecture."""
    asset = folder / "asset"
    bundle.build(ROOT, asset, target=_architecture())
    return _unpacked(asset)


@cache
def build_reference(folder: Path) -> Path:
    """Install the same locked packages whole, with the reference application and byte code."""
    asset = folder / "reference"
    bundle.install(ROOT / bundle.LOCK, asset, target=_architecture())
    shutil.copy(ROOT / "bench/reference_app.py", asset)
    bundle.compile_once_and_for_all(asset)
    return _unpacked(asset)


def handlers() -> Iterator[str]:
    """Name the module of every Lambda function."""
    for path in sorted((ROOT / "functions").rglob("*.py")):
        if _HANDLER.search(path.read_text()):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _architecture() -> str:
    return "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"


def _unpacked(asset: Path) -> Path:
    for path in asset.rglob("*"):
        os.utime(path, (_ZIP_TIME, _ZIP_TIME))
    return asset
