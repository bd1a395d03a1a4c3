"""
Count what a program does, in a process of its own.

Instructions by valgrind's callgrind, which repeats to a thousandth on a busy machine, as no clock
does. Where valgrind is absent, calls of functions, Python's and C's: good for ratios only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from referral_hub.settings import Settings

_VALGRIND = shutil.which("valgrind")
UNIT = "M instructions" if _VALGRIND else "thousand calls"
# A count is divided by this to be shown in the unit.
_PER_UNIT = 1_000_000 if _VALGRIND else 1_000

_COUNTED = re.compile(r"Collected : (\d+)|^calls (\d+)$", re.MULTILINE)
_TALLY = """
import sys
calls = 0
def tally(frame, event, arg):
    global calls
    calls += event in ("call", "c_call")
code = compile({program!r}, "program", "exec")
sys.setprofile(tally)
exec(code)
sys.setprofile(None)
print("calls", calls, file=sys.stderr)
"""


def by_instructions() -> bool:
    return _VALGRIND is not None


def count(program: str, *path: Path) -> float:
    """
    Return what the program takes, start of the interpreter included, in `UNIT`.

    Raises:
        RuntimeError: it failed; says what it wrote.
    """
    if _VALGRIND:
        tool = [_VALGRIND, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        said = run(program, *path, under=tool)
    else:
        said = run(_TALLY.format(program=program), *path)
    found = _COUNTED.findall(said)
    return int("".join(found[-1])) / _PER_UNIT


def run(program: str, *path: Path, under: Sequence[str] = ()) -> str:
    """Run a program with modules from `path` only, and return what it wrote as errors."""
    # The plain interpreter, as in Lambda: nothing but what is in the asset, and no working folder.
    command = [*under, _interpreter(), "-P", "-S", "-s", "-c", program]
    done = subprocess.run(
        command, env=_environment(path), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stderr


def _interpreter() -> str:
    return str(getattr(sys, "_base_executable", sys.executable))


def _environment(path: Sequence[Path]) -> Mapping[str, str]:
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:referral-intake"
    queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/partner-hints"
    settings = Settings(
        table="referrals",
        state_machine_arn=arn,
        hints_queue_url=queue,
        partner_central_catalog="Sandbox",
    )
    return settings.as_env() | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(folder) for folder in path),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_SESSION_TOKEN": "bench",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "POWERTOOLS_SERVICE_NAME": "referral-hub",
        "POWERTOOLS_METRICS_NAMESPACE": "ReferralHub",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
