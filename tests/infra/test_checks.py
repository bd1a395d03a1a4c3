from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("pack", ["AwsSolutions", "Serverless"])
def test_cdk_nag_finds_nothing_that_has_no_reason(synthesized: Path, pack: str) -> None:
    report = json.loads((synthesized / "validation-report.json").read_text())

    (found,) = (one for one in report["pluginReports"] if one["pluginName"] == pack)

    assert found["conclusion"] == "success"


def test_cfn_lint_finds_nothing(synthesized: Path) -> None:
    # W3005: CDK writes dependencies out although a reference implies them.
    command = [Path(sys.executable).with_name("cfn-lint"), "--ignore-checks", "W3005", "--"]

    done = subprocess.run(
        [*command, synthesized / "ReferralHub.template.json"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == ""
    assert done.returncode == 0
