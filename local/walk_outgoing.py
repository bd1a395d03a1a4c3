"""The chapter of a deal that the host shares with a partner."""

from typing import Any

from local.api import eventually
from local.keys import AWS, PLATFORM
from local.sandboxes import control
from local.story import Story, must

HERE = "/v1/outgoing-referrals"
# What AWS asks for besides what the opportunity in the CRM says.
COMPLETED = {
    "customer.industry": "Manufacturing",
    "customer.postal_code": "8006",
    "customer.country_code": "NO",
    "description": "Service vessels carry too many spare parts and still miss the right ones.",
    "value.amount": "4000.00",
    "value.currency": "EUR",
    "target_close_date": "2037-09-30",
    "opportunity_type": "Net New Business",
    "primary_needs": "Co-Sell - Architectural Validation",
    "use_case": "AI Machine Learning and Analytics",
    "delivery_models": "SaaS or PaaS",
    "sales_activities": "Initialized discussions with customer",
    "stage": "Qualified",
    "other_solution": "Forecast for spare parts",
}


def outgoing_referral(story: Story) -> None:
    """
    Share an opportunity of the host's own with AWS, as docs/outgoing.md says.

    Raises:
        StepFailedError: a step did not happen.
    """
    story.steps.heading("A deal of the host's own goes to AWS")
    wanted = {"partner_id": AWS.partner_id, "opportunity_id": _opportunity(story)}
    with story.steps.step("the operator sees what the CRM fills in, and what AWS asks for besides"):
        shown = story.operator.post("/v1/outgoing-referral-preview", wanted)
        must("use_case" in shown["not_ready"], "what AWS asks for")
        must([o for o in shown["overlaps"] if o["partner_id"] == "aws"], "the referral from AWS")
    with story.steps.step("a draft is made from the opportunity; it goes to nobody"):
        draft = story.operator.post(HERE, {**wanted, "from_opportunity": True})
        number, here = draft["number"], f"{HERE}/{draft['number']}"
        must(draft["integrations"]["partner"]["status"] == "not_sent", "a draft that is not sent")
    with story.steps.step(f"the operator completes {number}, and submits it"):
        story.operator.patch(here, {"fields": COMPLETED})
        story.operator.post(f"{here}/submit", {})
    with story.steps.step("AWS has it: created, associated, submitted"):
        shared = eventually(lambda: _shared(story, here), "the submission at AWS")
        theirs = shared["partner_referral"]["partner_referral_id"]
    with story.steps.step("AWS approves it; the referral is accepted"):
        central = story.hub.sandboxes["partner_central"]
        control(central, f"opportunity/{theirs}/review", {"status": "Approved"})
        eventually(lambda: story.operator.get(here)["status"] == "accepted", "its acceptance")


def _opportunity(story: Story) -> str:
    """Choose the one that came of the platform's referral."""
    page = story.operator.get("/v1/referrals", status="accepted", partner_id=PLATFORM.partner_id)
    number = page["items"][-1]["number"]
    return str(story.referral(number)["opportunity_id"])


def _shared(story: Story, here: str) -> dict[str, Any] | None:
    referral = dict(story.operator.get(here))
    at_partner = referral["integrations"]["partner"]
    must(at_partner["status"] != "create_failed", f"a submission, and not {at_partner['error']!r}")
    return referral if at_partner["status"] == "success" else None
