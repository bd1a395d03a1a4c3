"""Whose a referral is: shown, explained, declined, and given by hand."""

from __future__ import annotations

import pytest

from referral_hub.application.access import issue_key_to
from referral_hub.domain.access import Role
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.application.routing.stage import (
    ANNA,
    BO,
    CLEO,
    MAJA,
    TEAM,
    a_rule,
    a_team,
    deactivate,
    publish,
)
from tests.builders import a_partner, a_user, ask
from tests.functions.api.client import Client, a_client

LEAVE = {"owner": ANNA, "reason": "On leave"}


def of_user(hub: Hub, user: User) -> Client:
    return Client(hub, ask(hub, issue_key_to, user=user, name="").key)


@pytest.fixture
def hub() -> Hub:
    """A hub whose rule asks Anna, Bo and Cleo for what comes from Norway."""
    hub = a_team()
    publish(hub, a_rule(*TEAM, when='customer.country_code == "NO" and value.amount > 10000'))
    return hub


def test_the_host_is_shown_whose_a_referral_is_and_its_partner_is_not(
    operator: Client, partner: Client, number: str
) -> None:
    shown = operator.get(f"/v1/referrals/{number}").said["assignment"]

    assert (shown["owner"], shown["owner_rule"]) == (ANNA, "everything@1")
    theirs = partner.get(f"/v1/referrals/{number}")
    assert theirs.said["assignment"] is None
    assert ANNA not in theirs.text


def test_the_explanation_names_rule_version_inputs_and_who_was_passed_over(
    hub: Hub, operator: Client, partner: Client
) -> None:
    publish(hub, a_rule(BO, rule_id="sweden", order=1, when='customer.country_code == "SE"'))
    deactivate(hub, ANNA)
    number = partner.shares().said["number"]

    told = operator.get(f"/v1/referrals/{number}/routing").said

    assert told["inputs"] == {"customer.country_code": "NO", "value.amount": "12500.00"}
    sweden, norway = told["rules"]
    assert (sweden["holds"], sweden["gave"]) == (False, [])
    assert sweden["trace"][0] == {
        "text": 'customer.country_code == "SE"',
        "value": "false",
        "problem": "",
    }
    assert (norway["rule_id"], norway["version"], norway["gave"]) == ("everything", 1, ["owner"])
    assert told["assignment"]["passed"] == {ANNA: "is not active"}


def test_the_explanation_stays_that_of_the_versions_that_were_asked(
    hub: Hub, operator: Client, number: str
) -> None:
    publish(hub, a_rule(CLEO, when='customer.country_code == "PT"'))

    [rule] = operator.get(f"/v1/referrals/{number}/routing").said["rules"]

    assert (rule["version"], rule["holds"]) == (1, True)


def test_without_a_rule_for_it_the_partners_own_manager_counts(
    hub: Hub, operator: Client, number: str
) -> None:
    hub.partners.save(hub.partners.get("harbour").model_copy(update={"manager": BO}))

    assert operator.get(f"/v1/referrals/{number}/routing").said["partner_manager"] == BO


def test_of_a_hub_without_rules_there_is_nothing_to_explain(
    hub: Hub, operator: Client, partner: Client
) -> None:
    rule = hub.routing_rules.get("everything")
    publish(hub, rule.model_copy(update={"active": False}))
    number = partner.shares().said["number"]

    told = operator.get(f"/v1/referrals/{number}/routing").said

    assert (told["rules"], told["assignment"]["owner"]) == ([], "")


def test_whoever_declines_is_followed_by_the_next_and_both_are_on_the_timeline(
    operator: Client, number: str
) -> None:
    declined = operator.post(f"/v1/referrals/{number}/decline", LEAVE)

    assert (declined.status, declined.said["assignment"]["owner"]) == (200, BO)
    told = operator.get(f"/v1/referrals/{number}/timeline").said["items"]
    assert [entry["what"] for entry in told[1:]] == [
        "referral.assigned",
        "referral.declined",
        "referral.assigned",
    ]


def test_an_owner_declines_with_a_key_of_their_own(hub: Hub, number: str) -> None:
    anna = of_user(hub, hub.users.get(ANNA))

    declined = anna.post(f"/v1/referrals/{number}/decline", {"reason": "On leave"})

    assert (declined.status, declined.said["assignment"]["declined"]) == (200, [ANNA])


