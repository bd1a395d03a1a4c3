"""The operator decides once; everybody gets the same answer (IN-3 to IN-8, IN-16, IN-18)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.application import decisions
from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policies.policy import FieldMapping, FieldNotOffered
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import InvitationExpired, NotPending, ReferralNotFound
from referral_hub.hub import Hub
from tests.application.stage import (
    NEW_ACCOUNT,
    PREFILLED,
    a_moody_hub,
    accept,
    accepted,
    carry_out,
    filed,
    publish,
    reject,
    rejected,
    snapshot,
)
from tests.builders import a_hub, a_principal, ask


def an_account(hub: Hub, name: str = "Fenwick Lighthouses") -> str:
    return hub.crm.create_account({"name": name}, token=name).result


def an_opportunity(hub: Hub, account_id: str) -> str:
    return hub.crm.create_opportunity(account_id, {"name": "Lamps"}, token="there before").result


def test_accepting_decides_and_touches_no_other_system(hub: Hub) -> None:
    referral = filed(hub)
    others = [item for item in snapshot(hub) if item["pk"] != "REFERRAL#R-000001"]

    accepted_now = accept(hub, referral.number)

    assert accepted_now.status is Status.ACCEPTED
    assert accepted_now.acceptance.by == "operator:Ingrid"
    assert [item for item in snapshot(hub) if item["pk"] != "REFERRAL#R-000001"] == others


def test_accepting_twice_answers_alike_and_decides_once(hub: Hub) -> None:
    first = accepted(hub)

    again = accept(hub, first.number, by=a_principal(name="Ola"))

    assert again == first == hub.referrals.get(first.number)


def test_accepting_again_with_other_choices_shows_the_first_ones(hub: Hub) -> None:
    account_id = an_account(hub)
    first = accepted(hub)

    again = accept(hub, first.number, account=AccountChoice(existing=account_id))

    assert again.acceptance.account == AccountChoice(create={})


@pytest.mark.parametrize("_attempt", range(5))
def test_two_doors_at_once_decide_once_and_both_hear_the_same(_attempt: int) -> None:
    hub, doors = a_hub(), 4
    referral = filed(hub)
    number = referral.number
    together = Barrier(doors)
    choice = {"referral": referral, "account": NEW_ACCOUNT, "opportunity": PREFILLED}

    def enter(door: int) -> tuple[Referral, bool]:
        together.wait()
        by = a_principal(name=f"door {door}")
        return ask(hub, decisions.accept, by=by, **choice)  # type: ignore[no-any-return]

    with ThreadPoolExecutor(doors) as pool:
        answers, decided = zip(*pool.map(enter, range(doors)), strict=True)

    assert list(answers) == [hub.referrals.get(number)] * doors
    assert decided.count(True) == 1
    assert hub.referrals.get(number).version == 2


def test_whoever_rejects_while_somebody_accepts_hears_that_it_is_decided() -> None:
    hub = a_hub()
    number = filed(hub).number
    together = Barrier(2)

    def enter(decide: object) -> object:
        together.wait()
        try:
            return decide(hub, number).status
        except NotPending:
            return "too late"

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(enter, [accept, reject]))

    assert answers == {"too late", hub.referrals.get(number).status}


def test_an_account_that_the_crm_does_not_have_is_refused_by_name(hub: Hub) -> None:
    number = filed(hub).number

    with pytest.raises(UnknownCrmRecord) as refusal:
        accept(hub, number, account=AccountChoice(existing="acc-nowhere"))

    assert list(refusal.value.fields) == ["account.existing"]
    assert hub.referrals.get(number).status is Status.PENDING_ACCEPTANCE


def test_everything_unknown_is_named_at_once(hub: Hub) -> None:
    number = filed(hub).number

    with pytest.raises(UnknownCrmRecord) as refusal:
        accept(
            hub,
            number,
            account=AccountChoice(existing="acc-nowhere"),
            opportunity=OpportunityChoice(existing="opp-nowhere"),
        )

    assert set(refusal.value.fields) == {"account.existing", "opportunity.existing"}


def test_an_existing_opportunity_may_be_picked(hub: Hub) -> None:
    account_id = an_account(hub)
    opportunity_id = an_opportunity(hub, account_id)

    decided = accepted(
        hub,
        account=AccountChoice(existing=account_id),
        opportunity=OpportunityChoice(existing=opportunity_id),
    )

    assert decided.acceptance.opportunity.existing == opportunity_id


def test_an_opportunity_of_another_account_is_refused(hub: Hub) -> None:
    opportunity_id = an_opportunity(hub, an_account(hub, "Fenwick Ferries"))
    here = an_account(hub)
    number = filed(hub).number

    with pytest.raises(UnknownCrmRecord) as refusal:
        accept(
            hub,
            number,
            account=AccountChoice(existing=here),
            opportunity=OpportunityChoice(existing=opportunity_id),
        )

    assert list(refusal.value.fields) == ["opportunity.existing"]


def test_a_new_account_cannot_have_an_existing_opportunity(hub: Hub) -> None:
    opportunity_id = an_opportunity(hub, an_account(hub))
    number = filed(hub).number

    with pytest.raises(UnknownCrmRecord):
        accept(hub, number, opportunity=OpportunityChoice(existing=opportunity_id))


def test_overrides_that_the_crm_would_refuse_are_all_named_before_anything_happens(
    hub: Hub,
) -> None:
    number = filed(hub).number

    with pytest.raises(InvalidFields) as refusal:
        accept(
            hub,
            number,
            account=AccountChoice(create={"name": " "}),
            opportunity=OpportunityChoice(fields={"amount": "a lot", "close_date": "soon"}),
        )

    wrong = {"account.name", "opportunity.amount", "opportunity.close_date"}
    assert set(refusal.value.fields) == wrong
    assert hub.referrals.get(number).status is Status.PENDING_ACCEPTANCE


def test_a_field_that_no_form_offers_is_refused(hub: Hub) -> None:
    number = filed(hub).number

    with pytest.raises(FieldNotOffered):
        accept(hub, number, opportunity=OpportunityChoice(fields={"owner": "Ingrid"}))


def test_an_admin_adds_a_field_and_the_operator_may_type_it(hub: Hub) -> None:
    publish(hub, opportunity_field_set=["owner"])

    decided = accepted(hub, opportunity=OpportunityChoice(fields={"owner": "Ingrid"}))

    assert decided.acceptance.policy_version == 1


def test_a_mapping_that_the_crm_cannot_take_is_refused_at_the_door(hub: Hub) -> None:
    publish(hub, opportunity_mapping=[FieldMapping(target="amount", template="{title}")])
    number = filed(hub).number

    with pytest.raises(InvalidFields) as refusal:
        accept(hub, number)

    assert {"opportunity.amount", "opportunity.name"} == set(refusal.value.fields)


def test_while_the_crm_is_closed_nothing_is_decided() -> None:
    hub, crm = a_moody_hub()
    number = filed(hub).number
    crm.closed = True

    with pytest.raises(Unavailable):
        accept(hub, number, account=AccountChoice(existing="acc-1"))

    assert hub.referrals.get(number).status is Status.PENDING_ACCEPTANCE


def test_an_expired_invitation_cannot_be_accepted() -> None:
    hub = a_hub()
    number = filed(hub).number
    hub.clock.advance(days=14)

    with pytest.raises(InvitationExpired):
        accept(hub, number)


def test_what_was_accepted_in_time_is_still_answered_after_the_expiry_date() -> None:
    hub = a_hub()
    first = accepted(hub)
    hub.clock.advance(days=15)

    assert accept(hub, first.number) == first


def test_a_rejected_referral_cannot_be_accepted(hub: Hub) -> None:
    number = rejected(hub).number

    with pytest.raises(NotPending):
        accept(hub, number)


def test_whoever_comes_too_late_hears_so_rather_than_what_is_wrong_with_the_form(hub: Hub) -> None:
    number = rejected(hub).number

    with pytest.raises(NotPending):
        accept(hub, number, account=AccountChoice(existing="acc-nowhere"))


def test_a_number_that_was_never_given_is_not_found(hub: Hub) -> None:
    with pytest.raises(ReferralNotFound):
        accept(hub, "R-999999")


def test_the_policy_of_the_decision_counts_whatever_is_published_later(hub: Hub) -> None:
    publish(hub, opportunity_mapping=[FieldMapping(target="name", template="Old: {title}")])
    number = accepted(hub).number
    publish(hub, opportunity_mapping=[FieldMapping(target="name", template="New: {title}")])

    carry_out(hub, number)

    opportunity_id = hub.referrals.get(number).opportunity_id
    assert hub.crm.opportunity(opportunity_id).fields["name"] == "Old: Lamp modernisation"


@settings(max_examples=25)
@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_typed_is_refused_or_carried_out(name: str, amount: str) -> None:
    hub = a_hub()
    number = filed(hub).number
    typed = OpportunityChoice(fields={"name": name, "amount": amount})

    try:
        accept(hub, number, opportunity=typed)
    except InvalidFields:
        return
    carry_out(hub, number)

    assert hub.referrals.get(number).opportunity_id
