"""What the host has and its partner was not to be told stays with the host, later too (X-1)."""

from __future__ import annotations

import pytest

from referral_hub.application.deals.crm_telling import Telling
from referral_hub.bootstrap import Hub
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.ports import PartnerConnection
from tests.application.crm_stage import changes, look
from tests.application.deal_stage import retell, there
from tests.application.partner_stage import NOT_NOW, Listening, a_told_deal, edit, synced, tell
from tests.application.stage import Lantern, accept, filed, publish, run
from tests.application.troubles import listed
from tests.builders import a_hub
from tests.connected import Connected

STAGE, TITLE = DealField.STAGE, DealField.TITLE


def tells(hub: Hub, *fields: DealField) -> None:
    publish(hub, opportunity_mapping=synced("crm_wins"), tells_partner=fields)


def test_what_was_typed_at_the_acceptance_is_never_told(hub: Hub, partner: Listening) -> None:
    tells(hub, TITLE, DealField.DESCRIPTION)
    number = filed(hub).number
    accept(hub, number, opportunity=OpportunityChoice(fields={"name": "Our name for it"}))
    run(hub, number)

    edit(hub, number, description="Two of each")
    tell(hub, number)

    assert partner.told == [{"description": "Two of each"}]


def test_what_changed_before_the_policy_named_its_field_is_never_told(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub, DealField.DESCRIPTION)
    edit(hub, number, title="Between us")
    tells(hub, TITLE, DealField.DESCRIPTION)

    edit(hub, number, description="Two of each")
    tell(hub, number)

    assert partner.told == [{"description": "Two of each"}]


def test_what_changes_once_the_policy_names_its_field_is_told(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub, DealField.DESCRIPTION)
    edit(hub, number, title="Between us")
    tells(hub, TITLE)

    edit(hub, number, title="For everybody")
    tell(hub, number)

    assert partner.told == [{"title": "For everybody"}]


def test_whoever_stops_telling_stops_at_once(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub, TITLE)
    edit(hub, number, title="On its way")
    tells(hub)

    assert tell(hub, number) is Telling.NOTHING
    assert partner.told == []


def test_what_changes_unnamed_is_never_told_though_something_else_is_on_its_way(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub, TITLE)
    edit(hub, number, title="For everybody")
    partner.answers = [NOT_NOW]
    with pytest.raises(Unavailable):
        tell(hub, number)
    tells(hub)
    edit(hub, number, title="Between us")
    tells(hub, TITLE)

    tell(hub, number)

    assert partner.told == []


def test_what_was_kept_is_told_when_the_host_says_it_again_after_the_partner_spoke(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub, DealField.DESCRIPTION)
    edit(hub, number, title="Lamps")
    publish(hub, opportunity_mapping=synced("partner_wins"), tells_partner=(TITLE,))
    retell(hub, number, title="Lanterns")

    edit(hub, number, title="Lamps")
    tell(hub, number)

    assert partner.told == [{"title": "Lamps"}]


def linked(hub: Hub, *, rule: str) -> tuple[str, str]:
    """A referral with the opportunity of another one; its number, and the opportunity's id."""
    first = hub.referrals.get(a_told_deal(hub, TITLE, rule=rule))
    changes(hub, first.opportunity_id, name="The other partner's deal")
    publish(hub, opportunity_mapping=synced(rule), tells_partner=(TITLE, DealField.DESCRIPTION))
    shared = {
        "account": AccountChoice(existing=first.account_id),
        "opportunity": OpportunityChoice(existing=first.opportunity_id),
    }
    number = accept(hub, filed(hub, partner_referral_id="H-78").number, **shared).number
    run(hub, number)
    there(hub, number)
    return number, first.opportunity_id


def test_what_a_linked_opportunity_has_already_is_never_told(hub: Hub, partner: Listening) -> None:
    number, opportunity_id = linked(hub, rule="crm_wins")

    look(hub, opportunity_id)
    edit(hub, number, description="Two of each")
    tell(hub, number)

    assert partner.told == [{"description": "Two of each"}]


def test_nor_is_it_told_instead_of_what_was_on_its_way(hub: Hub, partner: Listening) -> None:
    number, opportunity_id = linked(hub, rule="crm_wins")
    edit(hub, number, title="Lanterns and lamps")
    partner.answers = [NOT_NOW]
    with pytest.raises(Unavailable):
        tell(hub, number)

    look(hub, opportunity_id)
    tell(hub, number)

    assert partner.told == []


def test_what_an_operator_says_of_a_linked_deal_and_outlasts_the_first_look_is_told(
    hub: Hub, partner: Listening
) -> None:
    number, opportunity_id = linked(hub, rule="keep")
    edit(hub, number, title="Lanterns and lamps")

    look(hub, opportunity_id)
    tell(hub, number)

    assert partner.told == [{"title": "Lanterns and lamps"}]


def test_what_a_seller_changes_in_the_crm_is_told(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub, TITLE, rule="crm_wins")

    changes(hub, hub.referrals.get(number).opportunity_id, name="Lanterns and lamps")
    tell(hub, number)

    assert partner.told == [{"title": "Lanterns and lamps"}]


def test_a_partner_that_nobody_can_tell_has_no_problem_with_a_policy_of_all_partners() -> None:
    hub = a_hub(connections=Connected(lambda _: PartnerConnection(Lantern())))
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")

    assert tell(hub, number) is Telling.NOTHING
    assert listed(hub).problems == ()
