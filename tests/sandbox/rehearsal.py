"""Words for rehearsals with a stand-in of Partner Central."""

import json
import os
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.partner_central import PartnerCentral, PartnerCentralServer

REPOSITORY = Path(__file__).parents[2]
EVENTS = REPOSITORY / "events" / "partners" / "aws"
SHARED = Path(os.environ.get("REFERRAL_HUB_SHARED", REPOSITORY.parent / "shared"))


class Clock:
    """Stand still until told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 7, 41, 18, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


class Partner:
    """Speak to Partner Central as a partner's engineer would describe it."""

    def __init__(self, central: PartnerCentral, sample: dict[str, Any]) -> None:
        self.central = central
        self.sample = sample
        self._used_tokens = 0

    def is_referred_a_customer(self, **members: Any) -> str:
        """Create an AWS referral and return the invitation it comes back as."""
        request = {**self.sample, "ClientToken": self.new_token(), **members}
        self.central.call("CreateOpportunity", request)
        return str(self.invitations(Sort=NEWEST_FIRST)[0]["Id"])

    def creates_opportunity(self, **members: Any) -> str:
        """Create an opportunity of the partner's own and return its id."""
        request = {**self.sample, "Origin": "Partner Referral", "ClientToken": self.new_token()}
        return str(self.central.call("CreateOpportunity", {**request, **members})["Id"])

    def invitations(self, **filters: Any) -> list[dict[str, Any]]:
        request = {"Catalog": "Sandbox", "ParticipantType": "RECEIVER", **filters}
        answer = self.central.call("ListEngagementInvitations", request)
        return list(answer["EngagementInvitationSummaries"])

    def invitation(self, invitation_id: str) -> dict[str, Any]:
        return self.central.call("GetEngagementInvitation", _in_sandbox(invitation_id))

    def starts_accepting(self, invitation_id: str, *, token: str) -> dict[str, Any]:
        request = {**_in_sandbox(invitation_id), "ClientToken": token}
        return self.central.call("StartEngagementByAcceptingInvitationTask", request)

    def accepts(self, invitation_id: str) -> str:
        """Accept, let the task run, and return the opportunity's id."""
        task_id = self.starts_accepting(invitation_id, token=self.new_token())["TaskId"]
        return str(self.task(task_id)["OpportunityId"])

    def task(self, task_id: str) -> dict[str, Any]:
        request = {"Catalog": "Sandbox", "TaskIdentifier": [task_id]}
        answer = self.central.call("ListEngagementByAcceptingInvitationTasks", request)
        return dict(answer["TaskSummaries"][0])

    def rejects(self, invitation_id: str, reason: str) -> None:
        request = {**_in_sandbox(invitation_id), "RejectionReason": reason}
        self.central.call("RejectEngagementInvitation", request)

    def opportunity(self, opportunity_id: str) -> dict[str, Any]:
        return self.central.call("GetOpportunity", _in_sandbox(opportunity_id))

    def contacts(self, opportunity_id: str) -> list[dict[str, Any]]:
        return list(self.opportunity(opportunity_id)["Customer"]["Contacts"])

    def opportunities(self, **filters: Any) -> list[str]:
        answer = self.central.call("ListOpportunities", {"Catalog": "Sandbox", **filters})
        return [row["Id"] for row in answer["OpportunitySummaries"]]

    def updates(self, opportunity: dict[str, Any], **members: Any) -> dict[str, Any]:
        """Send back what was read, with these members put in place of the old ones."""
        kept = {name: value for name, value in opportunity.items() if name not in _NOT_UPDATED}
        request = {**kept, "Identifier": opportunity["Id"], **members}
        return self.central.call("UpdateOpportunity", request)

    def new_token(self) -> str:
        self._used_tokens += 1
        return f"token-{self._used_tokens}"


def control(server: PartnerCentralServer, path: str, body: Any = None) -> Any:
    """Use the control endpoint as another process would."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/_sandbox/{path}", data=data)  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


NEWEST_FIRST = {"SortBy": "InvitationDate", "SortOrder": "DESCENDING"}
_NOT_UPDATED = {"Id", "Arn", "CreatedDate", "OpportunityTeam", "RelatedEntityIdentifiers"}


def _in_sandbox(identifier: str) -> dict[str, Any]:
    return {"Catalog": "Sandbox", "Identifier": identifier}
