"""A rule shares an opportunity when somebody saves it so that it comes to meet the criteria."""

from __future__ import annotations

from referral_hub.hub import Hub
from tests.application.stage import snapshot
from tests.functions.api.client import Client
from tests.functions.api.users import added, with_a_key_of

from .stage import a_sale, add, change, publish, shared


def test_an_opportunity_that_comes_to_meet_a_rule_is_shared(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    sale = a_sale(seller, account, amount="500")

    saved = change(seller, sale, amount="25000")

    (referral,) = shared(hub)
    assert saved.said["referrals"] == [referral.number]
    assert referral.opportunity_id == sale
    assert referral.link_locked
    assert referral.fields["need"] == "Price"
    assert referral.fields["value.amount"] == "25000"
    assert (referral.origin.how, referral.origin.rule, referral.origin.rule_version) == (
        "automatic",
        "large",
        1,
    )
    assert not referral.ready


def test_one_that_meets_it_from_the_beginning_is_shared_as_it_is_added(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)

    saved = add(seller, account, amount="25000")

    assert saved.status == 201
    assert saved.said["referrals"] == [shared(hub)[0].number]


def test_saving_it_again_shares_nothing_more(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    sale = a_sale(seller, account, amount="25000")

    again = change(seller, sale, amount="30000")
    same = change(seller, sale, amount="30000")

    assert again.said["referrals"] == same.said["referrals"] == []
    assert len(shared(hub)) == 1


def test_one_that_left_and_comes_back_is_shared_once_more(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    sale = a_sale(seller, account, amount="25000")

    change(seller, sale, amount="500")
    change(seller, sale, amount="25000")

    assert len(shared(hub)) == 2


def test_a_rule_that_is_switched_on_shares_nothing_of_what_meets_it_already(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, active=False)
    sale = a_sale(seller, account, amount="25000")

    admin.post("/v1/referral-rules/large/activate")
    change(seller, sale, next_step="Call")

    assert shared(hub) == []


def test_a_rule_that_is_switched_off_shares_nothing(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    admin.post("/v1/referral-rules/large/deactivate")

    add(seller, account, amount="25000")

    assert shared(hub) == []


def test_criteria_without_a_value_are_not_met(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, criteria="opportunity.amount > 10000")

    assert add(seller, account).status == 201
    assert shared(hub) == []


def test_two_rules_share_with_two_partners_in_one_save(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    publish(admin, "any", criteria="opportunity.name != ''")

    saved = add(seller, account, amount="25000")

    assert len(saved.said["referrals"]) == 2
    assert {referral.origin.rule for referral in shared(hub)} == {"large", "any"}


def test_in_the_name_of_a_user_who_is_not_permitted_nothing_is_shared(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, permitted=["Astrid"])

    saved = add(seller, account, amount="25000")

    assert (saved.status, saved.said["referrals"]) == (201, [])
    assert shared(hub) == []


def test_a_user_is_permitted_by_name_or_key_whatever_the_case(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, permitted=["INGRID"])

    add(seller, account, amount="25000")

    assert len(shared(hub)) == 1


def test_a_person_is_permitted_by_e_mail_address(admin: Client, hub: Hub, account: str) -> None:
    publish(admin, permitted=["ingrid@host.example"])
    added(admin, name="I. Dahl")

    add(with_a_key_of(admin), account, amount="25000")

    assert len(shared(hub)) == 1


def test_a_referral_that_does_not_go_out_yet_may_lack_something(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, fields={})

    add(seller, account, amount="25000")

    (referral,) = shared(hub)
    assert "need" not in referral.fields


def test_a_request_that_is_repeated_adds_and_shares_once(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    body = {"account_id": account, "fields": {"name": "Lamps", "amount": "25000"}}
    before = seller.post("/v1/crm/opportunities", body, idempotency_key="k-1").said

    assert seller.post("/v1/crm/opportunities", body, idempotency_key="k-1").said == before
    assert len(shared(hub)) == 1


def test_what_does_not_fit_the_crm_is_refused_field_by_field(
    seller: Client, hub: Hub, account: str
) -> None:
    before = snapshot(hub)

    refused = add(seller, account, name="", amount="much", colour="red")

    assert (refused.status, refused.code) == (422, "invalid_fields")
    assert set(refused.wrong) == {"fields.name", "fields.amount", "fields.colour"}
    assert snapshot(hub) == before


def test_there_is_nothing_to_change_in_an_opportunity_of_nobody(seller: Client) -> None:
    assert change(seller, "opp-none", amount="1").status == 404
    assert add(seller, "acc-none").code == "unknown_crm_record"
