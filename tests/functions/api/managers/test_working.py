"""A partner manager is an operator for the referrals of their partners, and for no others (X-7)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application.access import issue_key_to
from referral_hub.domain.access import Role
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.policies.protection import OnConflict
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import READY
from tests.application.stage import filed
from tests.builders import ask
from tests.functions.api.client import Client, a_client

SHARED = {"partner_id": "harbour", "fields": READY}
SAME_CUSTOMER = {"company_name": "Solberg Ports", "website_url": "https://solberg.example"}


def known_to_lantern(hub: Hub) -> str:
    """Let Lantern refer the customer whom Harbour is to hear of; return the number."""
    customer = {**SAME_CUSTOMER, "country_code": "NO"}
    return filed(hub, partner_id="lantern", customer=customer).number


def test_they_decide_on_what_their_partner_shares(hub: Hub, marit: Client) -> None:
    number = filed(hub, partner_id="quay").number

    opened, accepted = marit.opens(number), marit.accepts(number)

    assert {"accept", "reject"} <= set(opened.said["actions"])
    assert (accepted.status, accepted.said["status"]) == (200, "accepted")
    assert hub.referrals.get(number).acceptance.by == "partner_manager:Ingrid"  # type: ignore[union-attr]


def test_they_share_with_their_partner_and_work_on_it(marit: Client) -> None:
    created = marit.post("/v1/outgoing-referrals", SHARED)

    submitted = marit.post(f"/v1/outgoing-referrals/{created.said['number']}/submit")

    assert (created.status, submitted.status) == (201, 200)
    assert submitted.said["submitted_by"] == "partner_manager:Ingrid"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/outgoing-referrals", {}),
        ("/v1/outgoing-referral-preview", {}),
        ("/v1/outgoing-referral-batches", {"opportunity_ids": ["opp-1"]}),
    ],
)
def test_sharing_with_another_partner_is_refused_as_with_one_that_does_not_exist(
    hub: Hub, marit: Client, path: str, body: dict[str, Any]
) -> None:
    foreign = marit.post(path, {"partner_id": "lantern", **body})
    missing = marit.post(path, {"partner_id": "nobody", **body})

    assert (foreign.status, foreign.code) == (422, "partner_not_found")
    assert foreign.text.replace("lantern", "nobody") == missing.text
    assert list(hub.outgoing.newest()) == list(hub.batches.newest()) == []


def test_of_a_conflict_they_learn_the_number_and_not_with_whom(hub: Hub, marit: Client) -> None:
    number = known_to_lantern(hub)

    previewed = marit.post("/v1/outgoing-referral-preview", SHARED)
    created = marit.post("/v1/outgoing-referrals", SHARED)

    for shown in (previewed, created):
        [overlap] = shown.said["overlaps"]
        assert (overlap["kind"], overlap["number"]) == ("channel_conflict", number)
        assert "lantern" not in shown.text
    assert marit.opens(number).status == 404


def test_an_operator_is_told_with_whom(hub: Hub, operator: Client) -> None:
    known_to_lantern(hub)

    [overlap] = operator.post("/v1/outgoing-referrals", SHARED).said["overlaps"]

    assert overlap["partner_id"] == "lantern"


def test_a_refusal_for_the_sake_of_another_partner_does_not_name_it(
    hub: Hub, marit: Client
) -> None:
    number = known_to_lantern(hub)
    newest = hub.policies.current().version
    hub.policies.publish(IntakePolicy(version=newest, on_conflict=OnConflict.BLOCK))

    refused = marit.post("/v1/outgoing-referrals", SHARED)

    assert (refused.status, refused.code) == (409, "channel_conflict")
    assert number in refused.said["detail"]
    assert "lantern" not in refused.text


def test_an_answer_that_somebody_else_was_given_is_not_repeated_to_them(
    hub: Hub, marit: Client
) -> None:
    once = {"idempotency-key": "k-1"}
    theirs = filed(hub, partner_id="lantern").number
    a_client(hub).accepts(theirs, **once)

    repeated = marit.accepts(theirs, **once)

    assert (repeated.status, repeated.code) == (404, "referral_not_found")
    assert "idempotency-replayed" not in {name.casefold() for name in repeated.headers}


def test_an_answer_of_when_the_partner_was_theirs_is_not_repeated_afterwards(hub: Hub) -> None:
    user = User(email="marit@host.example", role=Role.PARTNER_MANAGER, partner_ids=("harbour",))
    marit = Client(hub, ask(hub, issue_key_to, user=hub.users.save(user), name="").key)
    number, once = filed(hub).number, {"idempotency-key": "k-1"}
    before = marit.accepts(number, **once)

    known = hub.users.get(user.email)
    hub.users.save(known.model_copy(update={"partner_ids": ("quay",)}))
    after = marit.accepts(number, **once)

    assert (before.status, after.status, after.code) == (200, 404, "referral_not_found")


def test_a_partner_that_is_no_longer_theirs_is_gone_with_the_new_key(
    hub: Hub, admin: Client
) -> None:
    number = filed(hub).number
    old = admin.post("/v1/keys", {"role": "partner_manager", "partner_ids": ["harbour"]}).said
    admin.send("DELETE", f"/v1/keys/{old['key_id']}")

    new = a_client(hub, Role.PARTNER_MANAGER, "quay")

    assert Client(hub, old["key"]).opens(number).status == 401
    assert new.opens(number).status == 404
