"""A referral gets its opportunity after it was created."""

from __future__ import annotations

import pytest

from functions.sqs.outbound import handle
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import create
from tests.application.outgoing.two_way_stage import a_shared_referral, a_two_way_hub
from tests.functions.api.client import Client
from tests.functions.test_outbound import WELL, messages

HERE = "/v1/outgoing-referrals"
NEW = {"account": {"create": {}}}


@pytest.fixture
def hub(taker: MemoryPartner) -> Hub:
    return a_two_way_hub(taker)


def test_an_opportunity_is_created_in_the_background(operator: Client, hub: Hub) -> None:
    number = create(hub).number

    asked = operator.post(f"{HERE}/{number}/opportunity", NEW)
    followed = handle(messages({"number": number, "to": "crm", "about": "referral"}), hub=hub)

    there = operator.get(f"{HERE}/{number}").said
    assert (asked.status, asked.said["integrations"]["crm"]["status"]) == (202, "pending")
    assert followed == WELL
    assert there["integrations"]["crm"]["status"] == "success"
    assert there["opportunity_id"]
    assert "link" not in there["actions"]


def test_what_is_wrong_with_the_choice_is_named_and_nothing_changes(
    operator: Client, hub: Hub
) -> None:
    number = create(hub).number
    body = {"account": {"existing": "ACC-9"}, "opportunity": {"existing": "OPP-9"}}

    refused = operator.post(f"{HERE}/{number}/opportunity", body)

    assert (refused.status, refused.code) == (422, "unknown_crm_record")
    named = {error["field"] for error in refused.said["errors"]}
    assert named == {"account.existing", "opportunity.existing"}
    assert operator.get(f"{HERE}/{number}").said["opportunity_id"] == ""


def test_what_was_made_from_an_opportunity_stays_with_it(operator: Client, hub: Hub) -> None:
    locked = a_shared_referral(hub)

    refused = operator.post(f"{HERE}/{locked.number}/opportunity", NEW)

    assert (refused.status, refused.code) == (409, "opportunity_link_locked")
