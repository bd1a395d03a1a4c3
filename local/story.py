"""The people of the walk, where they are, and what they can see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.api import Caller, eventually
from local.hub import LocalHub
from local.steps import StepFailedError, Steps

NEW_ACCOUNT: Mapping[str, Any] = {"account": {"create": {}}}


@dataclass(frozen=True)
class Story:
    """Callers by their roles; `admin` and `operator` are of the host, `platform` of a partner."""

    hub: LocalHub
    steps: Steps
    admin: Caller
    operator: Caller
    platform: Caller

    def referral(self, number: str) -> dict[str, Any]:
        return dict(self.operator.get(f"/v1/referrals/{number}"))

    def pending(self, partner_id: str) -> str:
        """Wait until a partner's referral is in the inbox, and return its number."""
        return eventually(lambda: self._pending(partner_id), f"a referral of {partner_id}")

    def accepts(self, number: str, choice: Mapping[str, Any] = NEW_ACCOUNT) -> None:
        self.operator.post(f"/v1/referrals/{number}/accept", choice)

    def opened(self, number: str) -> dict[str, Any]:
        """Wait until the CRM has the opportunity, and return the referral."""
        return eventually(lambda: self._opened(number), "the opportunity")

    def done_with(self, number: str, *, outcomes: set[str]) -> None:
        """Wait until all contacts are carried, one of them into a role on the opportunity."""
        eventually(lambda: self._came(number, outcomes), "the contacts in the CRM")
        opportunity_id = self.referral(number)["opportunity_id"]
        roles = self.operator.get(f"/v1/crm/opportunities/{opportunity_id}")["roles"]
        must(len(roles) == 1, "one contact with a role on the opportunity")

    def _pending(self, partner_id: str) -> str:
        page = self.operator.get(
            "/v1/referrals", status="pending_acceptance", partner_id=partner_id
        )
        return str(page["items"][0]["number"]) if page["items"] else ""

    def _opened(self, number: str) -> dict[str, Any] | None:
        referral = self.referral(number)
        return referral if referral["opportunity_id"] else None

    def _came(self, number: str, outcomes: set[str]) -> bool:
        people = self.operator.get(f"/v1/referrals/{number}/contacts")["items"]
        is_done = self.referral(number)["progress"] == "done"
        return {person["outcome"] for person in people} == outcomes and is_done


def must(there: Any, what: str) -> None:
    """
    Raises:
        StepFailedError: it is not there.
    """
    if not there:
        raise StepFailedError(f"{what} is missing")
