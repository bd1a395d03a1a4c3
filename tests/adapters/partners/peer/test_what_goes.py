"""What another organisation is told is a list; a canary in everything else never arrives (AX-2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.customers import KnownReferral, Overlap
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.outgoing.origin import Origin
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.referrals.axes import Direction
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from tests.adapters.partners.peer.north import CONSENT, North
from tests.adapters.partners.peer.taking import PeerTakingStage, disclosed
from tests.builders import NOON, OUTGOING_FIELDS
from tests.contracts.taking_stage import settled

CANARY = "canary-4711"
# Of a referral's own fields those that are sent, or that say how it is sent.
SENT = {"key", "fields", "submission", "ledger"}
# Chosen from lists, counted, or a time: no text of anybody's can stand there.
NO_TEXT = {
    "direction",
    "status",
    "stage",
    "created_at",
    "link_locked",
    "policy_version",
    "verdict",
    "dismissed_at",
    "asked",
    "version",
}
PLANTED: dict[str, Any] = {
    "number": CANARY,
    "partner_id": CANARY,
    "solutions": (CANARY,),
    "account": AccountChoice(create={CANARY: CANARY}),
    "opportunity": OpportunityChoice(existing=CANARY),
    "policy_scope": CANARY,
    "created_by": CANARY,
    "book_mark": CANARY,
    "workflow_stage": CANARY,
    "origin": Origin(rule=CANARY, batch=CANARY),
    "overlaps": (
        KnownReferral(
            kind=Overlap.DUPLICATE,
            number=CANARY,
            direction=Direction.OUTGOING,
            partner_id=CANARY,
            matched_on="domain",
            since=NOON,
            until=NOON,
        ),
    ),
}
OTHER_FIELDS = {
    "documents": CANARY,
    "credit_report": CANARY,
    "opportunity.next_step": CANARY,
    "host.phone": CANARY,
    "host.title": CANARY,
    "contact.national_id": CANARY,
    "customer.credit_limit": CANARY,
}


def on_the_wire(stage: PeerTakingStage) -> str:
    [call] = stage.fjord.calls
    return f"{call.url} {call.headers} {call.body.decode()}"


def test_every_field_of_a_referral_is_sent_on_purpose_or_planted_here() -> None:
    assert {*OutgoingReferral.model_fields} == {*SENT, *NO_TEXT, *PLANTED}


def test_nothing_but_the_list_is_on_the_wire() -> None:
    stage = PeerTakingStage()
    fields = {**OUTGOING_FIELDS, **OTHER_FIELDS}
    whole = stage.whole()
    assert whole.submission
    submission = whole.submission.model_copy(update={"by": CANARY, "disclosure": disclosed(fields)})
    planted = whole.model_copy(update={**PLANTED, "fields": fields, "submission": submission})

    settled(stage, Step.CREATE, planted)

    assert CANARY not in on_the_wire(stage)
    assert "Tide gauges" in on_the_wire(stage)


def test_a_message_has_these_members_and_no_other() -> None:
    stage = PeerTakingStage()
    fields = {field.name: f"[{field.name}]" for field in SHARED}
    whole = stage.whole()
    assert whole.submission
    submission = whole.submission.model_copy(update={"disclosure": disclosed(fields)})

    settled(stage, Step.CREATE, whole.model_copy(update={"submission": submission}))

    [item] = json.loads(stage.fjord.calls[0].body)["referrals"]
    told = {
        *(
            item[part][name]
            for part in ("deal", "client")
            for name in item[part]
            if isinstance(item[part][name], str)
        ),
        *item["deal"]["value"].values(),
        *item["contacts"][0].values(),
        *item["owner"].values(),
    }
    kept = {"[host.phone]", "[host.title]", "[host.first_name]", "[host.last_name]"}
    assert told == {*fields.values()} - kept | {"[host.first_name] [host.last_name]"}
    assert {*item} == {"id", "feature", "consent", "deal", "client", "contacts", "owner"}


# What the built-in CRM has that the policy that ships shares with nobody.
INTERNAL = {
    CrmObject.ACCOUNT: {"phone", "notes"},
    CrmObject.OPPORTUNITY: {"source", "next_step", "owner", "campaign"},
}


def planted_in(north: North) -> str:
    """Add an opportunity, of an account, whose internal fields are all the canary."""
    crm = north.hub.crm
    account, opportunity = (
        {"name": "Solberg Ports", **dict.fromkeys(names, CANARY)} for names in INTERNAL.values()
    )
    made = crm.create_account(account, token="b" * 32)
    opened = crm.create_opportunity(getattr(made, "result", ""), opportunity, token="c" * 32)
    opportunity_id = str(getattr(opened, "result", ""))
    crm.add_note(CrmNote(text=CANARY, on_opportunity=opportunity_id), token="d" * 32)
    return opportunity_id


@pytest.mark.parametrize("contacts", [True, False])
def test_of_the_crm_nothing_goes_that_no_mapping_shares(*, contacts: bool) -> None:
    north = North()
    opportunity_id = planted_in(north)

    number = north.sends(
        opportunity_id=opportunity_id,
        fields={"value.currency": "EUR"},
        consent=CONSENT | {"contacts": contacts},
    )

    assert north.shown(number)["integrations"]["partner"]["status"] == "success"
    [call] = north.fjord.calls
    assert CANARY not in call.body.decode()
    for internal in (number, opportunity_id, "acc-", "opp-", "operator:", "Ingrid"):
        assert internal not in call.body.decode()
