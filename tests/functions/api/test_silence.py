"""What a caller hears of a system that cannot be asked: the host's people why, partners not."""

from __future__ import annotations

from functions.api.http import Request
from functions.api.problems import problem_of
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, Unavailable
from tests.builders import a_principal

SIGNED_OUT = Unavailable("salesforce", "choose the user under 'Run As'", cause=Cause.SIGNED_OUT)


def test_the_host_hears_which_system_it_was_and_why_and_when_to_come_back() -> None:
    told = problem_of(SIGNED_OUT, Request("GET", "/"), a_principal())

    assert "salesforce could not be asked: choose the user under 'Run As'" in told.body
    assert '"cause":"signed_out"' in told.body
    assert told.headers["Retry-After"] == "300"


def test_a_partner_hears_nothing_of_the_hosts_systems() -> None:
    partner = Principal(key_id="k", role=Role.INTEGRATION, name="Lars", partner_ids=("harbour",))

    told = problem_of(SIGNED_OUT, Request("GET", "/"), partner)

    assert "salesforce" not in told.body
    assert "cause" not in told.body
    assert told.headers["Retry-After"] == "2"


def test_a_record_that_was_changing_is_no_systems_fault() -> None:
    told = problem_of(Conflict("R-000001"), Request("GET", "/"), a_principal())

    assert "cause" not in told.body
