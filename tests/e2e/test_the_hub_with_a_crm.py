"""The synthesized template on the emulator, with the stand-in of a CRM behind it (IN-17, IN-20)."""

from __future__ import annotations

import io

import pytest

from local.api import Caller
from local.hub import local_hub
from local.steps import Steps
from local.walk import walk

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_three_referrals_go_through_the_whole_job_one_of_them_from_inside_the_crm(crm: str) -> None:
    told = io.StringIO()
    steps = Steps(told)

    with local_hub(steps, crm_name=crm) as hub:
        walk(hub, steps)
        connection = Caller(hub.url, hub.keys["admin"]).get("/v1/crm/connection")

    assert "✗" not in told.getvalue()
    assert f"accepts inside {crm}" in told.getvalue()
    assert (connection["crm"], connection["passed"]) == (crm, True), connection
