"""An opportunity: one document with a lock, and contacts that may still be held back."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sandbox.partner_central.state.ids import arn
from sandbox.partner_central.timestamps import ONE_MILLISECOND, to_milliseconds

Document = dict[str, Any]

# What UpdateOpportunity replaces as a whole; a member that is not sent is gone afterwards.
REPLACEABLE = (
    "PrimaryNeedsFromAws",
    "NationalSecurity",
    "PartnerOpportunityIdentifier",
    "Customer",
    "Project",
    "OpportunityType",
    "Marketing",
    "SoftwareRevenue",
    "LifeCycle",
)


@dataclass(frozen=True)
class Submission:
    """How AWS was asked to take part, and the engagement and invitation that came of it."""

    asked: Document
    engagement_id: str
    invitation_id: str


@dataclass(frozen=True)
class Opportunity:
    """
    One deal.

    `body` holds the replaceable members only; `visible_from` None means not shared yet. `aws` is
    what AWS's sellers changed on their own side of the deal. `related` are ids by the type of the
    entity; without a `submission` it is the partner's alone.
    """

    id: str
    catalog: str
    account: str
    origin: str
    created: datetime
    modified: datetime
    body: Document
    team: tuple[Document, ...] = ()
    held_contacts: tuple[Document, ...] = ()
    visible_from: datetime | None = None
    aws: Document = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    submission: Submission | None = None

    @property
    def arn(self) -> str:
        return arn(self.catalog, "opportunity", self.id, account=self.account)

    @property
    def contacts(self) -> list[Document]:
        contacts: list[Document] = self.body.get("Customer", {}).get("Contacts", [])
        return contacts

    @property
    def review_status(self) -> str | None:
        status: str | None = self.body.get("LifeCycle", {}).get("ReviewStatus")
        return status

    def is_visible(self, now: datetime) -> bool:
        return self.visible_from is not None and self.visible_from <= now

    def shared(self, *, at: datetime, visible_from: datetime) -> "Opportunity":
        """Hand the deal over as AWS does: approved, in stage Prospect, contacts held back."""
        life_cycle = {"NextSteps": "", "NextStepsHistory": [], **self.body.get("LifeCycle", {})}
        life_cycle |= {"Stage": "Prospect", "ReviewStatus": "Approved"}
        body = {**self.body, "LifeCycle": life_cycle}
        return replace(self, body=body, created=at, modified=at, visible_from=visible_from)

    def replaced(self, body: Document, *, at: datetime) -> "Opportunity":
        """Put another body in place of the whole old one."""
        kept = {name: deepcopy(body[name]) for name in REPLACEABLE if name in body}
        return replace(self, body=kept, modified=self._next_version(at))

    def relating(self, entity: str, ids: tuple[str, ...], *, at: datetime) -> "Opportunity":
        """Put these ids in place of those of one type of entity."""
        related = {**self.related, entity: ids}
        return replace(self, related=related, modified=self._next_version(at))

    def submitted(self, submission: Submission, *, at: datetime) -> "Opportunity":
        """Hand it to AWS, who reviews it next."""
        life_cycle = {**self.body.get("LifeCycle", {}), "ReviewStatus": "Submitted"}
        handed = replace(self, submission=submission)
        return handed.replaced({**self.body, "LifeCycle": life_cycle}, at=at)

    def with_contacts(self, contacts: Sequence[Document], *, at: datetime) -> "Opportunity":
        """Show these contacts; what is held stays held, to be shown again or in full."""
        customer = {**self.body.get("Customer", {}), "Contacts": deepcopy(list(contacts))}
        return self.replaced({**self.body, "Customer": customer}, at=at)

    def _next_version(self, at: datetime) -> datetime:
        # LastModifiedDate is the optimistic lock: two changes within a millisecond must differ.
        return max(to_milliseconds(at), self.modified + ONE_MILLISECOND)