def test_a_partner_manager_declines_for_nobody_else(hub: Hub, number: str) -> None:
    maja = User(email=MAJA, role=Role.PARTNER_MANAGER, partner_ids=("harbour",))

    refused = of_user(hub, hub.users.save(maja)).post(f"/v1/referrals/{number}/decline", LEAVE)

    assert (refused.status, refused.code) == (409, "not_the_owner")


def test_a_key_that_is_nobodys_says_who_declines(operator: Client, number: str) -> None:
    refused = operator.post(f"/v1/referrals/{number}/decline", {"reason": "On leave"})

    assert (refused.status, refused.code) == (409, "not_the_owner")


def test_only_the_owner_declines(operator: Client, number: str) -> None:
    refused = operator.post(f"/v1/referrals/{number}/decline", LEAVE | {"owner": CLEO})

    assert (refused.status, refused.code) == (409, "not_the_owner")


def test_an_operator_gives_it_to_somebody_else_and_says_why(operator: Client, number: str) -> None:
    given = operator.put(f"/v1/referrals/{number}/owner", {"owner": CLEO, "reason": "Knows them"})

    assert (given.status, given.said["assignment"]["owner"]) == (200, CLEO)
    assert given.said["assignment"]["why"] == [f"given to {CLEO}: Knows them"]


def test_whoever_gives_what_somebody_else_gave_in_between_is_told(
    operator: Client, number: str
) -> None:
    path = f"/v1/referrals/{number}/owner"
    seen = operator.get(f"/v1/referrals/{number}").headers["ETag"]
    operator.put(path, {"owner": CLEO, "reason": "Knows them"}, if_match=seen)

    late = operator.put(path, {"owner": BO, "reason": "Is free"}, if_match=seen)

    assert late.status == 412


def test_a_partners_manager_gives_only_what_is_of_that_partner(hub: Hub, number: str) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    given = {"owner": CLEO, "reason": "Knows them"}
    path = f"/v1/referrals/{number}/owner"

    own = a_client(hub, Role.PARTNER_MANAGER, "harbour").put(path, given)
    foreign = a_client(hub, Role.PARTNER_MANAGER, "quay").put(path, given)

    assert (own.status, foreign.status) == (200, 404)


def test_a_partners_manager_learns_of_no_user_by_trying(hub: Hub, number: str) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    theirs = a_user(email="bo@quay.example", role=Role.PARTNER_STAFF, partner_ids=("quay",))
    hub.users.save(theirs)
    manager, path = a_client(hub, Role.PARTNER_MANAGER, "harbour"), f"/v1/referrals/{number}/owner"

    tried = [
        manager.put(path, {"owner": who, "reason": "?"})
        for who in ("bo@quay.example", "nobody@quay.example")
    ]

    assert [answer.code for answer in tried] == ["owner_does_not_fit"] * 2
    assert tried[0].wrong == tried[1].wrong


def test_what_waits_for_an_owner_is_listed_page_by_page(
    hub: Hub, operator: Client, partner: Client
) -> None:
    for owner in TEAM:
        deactivate(hub, owner)
    numbers = [partner.shares(partner_referral_id=f"{n}").said["number"] for n in range(3)]

    first = operator.get("/v1/unassigned-referrals", limit=2).said
    rest = operator.get("/v1/unassigned-referrals", limit=2, cursor=first["next_cursor"]).said

    listed = [item["number"] for item in [*first["items"], *rest["items"]]]
    assert (sorted(listed), rest["next_cursor"]) == (numbers, "")
    assert first["items"][0]["assignment"]["passed"] == dict.fromkeys(TEAM, "is not active")


def test_a_partners_manager_is_listed_nothing_of_another_partner(hub: Hub, partner: Client) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    for owner in TEAM:
        deactivate(hub, owner)
    partner.shares()

    counts = [
        len(a_client(hub, Role.PARTNER_MANAGER, of).get("/v1/unassigned-referrals").said["items"])
        for of in ("harbour", "quay")
    ]

    assert counts == [1, 0]
