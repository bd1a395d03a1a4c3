"""What the CRM refused of a referral by code is shown to the host, and done again when it asks."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from tests.application.lifecycles.outside_stage import Outside
from tests.functions.api.client import a_client
from tests.lifecycle_records import a_lead

PATH = "/v1/tracked-referrals/T-000001"


@pytest.fixture
def refused() -> Outside:
    outside = Outside()
    outside.programme.codes.clear()
    outside.hear(a_lead())
    outside.go_on()
    return outside


def test_a_refusal_is_shown_with_what_to_do_and_on_the_timeline(refused: Outside) -> None:
    operator = a_client(refused.hub, Role.OPERATOR)

    shown = operator.get(PATH).said

    assert "does not know the code" in shown["problem"]
    assert shown["fix"]
    story = operator.get(f"{PATH}/timeline").said["items"]
    assert "programme_refer_refused" in [entry["what"] for entry in story]


def test_its_partner_learns_nothing_of_the_hosts_crm(refused: Outside) -> None:
    partner = a_client(refused.hub, Role.PARTNER_STAFF, "harbour")

    assert partner.get(PATH).said["problem"] == ""
    assert "programme" not in partner.get(f"{PATH}/timeline").text
    assert partner.post(f"{PATH}/retry", {}).status == 403


def test_an_operator_has_it_done_again(refused: Outside) -> None:
    operator = a_client(refused.hub, Role.OPERATOR)
    refused.programme.codes.add(refused.referral.code)

    assert operator.post(f"{PATH}/retry", {}).status == 202
    refused.go_on()

    assert refused.told == ["Refer"]
    assert operator.get(PATH).said["problem"] == ""
    again = operator.post(f"{PATH}/retry", {})
    assert (again.status, again.code) == (409, "nothing_was_refused")
