"""Each partner may have a policy of its own; every version is kept, compared, and brought back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.functions.api.client import Client, Reply


def test_a_partner_follows_the_policy_of_all_until_it_has_its_own(
    admin: Client, operator: Client, number: str
) -> None:
    before = admin.get("/v1/policy", partner_id="harbour")
    own = {"opportunity_field_set": ["campaign"]}

    published = of_harbour(admin, "PUT", own, before.headers["ETag"])

    assert (before.said["partner_id"], before.headers["ETag"]) == ("", '"0-0"')
    assert (published.status, published.headers["ETag"]) == (200, '"1"')
    assert (published.said["partner_id"], published.said["crm"]) == ("harbour", "built-in")
    assert operator.previews(number).said["policy_scope"] == "built-in#harbour"
    assert admin.get("/v1/policy").said["version"] == 0


def test_what_a_partner_follows_may_not_change_under_the_hands_of_an_admin(admin: Client) -> None:
    seen = admin.get("/v1/policy", partner_id="harbour").headers["ETag"]
    admin.put("/v1/policy", {}, if_match='"0"')

    refused = of_harbour(admin, "PUT", {}, seen)

    assert (refused.status, refused.code) == (412, "precondition_failed")


def test_a_partner_whose_policy_is_withdrawn_follows_all_partners_again(admin: Client) -> None:
    of_harbour(admin, "PUT", {"contact_role": "Sponsor"}, '"0-0"')

    withdrawn = of_harbour(admin, "DELETE", None, '"1"')

    assert (withdrawn.status, withdrawn.headers["ETag"]) == (200, '"2-0"')
    assert withdrawn.said["contact_role"] == "Business User"
    versions = admin.get("/v1/policy-versions", partner_id="harbour").said["items"]
    assert [(v["version"], v["withdrawn"]) for v in versions] == [(2, True), (1, False)]
    again = of_harbour(admin, "PUT", {"contact_role": "Judge"}, '"2-0"')
    assert (again.status, again.said["version"]) == (200, 3)
    assert admin.get("/v1/policy/1", partner_id="harbour").said["contact_role"] == "Sponsor"
    assert admin.get("/v1/policy/2", partner_id="harbour").status == 404


def test_a_partner_without_a_policy_of_its_own_has_none_to_withdraw(admin: Client) -> None:
    refused = of_harbour(admin, "DELETE", None, '"0-0"')

    assert (refused.status, refused.code) == (404, "policy_not_found")


def test_an_unknown_partner_has_no_policy(admin: Client) -> None:
    refused = admin.get("/v1/policy", partner_id="nobody")

    assert (refused.status, refused.code) == (422, "partner_not_found")


@pytest.mark.parametrize(
    ("body", "place"), [({"crm": "salesforce"}, "crm"), ({"partner_id": "quay"}, "partner_id")]
)
def test_a_policy_of_another_place_is_not_published_here(
    admin: Client, body: dict[str, str], place: str
) -> None:
    refused = admin.put("/v1/policy", body, if_match='"0"')

    assert (refused.status, set(refused.wrong)) == (422, {place})


def test_who_published_a_version_and_when_can_be_listed(admin: Client) -> None:
    admin.put("/v1/policy", {}, if_match='"0"')

    (version,) = admin.get("/v1/policy-versions").said["items"]

    assert version["version"] == 1
    assert version["published_by"].startswith("admin:")
    assert version["published_at"] == "2027-03-01T12:00:00Z"


def test_two_versions_are_compared_field_by_field(admin: Client) -> None:
    admin.put("/v1/policy", {"contact_role": "Sponsor"}, if_match='"0"')

    compared = admin.get("/v1/policy-changes", before=0, after=1)

    assert compared.said["items"] == [
        {"path": "contact_role", "before": "Business User", "after": "Sponsor"}
    ]


def test_an_older_version_is_published_again_as_the_newest(admin: Client) -> None:
    admin.put("/v1/policy", {"contact_role": "Sponsor"}, if_match='"0"')
    admin.put("/v1/policy", {"contact_role": "Judge"}, if_match='"1"')

    restored = admin.post("/v1/policy/1/restore", if_match='"2"')

    assert (restored.status, restored.said["version"]) == (200, 3)
    assert restored.said["contact_role"] == "Sponsor"
    assert admin.post("/v1/policy/9/restore", if_match='"3"').code == "policy_not_found"
    assert admin.post("/v1/policy/1/restore", if_match='"2"').status == 412


def test_of_ten_admins_who_restore_at_once_one_does(admin: Client) -> None:
    admin.put("/v1/policy", {"contact_role": "Sponsor"}, if_match='"0"')

    def restore(_: int) -> int:
        return admin.post("/v1/policy/0/restore", if_match='"1"').status

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(restore, range(10)))

    assert statuses == [200] + [412] * 9


def of_harbour(admin: Client, method: str, body: Any, if_match: str) -> Reply:
    """Change the policy that is Harbour's own."""
    typed = {} if body is None else {"content-type": "application/json"}
    return admin.send(
        method,
        "/v1/policy",
        query="partner_id=harbour",
        body="" if body is None else json.dumps(body),
        headers={**typed, "if-match": if_match},
    )
