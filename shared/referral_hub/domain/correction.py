"""What a person corrects with a retry: choices that nothing was made of so far."""

from __future__ import annotations

from pydantic import Field

from .errors import HubError
from .forms import Fields
from .policies.policy import IntakePolicy
from .referrals.decision import Acceptance, AccountChoice, OpportunityChoice
from .referrals.referral import Referral
from .shapes import Frozen


class NotCorrectable(HubError):
    code = "not_correctable"
    fix = (
        "Change in the CRM what was created there, or edit the deal"
        " (PATCH /v1/referrals/{number}/deal); retry without these fields."
    )


class Correction(Frozen):
    """Overrides to be set over those of the acceptance."""

    account: Fields = Field(default_factory=dict)
    opportunity: Fields = Field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        account = [f"account.{name}" for name in sorted(self.account)]
        return (*account, *(f"opportunity.{name}" for name in sorted(self.opportunity)))

    def must_be_in_time(self, referral: Referral) -> None:
        """
        Raises:
            NotCorrectable: something of it is in the CRM already; names everything that is.
        """
        late = _too_late(referral)
        told = {name: name.partition(".")[0] for name in self.names}
        wrong = {name: late[what] for name, what in told.items() if what in late}
        if wrong:
            raise NotCorrectable("; ".join(f"{k}: {v}" for k, v in wrong.items()), fields=wrong)

    def over(self, acceptance: Acceptance, policy: IntakePolicy) -> Acceptance:
        """Set it over an acceptance, which is then carried out under this policy."""
        pin = {"policy_version": policy.version, "policy_scope": policy.scope.text}
        update: dict[str, object] = {**pin}
        if pin != {name: getattr(acceptance, name) for name in pin}:
            update["decided_under"] = acceptance.first_policy_version
        if self.account and acceptance.account.create is not None:
            create = {**acceptance.account.create, **self.account}
            update["account"] = AccountChoice(create=create)
        if self.opportunity:
            fields = {**acceptance.opportunity.fields, **self.opportunity}
            update["opportunity"] = OpportunityChoice(fields=fields)
        return acceptance.model_copy(update=update)


NOTHING = Correction.model_construct(account={}, opportunity={})


def _too_late(referral: Referral) -> dict[str, str]:
    """Say of account and opportunity why they cannot be corrected."""
    accepted = referral.acceptance
    if accepted is None:
        return dict.fromkeys(("account", "opportunity"), "the referral is not accepted")
    late = {}
    if referral.account_id:
        late["account"] = "the account is in the CRM already"
    if accepted.opportunity.existing or referral.opportunity_id:
        late["opportunity"] = "the opportunity is in the CRM already"
    return late
