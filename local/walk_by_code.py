"""The chapter of a sale that a partner's referral code brought: from the lead to the payout."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from local.api import eventually
from local.keys import PLATFORM
from local.story import Story, must

CODE = "EXAMPLE-SPRING"
LEAD = {
    "company": "Halden Ferries",
    "last_name": "Moe",
    "country_code": "NO",
    "annual_revenue": "4000000",
    "source": "partner",
    "referral_code": CODE,
}
SALE = {"name": "Ferry timetables", "amount": "12500.00", "currency": "EUR"}
# A tenth of it: the policy `standard`.
EARNED = {"amount": "1250.00", "currency": "EUR"}


def sale_by_code(story: Story) -> None:
    """
    Follow a lead of the built-in CRM by its code until its referrer is paid.

    Raises:
        StepFailedError: a step did not happen.
    """
    story.steps.heading("A sale that a partner's referral code brought")
    with story.steps.step(f"the admin gives the platform's people the code {CODE}"):
        _give_code(story)
    with story.steps.step("a lead with the code is a referral that the partner sees"):
        lead_id = story.operator.post("/v1/crm/leads", {"fields": LEAD})["lead_id"]
        number = eventually(lambda: _reached(story, "refer"), "the referral of the lead")
    with story.steps.step("the lead is converted; the code goes along, and the referral qualifies"):
        sale = story.operator.post(f"/v1/crm/leads/{lead_id}/convert", {"opportunity": SALE})
        must(sale["fields"]["referral_code"] == CODE, "the code on the opportunity")
        eventually(lambda: _reached(story, "qualify"), "its qualification")
    with story.steps.step(f"the sale is won: {number} earns at once"):
        here = f"/v1/crm/opportunities/{sale['opportunity_id']}"
        story.operator.change(here, {"fields": {"stage": "won"}})
        reward = eventually(lambda: _issued(story, number), "the reward")
        must(EARNED.items() <= reward.items(), f"a reward of {EARNED}")
    with story.steps.step("the admin has it paid; the partner sees that nothing is outstanding"):
        _pay(story, reward)
        paid = story.platform.get(f"/v1/rewards/{number}")
        must((paid["state"], paid["outstanding"]) == ("paid", "0.00"), "a reward that is paid")


def _give_code(story: Story) -> None:
    referrer = {
        "kind": "partner",
        "partner_id": PLATFORM.partner_id,
        "name": "Example Platform Sales",
        "payee": "K-4711",
    }
    code = {
        "referrer_id": "example-sales",
        "lifecycle_id": "lead-to-close",
        "policy_id": "standard",
    }
    story.admin.begin("/v1/referrers/example-sales", referrer)
    story.admin.begin(f"/v1/referral-codes/{CODE}", code)


def _reached(story: Story, event: str) -> str:
    """Look how far the one referral is, as its partner sees it; return its number."""
    seen = story.platform.get("/v1/tracked-referrals")["items"]
    return next((str(each["number"]) for each in seen if each["event"] == event), "")


def _issued(story: Story, number: str) -> Mapping[str, Any] | None:
    rewards = story.platform.get("/v1/rewards", state="issued")["items"]
    return next((reward for reward in rewards if reward["number"] == number), None)


def _pay(story: Story, reward: Mapping[str, Any]) -> None:
    """Make the payouts that are due within a year, and say that they were paid."""
    due_by = datetime.now(UTC).date() + timedelta(days=366)
    made = story.admin.post("/v1/payouts", {"due_by": due_by.isoformat()})["items"]
    mine = [p for p in made if p["referrer_id"] == reward["referrer_id"]]
    must([p["amount"] for p in mine] == [EARNED["amount"]], "one payout of the reward")
    path = f"/v1/payouts/{mine[0]['payout_id']}/paid"
    story.admin.post(path, {"reference": "SEPA-000917"})
