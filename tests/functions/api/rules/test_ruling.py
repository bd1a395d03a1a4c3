"""Rules are versioned, checked before they count, and tried on real opportunities."""

from __future__ import annotations

import pytest

from referral_hub.application.outgoing.rules.ruling import MOST_ACTIVE
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.functions.api.client import Client, a_client

from .stage import LARGE, a_rule, a_sale, publish, shared


def test_an_admin_publishes_version_after_version(admin: Client) -> None:
    first = publish(admin, name="First")
    second = publish(admin, name="Second")

    assert (first.said["version"], second.said["version"]) == (1, 2)
    versions = admin.get("/v1/referral-rules/large/versions").said["items"]
    assert [version["name"] for version in versions] == ["Second", "First"]
    assert [rule["name"] for rule in admin.get("/v1/referral-rules").said["items"]] == ["Second"]


def test_nobody_replaces_a_version_without_having_seen_it(admin: Client) -> None:
    publish(admin)

    unseen = admin.put("/v1/referral-rules/large", a_rule())
    outdated = admin.put("/v1/referral-rules/large", a_rule(), if_match='"7"')

    assert (unseen.status, outdated.status) == (428, 412)


def test_all_that_is_wrong_with_a_rule_is_named_at_once(admin: Client) -> None:
    refused = publish(
        admin,
        criteria="opportunity.colour == 'red' and contact.email",
        fields={"need": "Gold", "colour": "red"},
    )

    assert (refused.status, refused.code) == (422, "referral_rule_does_not_fit")
    assert set(refused.wrong) == {"criteria", "fields.need", "fields.colour"}
    assert "unknown name 'opportunity.colour'" in refused.wrong["criteria"]
    assert "unknown name 'contact.email'" in refused.wrong["criteria"]


def test_criteria_that_put_unlike_kinds_together_are_refused(admin: Client) -> None:
    refused = publish(admin, criteria="opportunity.amount > 'much'")

    assert "different kinds" in refused.wrong["criteria"]


def test_a_rule_for_a_partner_that_is_not_there_is_refused(admin: Client) -> None:
    assert publish(admin, partner_id="nobody").code == "partner_not_found"


def test_there_are_only_so_many_active_rules(admin: Client) -> None:
    for number in range(MOST_ACTIVE):
        publish(admin, f"rule-{number}")

    refused = publish(admin, "one-more")

    assert set(refused.wrong) == {"active"}
    assert publish(admin, "rule-0").status == 200


def test_a_rule_says_why_an_opportunity_meets_it_or_not(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    sale = a_sale(seller, account, amount="500")

    tried = seller.post("/v1/referral-rules/large/test", {"opportunity_id": sale})

    assert tried.said["met"] is False
    assert {part["text"]: part["value"] for part in tried.said["trace"]} == {
        "opportunity.amount": "500",
        "opportunity.amount >= 10000": "false",
        "account.country_code == 'NO'": "true",
        "account.country_code": "NO",
    }
    assert {field["name"]: field["value"] for field in tried.said["fields"]}["title"] == "Lamps"
    assert tried.said["creates"] is True
    assert shared(hub) == []


def test_a_part_without_a_value_says_why(admin: Client, seller: Client, account: str) -> None:
    publish(admin, criteria="opportunity.amount > 10000")
    sale = a_sale(seller, account)

    tried = seller.post("/v1/referral-rules/large/test", {"opportunity_id": sale})

    parts = {part["text"]: part["problem"] for part in tried.said["trace"]}
    assert "an empty one" in parts["opportunity.amount > 10000"]


def test_of_what_is_not_there_nothing_is_tried(admin: Client) -> None:
    publish(admin)
    body = {"opportunity_id": "opp-none"}

    assert admin.post("/v1/referral-rules/large/test", body).status == 404
    assert admin.post("/v1/referral-rules/none/test", body).code == "referral_rule_not_found"
    assert admin.get("/v1/referral-rules/none").status == 404


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.READ_ONLY, Role.PARTNER_STAFF])
def test_only_admins_say_when_something_is_shared(hub: Hub, role: Role) -> None:
    caller = a_client(hub, role)

    assert caller.put("/v1/referral-rules/large", a_rule()).status == 403
    assert caller.post("/v1/referral-rules/large/activate").status == 403


def test_a_rule_that_fits_no_longer_can_still_be_switched_off(admin: Client, hub: Hub) -> None:
    publish(admin)
    broken = hub.rule_desk.rules.get("large").model_copy(
        update={"version": 2, "fields": {"gone": "1"}}
    )
    hub.rule_desk.rules.publish(broken)

    off = admin.post("/v1/referral-rules/large/deactivate")

    assert (off.status, off.said["active"]) == (200, False)
    assert admin.post("/v1/referral-rules/large/deactivate").said["version"] == 3


def test_switching_on_and_off_is_a_version_too(admin: Client) -> None:
    publish(admin, active=False)

    on = admin.post("/v1/referral-rules/large/activate")
    again = admin.post("/v1/referral-rules/large/activate")

    assert (on.said["version"], again.said["version"]) == (2, 2)
    assert on.said["criteria"] == LARGE
