"""What an operator decided about a referral, small enough to live on it."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from referral_hub.domain.forms import Fields
from referral_hub.domain.shapes import Frozen, Moment

from .invitation import ACCESS, Invitation

# The note on the opportunity, for those who work in the CRM.
SENDER_NOTE = "sender_note"


class AccountChoice(Frozen):
    """Either the id of an account that the CRM has, or the overrides of one to be created."""

    existing: str = ""
    create: Fields | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.existing) == (self.create is not None):
            raise ValueError("give either `existing` (an account id) or `create` (its fields)")
        return self


class OpportunityChoice(Frozen):
    """The overrides of the prefilled opportunity, or the id of one to link instead (IN-18)."""

    existing: str = ""
    fields: Fields = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.existing and self.fields:
            raise ValueError(
                "give either `existing` or `fields`: a linked opportunity is not edited"
            )
        return self


class Acceptance(Frozen):
    by: str
    at: Moment
    account: AccountChoice
    opportunity: OpportunityChoice = OpportunityChoice.model_construct()
    policy_version: int
    # `Scope.text`: empty, which costs nothing, for all partners in the built-in CRM.
    policy_scope: str = ""
    # Where a retry has carried it out under a newer version since.
    decided_under: int | None = None
    # The policy that a retry carries contacts under, where that is another one by now; no scope is
    # the same scope.
    contacts_version: int | None = None
    contacts_scope: str | None = None
    # Whether a note on the opportunity says who sent the deal.
    noted: bool = False

    def choosing(self, account: AccountChoice, opportunity: OpportunityChoice) -> Self:
        """The same decision for these records."""
        return self.model_copy(update={"account": account, "opportunity": opportunity})

    def noting(self, invitation: Invitation) -> Self:
        """The same decision, with a note on the opportunity if a peer sent this."""
        return self.model_copy(update={"noted": invitation.via == ACCESS})

    @property
    def first_policy_version(self) -> int:
        """The version that was shown when it was decided."""
        return self.policy_version if self.decided_under is None else self.decided_under

    @property
    def contact_policy(self) -> tuple[int, str]:
        """The version, and the scope, of the policy that says what happens to contacts."""
        version, scope = self.contacts_version, self.contacts_scope
        return (
            self.policy_version if version is None else version,
            self.policy_scope if scope is None else scope,
        )

    def carrying_contacts_under(self, version: int, scope: str) -> Self:
        """Let contacts follow this policy; the fields of the records stay as they were decided."""
        same_scope = scope == self.policy_scope
        same = same_scope and version == self.policy_version
        update = {
            "contacts_version": None if same else version,
            "contacts_scope": None if same_scope else scope,
        }
        return self.model_copy(update=update)

    @property
    def effects(self) -> tuple[str, ...]:
        """What the decision changes outside the hub, in order."""
        account = () if self.account.existing else ("account",)
        note = (SENDER_NOTE,) if self.noted else ()
        return (*account, "opportunity", *note, "partner_notice", "partner_crm_id")


class Rejection(Frozen):
    by: str
    at: Moment
    reason: str

    @property
    def effects(self) -> tuple[str, ...]:
        return ("partner_rejection",)


Decision = Acceptance | Rejection
