"""The main job, once for each door, as its users would do it."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import boto3

from local import ROOT
from local.api import Caller, eventually, read
from local.hub import LocalHub
from local.keys import AWS, PLATFORM
from local.people import PEOPLE
from local.sandboxes import control
from local.steps import Steps
from local.story import Story, must
from local.walk_bulk import many_outgoing_referrals
from local.walk_by_code import sale_by_code
from local.walk_feed import feed_referral
from local.walk_microsoft import microsoft_referral
from local.walk_outgoing import outgoing_referral
from local.walk_sign_in import people_sign_in

EVENTS = ROOT / "events"
# In AWS the customer's contacts come 10 to 30 minutes after acceptance.
_CONTACTS_AFTER_SECONDS = 3
# What the platform says of its deal after it was accepted.
RAISED = {"amount": "61000.00", "currency": "EUR"}


def walk(hub: LocalHub, steps: Steps) -> None:
    """
    Take one referral through each door and the whole job.

    The second is about the customer of the first: whom the account has already is skipped.

    Raises:
        StepFailedError: a step did not happen.
    """
    story = Story(
        hub,
        steps,
        admin=Caller(hub.url, hub.keys["admin"]),
        operator=Caller(hub.url, hub.keys["operator"]),
        platform=Caller(hub.url, hub.keys["integration"]),
    )
    account_id = _aws_referral(story)
    _https_referral(story, account_id)
    if hub.crm in PEOPLE:
        _decided_in_the_crm(story, account_id)
    microsoft_referral(story)
    feed_referral(story)
    outgoing_referral(story)
    many_outgoing_referrals(story)
    if hub.crm not in PEOPLE:
        sale_by_code(story)
    people_sign_in(story)


def _aws_referral(story: Story) -> str:
    """Walk the first door; returns the account that the operator had created."""
    story.steps.heading("A referral from AWS Partner Central")
    with story.steps.step("AWS shares an opportunity invitation"):
        _aws_shares(story.hub.sandboxes["partner_central"])
    with story.steps.step("its event brings it into the inbox"):
        number = story.pending(AWS.partner_id)
    with story.steps.step(f"the operator previews {number}"):
        must(story.operator.get(f"/v1/referrals/{number}/preview")["opportunity"], "a preview")
    with story.steps.step("the operator accepts it, with a new account"):
        story.accepts(number)
    with story.steps.step("the CRM has the opportunity, and AWS its id"):
        opened = story.opened(number)
        eventually(lambda: _told(story, opened), "AWS being told the opportunity's id")
    with story.steps.step("the workflow waits for contact info"):
        eventually(lambda: _waits_or_is_done(story, number), "the wait")
    with story.steps.step("AWS shows the contact; the CRM has it, in its role"):
        story.done_with(number, outcomes={"created"})
    return str(opened["account_id"])


def _https_referral(story: Story, account_id: str) -> None:
    story.steps.heading("A referral from a partner's platform, over HTTPS")
    with story.steps.step("the platform asks to be told by webhook"):
        _asks_to_be_told(story)
    with story.steps.step("the platform shares a referral of the same customer"):
        body = json.loads((EVENTS / "partners/platform/referral.json").read_text())
        number = story.platform.post("/v1/referrals", body)["number"]
    with story.steps.step(f"the operator accepts {number}, choosing the account"):
        story.accepts(number, {"account": {"existing": account_id}})
    with story.steps.step("its receiver is told, signed: accepted, then the opportunity's id"):
        eventually(lambda: _told_by_webhook(story, number), "the webhooks")
    with story.steps.step("the platform sends two contacts"):
        people = json.loads((EVENTS / "partners/platform/contacts.json").read_text())
        story.platform.post(f"/v1/referrals/{number}/contacts", people)
    with story.steps.step("the one the account has is skipped, the other created"):
        story.done_with(number, outcomes={"created", "skipped"})
    with story.steps.step("the platform raises the amount; the CRM has it"):
        story.platform.patch(f"/v1/referrals/{number}/deal", {"value": RAISED})
        eventually(lambda: _amount(story, number) == Decimal(RAISED["amount"]), "the new amount")


def _asks_to_be_told(story: Story) -> None:
    receiver = story.hub.sandboxes["webhook_receiver"]
    path = f"/v1/partners/{PLATFORM.partner_id}/webhook"
    secret = story.platform.put(path, {"url": f"{receiver}/referrals"})["secret"]
    control(receiver, "secret", {"secret": secret})


def _told_by_webhook(story: Story, number: str) -> bool:
    """Look whether the receiver has both messages, genuine and in their order."""
    came = read(f"{story.hub.sandboxes['webhook_receiver']}/_sandbox/messages")
    must(not [message for message in came if message["problem"]], "a signature that fits")
    told = [m for m in came if m["data"]["number"] == number and not m["repeated"]]
    wanted = ["referral.accepted", "referral.opportunity"]
    return [m["type"] for m in told] == wanted and bool(told[-1]["data"]["opportunity_id"])


def _decided_in_the_crm(story: Story, account_id: str) -> None:
    """Walk the third door: somebody who lives in the CRM decides there, and sells there."""
    crm = story.hub.crm
    seller = PEOPLE[crm](story.hub.sandboxes[crm])
    story.steps.heading(f"A referral that somebody accepts inside {crm}")
    with story.steps.step("the platform shares another referral"):
        body = json.loads((EVENTS / "partners/platform/referral.json").read_text())
        body |= {"partner_referral_id": "shared-for-the-crm"}
        number = story.platform.post("/v1/referrals", body)["number"]
    with story.steps.step(f"{number} is in the CRM's own list"):
        record = eventually(lambda: seller.card(number), "the referral in the CRM")
    with story.steps.step("a seller accepts it there, choosing the account"):
        seller.accepts(record, account_id)
    with story.steps.step("the same workflow creates the opportunity"):
        opened = story.opened(number)
    with story.steps.step("the seller wins the deal; the referral says so"):
        seller.wins(str(opened["opportunity_id"]))
        eventually(lambda: story.referral(number)["stage"] == "won", "the referral being won")


def _aws_shares(sandbox: str) -> None:
    """Fabricate an invitation as in AWS's own Sandbox catalog: by creating an AWS referral."""
    wishes = {"contact_delay_seconds": _CONTACTS_AFTER_SECONDS, "accept_delay_seconds": 1}
    control(sandbox, "behave", wishes)
    request = json.loads((EVENTS / "partners/aws/create_opportunity_request.json").read_text())
    _partner_central(sandbox).create_opportunity(**_without_nulls(request))


def _partner_central(sandbox: str) -> Any:
    return boto3.client(
        "partnercentral-selling",
        region_name="us-east-1",
        endpoint_url=sandbox,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_nulls(v) for name, v in value.items() if v is not None}
    return value


def _told(story: Story, opened: Mapping[str, Any]) -> bool:
    shared = story.referral(opened["number"])["partner_opportunity_id"]
    if not shared:
        return False
    central = _partner_central(story.hub.sandboxes["partner_central"])
    at_aws = central.get_opportunity(Catalog="Sandbox", Identifier=shared)
    return bool(at_aws.get("PartnerOpportunityIdentifier") == opened["opportunity_id"])


def _waits_or_is_done(story: Story, number: str) -> bool:
    return story.referral(number)["progress"] in ("awaiting_contact", "done")


def _amount(story: Story, number: str) -> Decimal:
    """What the CRM has, whatever it calls it."""
    opportunity_id = story.referral(number)["opportunity_id"]
    fields = story.operator.get(f"/v1/crm/opportunities/{opportunity_id}")["fields"]
    return Decimal(next(text for name, text in fields.items() if name.lower() == "amount"))
