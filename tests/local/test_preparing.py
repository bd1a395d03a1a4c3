"""What `make install` does before there is anything to run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from local import ROOT, prepare


def test_preparing_what_is_prepared_does_nothing() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "local/prepare.py"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_interpreter_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "OLDEST", (99, 0))

    with pytest.raises(SystemExit) as refusal:
        prepare.refuse_an_unfit_machine()

    assert sys.executable in str(refusal.value)


def test_a_disk_that_is_too_full_is_said_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepare, "NEEDED_BYTES", 10**18)

    with pytest.raises(SystemExit, match="of disk are needed to install"):
        prepare.refuse_a_full_disk()


@pytest.mark.parametrize("lock", ["runtime", "dev", "emulator"])
def test_every_package_is_pinned_by_hash_and_no_host_is_named(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()

    pinned = [line for line in text.splitlines() if "==" in line]

    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
