"""Reward policies are versioned, and checked before they count."""

from __future__ import annotations

from typing import Any

import pytest

from functions.api.examples import BODIES
from referral_hub.domain.access import Role
from referral_hub.domain.rewards.policy import MOST_POLICIES
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.functions.api.client import Client, Reply

TENTH = {"name": "A tenth", "tiers": [{"percentage": 10}]}


def publish(admin: Client, policy_id: str = "tenth", **override: Any) -> Reply:
    """Publish the version after the newest."""
    path = f"/v1/reward-policies/{policy_id}"
    seen = admin.get(path).headers.get("ETag", '"0"')
    return admin.put(path, TENTH | override, if_match=seen)


def test_a_policy_ships_and_is_listed_before_anybody_publishes(reader: Client) -> None:
    listed = reader.get("/v1/reward-policies").said["items"]

    assert [(policy["rule_id"], policy["version"]) for policy in listed] == [("standard", 0)]


def test_an_admin_publishes_version_after_version_and_each_can_be_read(admin: Client) -> None:
    publish(admin, name="First")
    second = publish(admin, name="Second")

    assert (second.status, second.said["version"], second.said["active"]) == (200, 2, True)
    versions = admin.get("/v1/reward-policies/tenth/versions").said["items"]
    assert [version["name"] for version in versions] == ["Second", "First"]


def test_the_shipped_policy_is_read_and_sent_back_changed(admin: Client) -> None:
    shipped = admin.get("/v1/reward-policies/standard")

    dearer = shipped.said | {"tiers": [{"percentage": "12.5"}]}
    published = admin.put("/v1/reward-policies/standard", dearer, if_match=shipped.headers["ETag"])

    assert (published.status, published.said["version"]) == (200, 1)
    versions = admin.get("/v1/reward-policies/standard/versions").said["items"]
    assert [version["tiers"][0]["percentage"] for version in versions] == ["12.5", "10"]


def test_nobody_replaces_a_version_without_having_seen_it(admin: Client) -> None:
    publish(admin)

    unseen = admin.put("/v1/reward-policies/tenth", TENTH)
    outdated = admin.put("/v1/reward-policies/tenth", TENTH, if_match='"7"')

    assert (unseen.status, outdated.status) == (428, 412)


def test_the_policy_of_the_documentation_can_be_published(admin: Client) -> None:
    example = dict(BODIES["publishRewardPolicy"])  # type: ignore[arg-type]

    assert publish(admin, **example).status == 200


def test_all_that_is_wrong_with_a_policy_is_named_at_once_with_its_place(
    hub: Hub, admin: Client
) -> None:
    hub.users.save(User(email="pia@harbour.example", role=Role.PARTNER_STAFF))

    refused = publish(
        admin,
        eligibility=[{"when": "amount / annual_revenue > 2", "says": "It pays."}],
        tiers=[{"when": "colour == 'red'", "percentage": 5}],
        cap="100.5",
        currency="JPY",
        approvers=["pia@harbour.example"],
    )

    assert (refused.status, refused.code) == (422, "reward_policy_does_not_fit")
    wrong = refused.wrong
    assert wrong.pop("tiers.0.when").startswith("unknown name 'colour' (at 1)")
    assert wrong == {
        "eligibility.0.when": "divides by zero (at 10)",
        "cap": "has more decimals than JPY, or is too large",
        "approvers.0": "may approve nothing as partner_staff",
    }
    assert admin.get("/v1/reward-policies/tenth").status == 404


@pytest.mark.parametrize(
    ("tier", "pointer"),
    [
        ({"percentage": 100.5}, "/tiers/0/percentage"),
        ({"percentage": 0}, "/tiers/0/percentage"),
        ({"percentage": "1.23456"}, "/tiers/0/percentage"),
        ({"percentage": "ten"}, "/tiers/0/percentage"),
        ({"fixed": "-5"}, "/tiers/0/fixed"),
        ({"percentage": 5, "fixed": "5"}, "/tiers/0"),
        ({}, "/tiers/0"),
    ],
)
def test_a_tier_is_a_percentage_up_to_100_or_an_amount(
    admin: Client, tier: dict[str, Any], pointer: str
) -> None:
    refused = publish(admin, tiers=[tier])

    assert (refused.status, list(refused.wrong)) == (422, [pointer])


def test_there_are_only_so_many_policies(admin: Client) -> None:
    for number in range(MOST_POLICIES - 1):
        publish(admin, f"policy-{number}")

    one_more, next_version = publish(admin, "one-more"), publish(admin, "policy-1")

    assert list(one_more.wrong) == ["rule_id"]
    assert next_version.status == 200


def test_a_partner_reads_no_policy(partner: Client) -> None:
    assert partner.get("/v1/reward-policies").status == 403
