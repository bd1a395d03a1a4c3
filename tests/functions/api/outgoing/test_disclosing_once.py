"""One deal and one client for each consent, by whichever name somebody asks again."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.access import Role
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.effects import Refused
from referral_hub.domain.outgoing.referral import Step
from referral_hub.hub import Hub
from tests.adapters.partners.peer.outbound import Silence, outbound, sending_to
from tests.application.outgoing.sharing_stage import an_opportunity
from tests.application.stage import accept, run
from tests.builders import OUTGOING_FIELDS, Clock
from tests.functions.api.client import Client, Reply, a_client
from tests.functions.api.outgoing.test_disclosing import CONSENT, filed, sent

EUROS = {"value.currency": "EUR"}


class TwoSpellings(BuiltInCrm):
    """Takes an id in capitals, too, as Salesforce takes two spellings of each."""

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        return super().opportunity(opportunity_id.lower())


@pytest.fixture
def hub() -> Hub:
    clock, table = Clock(), MemoryTable()
    return sending_to(outbound(Silence()), clock=clock, table=table, crm=TwoSpellings(table, clock))


def refused_by_the_peer(hub: Hub, operator: Client, *fields: str) -> str:
    number = str(sent(operator).said["number"])
    asked = hub.outgoing.get(number)
    why = Refused(reason="no", fields=fields)
    hub.outgoing.save(asked.with_ledger(asked.ledger.settle(Step.CREATE, why, at=hub.clock())))
    return number


def resubmits(operator: Client, number: str, **fields: str) -> Reply:
    named = {name.replace("__", "."): text for name, text in fields.items()}
    return operator.post(f"/v1/outgoing-referrals/{number}/resubmit", {"fields": named})


def test_an_opportunity_is_one_deal_however_its_id_is_written(operator: Client, hub: Hub) -> None:
    whole = an_opportunity(hub)

    first = sent(operator, opportunity_id=whole, fields=EUROS)
    again = sent(operator, opportunity_id=whole.upper(), fields=EUROS)

    assert (first.status, again.status) == (201, 201)
    assert again.said["number"] == first.said["number"]
    assert filed(hub) == 1


def test_a_deal_that_got_its_opportunity_later_is_the_same_deal(operator: Client, hub: Hub) -> None:
    first = sent(operator)
    opportunity = an_opportunity(hub)
    found = hub.crm.opportunity(opportunity)
    assert found
    chosen = {"account": {"existing": found.account_id}, "opportunity": {"existing": opportunity}}
    linked = operator.post(f"{first.headers['Location']}/opportunity", chosen)
    assert linked.status == 202, linked.text

    again = sent(operator, opportunity_id=opportunity, fields=EUROS)

    assert again.said["number"] == first.said["number"]
    assert filed(hub) == 1


def test_a_referral_that_got_its_opportunity_by_being_accepted_is_the_same_deal(
    operator: Client, hub: Hub, number: str
) -> None:
    first = sent(operator, number=number, fields={})
    opportunity = run(hub, accept(hub, number).number).opportunity_id

    again = sent(operator, opportunity_id=opportunity, fields=EUROS)

    assert opportunity
    assert again.said["number"] == first.said["number"]
    assert filed(hub) == 1


def test_what_was_sent_is_not_sent_again_by_its_own_number(operator: Client, hub: Hub) -> None:
    first = sent(operator)

    again = sent(operator, number=first.said["number"], fields={})

    assert again.said["number"] == first.said["number"]
    assert filed(hub) == 1


def test_what_was_typed_is_the_same_deal_with_blanks_in_it(operator: Client, hub: Hub) -> None:
    first = sent(operator)

    blanks = {"title": f" {OUTGOING_FIELDS['title']}", "customer.city": ""}
    again = sent(operator, fields={**OUTGOING_FIELDS, **blanks})

    assert again.said["number"] == first.said["number"]
    assert filed(hub) == 1


def test_a_consent_is_not_good_for_another_client(operator: Client, hub: Hub) -> None:
    number = refused_by_the_peer(hub, operator)

    other = resubmits(operator, number, customer__company_name="Quay Works")

    assert (other.status, other.code) == (422, "consent_needed")
    assert set(other.wrong) == {"fields.customer.company_name"}
    disclosure = hub.outgoing.get(number).disclosure
    assert disclosure
    assert disclosure.content["client"]["company_name"] == "Solberg Ports"
    assert resubmits(operator, number, title="Gauges").status == 202


def test_the_name_that_the_peer_refused_can_be_corrected(operator: Client, hub: Hub) -> None:
    number = refused_by_the_peer(hub, operator, "customer.company_name")

    assert resubmits(operator, number, customer__company_name="Solberg Ports AS").status == 202


@pytest.mark.parametrize("unseen", [{"given_by": "\u200b\u3164"}, {"statement": "\u200b \u3164"}])
def test_a_consent_of_nobody_or_to_nothing_is_none(
    operator: Client, hub: Hub, unseen: dict[str, str]
) -> None:
    refused = sent(operator, consent=CONSENT | unseen)

    assert refused.status == 422
    assert filed(hub) == 0


def test_the_peers_people_are_not_told_who_of_the_host_wrote_the_consent_down(
    operator: Client, hub: Hub
) -> None:
    number = sent(operator).said["number"]
    theirs = a_client(hub, Role.PARTNER_STAFF, "fjord").get(f"/v1/referral-book/{number}")

    assert theirs.said["outgoing"]["disclosure"]["recorded_by"] == "host"
    assert theirs.said["outgoing"]["disclosure"]["given_by"] == "Tuva Lien"
    assert "Ingrid" not in theirs.text
