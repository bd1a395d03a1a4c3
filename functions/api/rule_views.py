"""What the API shows of rules, and of what they make of opportunities."""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.application.outgoing.rules.firing import Finding
from referral_hub.application.outgoing.rules.ruling import RuleTrial
from referral_hub.domain.expressions.tracing import Traced
from referral_hub.domain.outgoing.rules import ReferralRule, Sighting
from referral_hub.domain.policies.filling import Filled
from referral_hub.domain.shapes import Frozen, Moment


class RuleList(Frozen):
    items: tuple[ReferralRule, ...]


class RuleFindingView(Frozen):
    """
    What a rule makes of an opportunity: whether a referral is created, or the save forbidden, and
    all that is wrong, by field of the partner's form, or `permitted`.
    """

    rule_id: str
    rule_version: int
    partner_id: str
    creates: bool
    vetoes: bool
    problems: Mapping[str, str] = {}
    fields: tuple[Filled, ...] = ()


class RuleTrialView(RuleFindingView):
    """
    What a rule would make of an opportunity that came to meet it now. `trace` says what each part
    of the criteria comes to; `last_seen` how the opportunity looked last, in a CRM that the hub
    only hears of.
    """

    met: bool
    trace: tuple[Traced, ...]
    last_seen: Sighting | None = None


class RuleCheckView(Frozen):
    """Whether a save may be done, and what each rule that comes to be met makes of it."""

    allowed: bool
    rules: tuple[RuleFindingView, ...]


class RuleFileView(Frozen):
    """A file to deploy into the CRM, by its place in the project that ships."""

    path: str
    text: str


class RuleFileList(Frozen):
    """None where the CRM evaluates no rules by itself."""

    items: tuple[RuleFileView, ...]


class SavedOpportunityView(Frozen):
    """An opportunity as it is saved; `referrals` are the numbers of those that rules created."""

    opportunity_id: str
    account_id: str
    fields: Mapping[str, str] = {}
    changed_at: Moment | None = None
    referrals: tuple[str, ...] = ()


def finding_view(finding: Finding) -> RuleFindingView:
    return RuleFindingView(
        rule_id=finding.rule.rule_id,
        rule_version=finding.rule.version,
        partner_id=finding.rule.partner_id,
        creates=finding.shared is not None,
        vetoes=finding.vetoes,
        problems=finding.problems,
        fields=finding.draft.filled.fields if finding.draft else (),
    )


def trial_view(trial: RuleTrial) -> RuleTrialView:
    told = finding_view(trial.finding)
    return RuleTrialView(**dict(told), met=trial.met, trace=trial.trace, last_seen=trial.seen)
