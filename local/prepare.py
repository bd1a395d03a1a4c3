"""
Make the two environments that everything else runs in, or say plainly what is missing.

Runs on the machine's own interpreter before anything is installed: standard library only, and
syntax that an older Python can still read far enough to be told that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
GIBIBYTE = 1024**3
NEEDED_BYTES = 2 * GIBIBYTE

# The emulator pins a botocore of its own, so it cannot share the environment of the checks.
ENVIRONMENTS = {".venv": "dev.txt", ".venv-emulator": "emulator.txt"}


def main() -> None:
    try:
        refuse_an_unfit_machine()
        for folder, lock in ENVIRONMENTS.items():
            prepare(ROOT / folder, ROOT / "requirements" / lock)
    except OSError as error:
        sys.exit(f"Cannot prepare {ROOT}: {error.strerror or error} ({error.filename or 'disk'}).")


def refuse_an_unfit_machine() -> None:
    """Exit with one sentence that names what is missing and how to get it."""
    if sys.version_info[:2] < OLDEST:
        running = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(
            f"Python 3.11 or newer is needed, and {sys.executable} is {running}."
            " Name another one: make PYTHON=python3.12 ..."
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships venv without it unless asked
        import venv  # noqa: F401, PLC0415
    except ImportError:
        sys.exit("Python's venv module is missing. On Debian: apt install python3-venv")


def prepare(folder: Path, lock: Path) -> None:
    """Create the environment from the lock, or do nothing if it was made from this very lock."""
    stamp = folder / ".made-from"
    made_from = fingerprint(lock)
    if stamp.exists() and stamp.read_text() == made_from:
        return
    refuse_a_full_disk()
    print(f"Preparing {folder.name} from requirements/{lock.name} (once) ...", flush=True)
    create(folder)
    install(folder, lock)
    put_our_roots_on_the_path(folder)
    stamp.write_text(made_from)


def fingerprint(lock: Path) -> str:
    """Return what an environment depends on: the lock, the interpreter, and where it stands."""
    facts = f"{sys.version}|{sys.base_prefix}|{ROOT}|".encode()
    return hashlib.sha256(facts + lock.read_bytes()).hexdigest()


def refuse_a_full_disk() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        sys.exit(
            f"About {NEEDED_BYTES // GIBIBYTE} GB of disk are needed to install,"
            f" and {ROOT} has {free / GIBIBYTE:.1f} GB left."
        )


def create(folder: Path) -> None:
    # Not venv.create: a virtual environment that runs us would be baked into the new one.
    run(
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        f"{folder.name} could not be created",
    )


def install(folder: Path, lock: Path) -> None:
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--quiet"]
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(lock)]
    run(pip + options, f"the packages of requirements/{lock.name} could not be installed")


def put_our_roots_on_the_path(folder: Path) -> None:
    """Let every tool import `referral_hub`, whose source root is shared/, without PYTHONPATH."""
    (site_packages,) = (folder / "lib").glob("python3*/site-packages")
    roots = (ROOT, ROOT / "shared") if folder.name == ".venv" else ()
    (site_packages / "referral_hub_roots.pth").write_text("".join(f"{root}\n" for root in roots))


def run(command: "list[str]", failure: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit(f"Stopped: {failure}; the lines above say why.")


if __name__ == "__main__":
    main()
