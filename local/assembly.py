"""The synthesized stack, made once for each state of the sources."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra import bundle
from local import ROOT
from local.processes import CannotStartError

CONTEXT = '{"architecture": "local", "logRetentionDays": 7}'


def assembly(folder: Path) -> Path:
    """
    Return a folder with the template and its assets; synthesize only when something changed.

    Raises:
        CannotStartError: synthesis failed; the message carries its output.
    """
    wanted = folder / _fingerprint()
    if not (wanted / "manifest.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _synthesize(wanted)
    return wanted


def _synthesize(output: Path) -> None:
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
        shutil.rmtree(output, ignore_errors=True)
        raise CannotStartError(f"The stack could not be synthesized:\n{done.stdout}{done.stderr}")


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{sys.version} {CONTEXT}".encode())
    for path in (*sorted((ROOT / "infra").glob("*.py")), ROOT / "cdk.json", *bundle.sources(ROOT)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
