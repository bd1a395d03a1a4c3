"""Rewards over the API: what is earned, why, and what people decide."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.application.rewards.stage import NADJA, decide
from tests.builders import a_partner
from tests.domain.rewards.examples import earned, in_days
from tests.functions.api.client import Client, a_client
from tests.functions.api.rewards.stage import DUE_NOW, WAITING, earning, introduce_nadja


def test_a_partner_reads_what_its_referral_earns_and_every_step(hub: Hub, partner: Client) -> None:
    earning(hub)

    shown = partner.get(f"/v1/rewards/{DUE_NOW}").said

    assert (shown["state"], shown["waits_for"]) == ("issued", "payment")
    assert (shown["amount"], shown["outstanding"], shown["currency"]) == (
        "1250.00",
        "1250.00",
        "EUR",
    )
    assert [step["state"] for step in shown["steps"]] == ["new", "approved", "issued", "issued"]


def test_a_partner_is_not_shown_who_of_the_host_decided(
    hub: Hub, partner: Client, admin: Client
) -> None:
    earning(hub)
    admin.post(f"/v1/rewards/{WAITING}/decline", {"reason": "The code was bought"})

    told = partner.get(f"/v1/rewards/{WAITING}").said["steps"][-1]

    assert (told["state"], told["by"], told["why"]) == ("declined", "", "The code was bought")
    seen = admin.get(f"/v1/rewards/{WAITING}").said["steps"][-1]
    assert seen["by"] == "admin:Ingrid"


def test_an_approval_names_the_version_that_was_seen(hub: Hub, admin: Client) -> None:
    earning(hub)
    path = f"/v1/rewards/{WAITING}"
    seen = admin.get(path).headers["ETag"]
    decide(hub.reward_desk, WAITING, earned(9_000_000, needs_approval=True))

    stale = admin.post(f"{path}/approve", None, if_match=seen)
    blind = admin.post(f"{path}/approve", None)

    assert (stale.status, blind.status) == (412, 428)
    fresh = admin.post(f"{path}/approve", None, if_match=admin.get(path).headers["ETag"])
    assert (fresh.status, fresh.said["state"]) == (200, "issued")


def test_a_reward_is_held_until_it_is_released(hub: Hub, operator: Client) -> None:
    decide(introduce_nadja(hub), WAITING)
    path = f"/v1/rewards/{WAITING}"

    held = operator.post(f"{path}/hold", {"reason": "Whose is it?", "until": f"{in_days(9)}"})
    freed = operator.post(f"{path}/release")

    assert (held.said["state"], held.said["held_because"]) == ("held", "Whose is it?")
    assert held.said["held_until"] == f"{in_days(9)}"
    assert freed.said["state"] == "issued"
    again = operator.post(f"{path}/release")
    assert (again.status, again.code) == (409, "nothing_to_release")


@pytest.mark.parametrize(
    ("step", "body", "refused"),
    [
        ("hold", {"reason": "Wait", "until": "2027-03-01"}, (422, "hold_is_over")),
        ("hold", {"until": "2027-04-01"}, (422, "invalid_request")),
        ("decline", {"reason": " "}, (422, "invalid_request")),
    ],
)
def test_what_is_wrong_with_a_decision_is_named(
    hub: Hub, admin: Client, step: str, body: dict[str, str], refused: tuple[int, str]
) -> None:
    earning(hub)

    reply = admin.post(f"/v1/rewards/{WAITING}/{step}", body)

    assert (reply.status, reply.code) == refused


def test_rewards_are_listed_by_state_and_by_what_they_wait_for(hub: Hub, admin: Client) -> None:
    earning(hub)

    def numbers(**query: str) -> list[str]:
        return [each["number"] for each in admin.get("/v1/rewards", **query).said["items"]]

    assert numbers(waits_for="approval") == [WAITING]
    assert numbers(state="issued") == [DUE_NOW]
    assert numbers(referrer_id=NADJA) == numbers(partner_id="harbour") == numbers()


def test_a_list_of_rewards_goes_on_with_its_cursor(hub: Hub, admin: Client) -> None:
    earning(hub)

    first = admin.get("/v1/rewards", limit=1)
    second = admin.get("/v1/rewards", limit=1, cursor=first.said["next_cursor"])

    assert 'rel="next"' in first.headers["Link"]
    assert [page.said["items"][0]["number"] for page in (first, second)] == [DUE_NOW, WAITING]
    other = admin.get("/v1/rewards", limit=1, cursor=first.said["next_cursor"], state="paid")
    assert other.code == "invalid_cursor"


def test_a_partner_manager_sees_the_rewards_of_their_partners(hub: Hub) -> None:
    earning(hub)
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    harbours = a_client(hub, Role.PARTNER_MANAGER, "harbour")
    quays = a_client(hub, Role.PARTNER_MANAGER, "quay")

    assert len(harbours.get("/v1/rewards").said["items"]) == 2
    assert quays.get("/v1/rewards").said["items"] == []
    assert quays.get(f"/v1/rewards/{WAITING}").status == 404


def test_a_statement_is_read_page_by_page_with_its_balance(hub: Hub, partner: Client) -> None:
    desk = introduce_nadja(hub)
    for number in (1, 2, 3):
        decide(desk, f"T-{number:06d}", earned(number * 100))
    path = f"/v1/referrers/{NADJA}/statement"

    first = partner.get(path, limit=2).said
    second = partner.get(path, limit=2, cursor=first["next_cursor"]).said

    assert [line["balance"] for line in (*first["items"], *second["items"])] == [
        "1.00",
        "3.00",
        "6.00",
    ]
    assert (first["balances"], second["next_cursor"]) == ({"EUR": "6.00"}, "")


def test_the_audit_says_that_everything_adds_up(hub: Hub, admin: Client) -> None:
    earning(hub)

    found = admin.get("/v1/reward-ledger/audit").said

    assert (found["balanced"], found["referrers"], found["differences"]) == (True, 1, [])
    assert found["ledger"] == found["rewards"] == {"EUR": "1250.00"}
