from __future__ import annotations

import io
import re

import pytest

from local.steps import StepFailedError, Steps


def test_a_step_says_what_happened_and_how_long_it_took() -> None:
    printed = io.StringIO()

    with Steps(printed).step("the partner shares a referral"):
        pass

    assert re.fullmatch(r"  ✓ the partner shares a referral … \d\.\d\d s\n", printed.getvalue())


def test_a_step_that_fails_is_marked_and_not_swallowed() -> None:
    printed = io.StringIO()

    with (
        pytest.raises(StepFailedError, match="no answer"),
        Steps(printed).step("the partner shares a referral"),
    ):
        raise StepFailedError("no answer")

    assert printed.getvalue().startswith("  ✗ the partner shares a referral … ")
