"""The synthesized stack, made once for each state of the sources."""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from infra import bundle
from local import ROOT
from local.processes import CannotStartError

KEPT = 3
CONTEXT = '{"architecture": "local", "logRetentionDays": 7}'


def assembly(folder: Path) -> Path:
    """
    Return a folder with the template and its assets; synthesize only when something changed.

    Raises:
        CannotStartError: synthesis failed; the message carries its output.
    """
    wanted = folder / _fingerprint()
    if not wanted.exists():
        _forget_old_ones(folder)
        _synthesize(wanted)
    return wanted


def _forget_old_ones(folder: Path) -> None:
    # Not the newest: another hub may be starting from one.
    made = sorted(folder.glob("*"), key=lambda one: one.stat().st_mtime)
    for old in made[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _synthesize(wanted: Path) -> None:
    # Renamed when it is whole, so that an interrupted synthesis is never taken for a finished one.
    output = wanted.with_name(f"{wanted.name}.{os.getpid()}")
    environment = os.environ | {"CDK_OUTDIR": str(output), "CDK_CONTEXT_JSON": CONTEXT}
    done = subprocess.run(
        [sys.executable, "-m", "infra"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotStartError(f"The stack could not be synthesized:\n{done.stdout}{done.stderr}")
    with suppress(OSError):  # somebody else was faster: theirs is the same
        output.rename(wanted)


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{sys.version} {CONTEXT}".encode())
    for path in (*sorted((ROOT / "infra").glob("*.py")), ROOT / "cdk.json", *bundle.sources(ROOT)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
