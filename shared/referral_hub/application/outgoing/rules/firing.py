"""What the rules make of an opportunity that somebody saved. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from referral_hub.application.outgoing.creating import Draft, Wanted, draft
from referral_hub.application.outgoing.desk import SharingDesk
from referral_hub.domain.crm import Account, Opportunity
from referral_hub.domain.errors import HubError
from referral_hub.domain.outgoing.origin import Origin, OriginKind
from referral_hub.domain.outgoing.rules import ReferralRule
from referral_hub.domain.policies.crm_record import CrmPaths, CrmRecord
from referral_hub.domain.policies.preview import FORMS
from referral_hub.ports import Crm, PartnerConnection
from referral_hub.records.rules import Rules

PERMITTED = "permitted"
_NOT_PERMITTED = "this user may not share by this rule"


@dataclass(frozen=True)
class Finding:
    """
    What a rule makes of an opportunity that came to meet its criteria.

    `problems` are all that is in the way, by field of the partner's form, or `permitted`; `claim`
    stands for this transition and no other. Without a draft there is nothing to create.
    """

    rule: ReferralRule
    claim: str
    draft: Draft | None
    problems: Mapping[str, str]

    @property
    def vetoes(self) -> bool:
        """Whether the save must fail: what goes out at once has to be right, and allowed."""
        return self.rule.ready_for_submit and bool(self.problems)

    @property
    def shared(self) -> Draft | None:
        """What is to be created: what does not go out yet may lack something, but not the leave."""
        return None if self.vetoes or PERMITTED in self.problems else self.draft


@dataclass(frozen=True)
class RuleDesk:
    """The rules, and all that it takes to follow one."""

    rules: Rules
    sharing: SharingDesk
    connection: Callable[[str], PartnerConnection]

    @property
    def crm(self) -> Crm:
        return self.sharing.crm

    @cached_property
    def paths(self) -> CrmPaths:
        return CrmPaths.of({what: self.crm.describe(what) for what in FORMS})

    def record(self, opportunity: Opportunity, account: Account | None) -> CrmRecord:
        return CrmRecord.of(self.paths, opportunity, account)

    def account_of(self, opportunity: Opportunity, rules: Sequence[ReferralRule]) -> Account | None:
        """Read the account, if one of the rules looks at it."""
        if not opportunity.account_id or not any(rule.reads_account for rule in rules):
            return None
        return self.crm.account(opportunity.account_id)

    def entered(self, before: Opportunity | None, after: Opportunity) -> Iterator[ReferralRule]:
        """Walk the rules whose criteria the opportunity meets now and did not meet before."""
        active = self.rules.active()
        account = self.account_of(after, active)
        for rule in active:
            was = before is not None and rule.is_met_by(self.record(before, account))
            if not was and rule.is_met_by(self.record(after, account)):
                yield rule

    def finding(
        self,
        rule: ReferralRule,
        opportunity: Opportunity,
        *,
        transition: int,
        users: Sequence[str],
        by: str,
        now: datetime,
    ) -> Finding:
        """
        Raises:
            Unavailable: the CRM could not be asked, or the partner's settings do not fit.
        """
        claim = f"rule#{rule.rule_id}#{opportunity.opportunity_id}#{transition}"
        denied = {} if rule.permits(users) else {PERMITTED: _NOT_PERMITTED}
        try:
            made = self._draft(rule, opportunity, by, now)
        except HubError as refusal:
            told = refusal.fields or {"partner_id": refusal.detail}
            return Finding(rule, claim, None, {**denied, **told})
        wrong = made.problems(now.date()) if rule.ready_for_submit else {}
        explained = {name: self._explained(rule, name, why) for name, why in wrong.items()}
        return Finding(rule, claim, made, denied | explained)

    def _draft(self, rule: ReferralRule, opportunity: Opportunity, by: str, now: datetime) -> Draft:
        wanted = Wanted(
            partner_id=rule.partner_id,
            fields=rule.fields,
            solutions=rule.solutions,
            opportunity_id=opportunity.opportunity_id,
            opportunity=opportunity,
            link_locked=True,
            ready=rule.ready_for_submit,
            origin=Origin(how=OriginKind.AUTOMATIC, rule=rule.rule_id, rule_version=rule.version),
        )
        return draft(
            wanted=wanted,
            by=by,
            now=now,
            desk=self.sharing,
            connection=self.connection(rule.partner_id),
        )

    def _explained(self, rule: ReferralRule, name: str, why: str) -> str:
        """Name the CRM's fields that fill a field of the form, since those are what people see."""
        policy = self.sharing.policy_for(rule.partner_id)
        mappings = [m for m in policy.outgoing_mapping if m.target == name]
        read = [path for path in self.paths if any(m.reads(path) for m in mappings)]
        return f"{why} (filled from {', '.join(read)})" if read else why
