"""Who of the host answers for a partner, and is allocated what it shares (PB-9)."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.functions.api.client import Client, Reply

HARBOUR = "/v1/partners/harbour"
PER = "per@host.example"


@pytest.fixture(autouse=True)
def _people(hub: Hub) -> None:
    hub.users.save(User(email=PER, role=Role.PARTNER_MANAGER, partner_ids=("harbour",)))
    hub.users.save(User(email="ida@host.example", role=Role.OPERATOR))
    hub.users.save(User(email="quay@host.example", role=Role.PARTNER_MANAGER, partner_ids=("q",)))
    hub.users.save(User(email="left@host.example", role=Role.OPERATOR, active=False))
    hub.users.save(
        User(email="staff@harbour.example", role=Role.PARTNER_STAFF, partner_ids=("harbour",))
    )


def manages(admin: Client, email: str) -> Reply:
    seen = admin.get(HARBOUR).headers["ETag"]
    return admin.patch(HARBOUR, {"manager": email}, if_match=seen)


@pytest.mark.parametrize("email", [PER, "IDA@host.example", ""])
def test_an_admin_says_who_answers_for_a_partner(admin: Client, email: str) -> None:
    changed = manages(admin, email)

    assert (changed.status, changed.said["manager"]) == (200, email.lower())
    assert admin.get(HARBOUR).said["manager"] == email.lower()


@pytest.mark.parametrize("name", ["nobody@host", "quay@host", "left@host", "staff@harbour"])
def test_nobody_answers_for_a_partner_who_may_not_own_its_referrals(
    admin: Client, name: str
) -> None:
    refused = manages(admin, f"{name}.example")

    assert (refused.status, refused.code) == (422, "no_manager")
    assert set(refused.wrong) == {"/manager"}
    assert admin.get(HARBOUR).said["manager"] == ""


def test_a_partner_is_added_with_who_answers_for_it(admin: Client) -> None:
    wharf = {"partner_id": "wharf", "name": "Wharf", "manager": "ida@host.example"}

    added = admin.post("/v1/partners", wharf)

    assert (added.status, added.said["manager"]) == (201, "ida@host.example")


def test_what_a_partner_shares_is_allocated_to_who_answers_for_it(
    hub: Hub, admin: Client, partner: Client, operator: Client
) -> None:
    manages(admin, PER)

    shared = partner.shares()

    opened = operator.opens(shared.said["number"]).said
    assert opened["follow_up"] == {"side": "host", "who": PER}
    assert hub.referrals.get(shared.said["number"]).assignment.reasons == (
        f"{PER} manages its partner",
    )
    assert PER not in shared.text


def test_who_has_left_by_then_is_allocated_nothing_and_named(
    hub: Hub, admin: Client, partner: Client
) -> None:
    manages(admin, PER)
    hub.users.save(hub.users.get(PER).model_copy(update={"active": False}))

    number = partner.shares().said["number"]

    assignment = hub.referrals.get(number).assignment
    assert assignment.partner_manager == ""
    assert assignment.reasons == (f"its partner's manager, {PER}, is not active",)
