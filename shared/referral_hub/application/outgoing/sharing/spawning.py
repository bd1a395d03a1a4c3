"""
What is made in the CRM for an outgoing referral: the opportunity that somebody asked for, and its
account where that is new (OUT-2); and a note of what was disclosed (AX-7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referral_hub.application.effects import Effects
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.forms import Fields
from referral_hub.domain.outgoing.referral import DISCLOSED_NOTE, OutgoingReferral
from referral_hub.domain.outgoing.terms import terms_of

from .noting import note_of_disclosure
from .steps import Links
from .two_way import TwoWayDesk


class Spawning(StrEnum):
    """What came of it."""

    CREATED = "created"
    REFUSED = "refused"
    NOTHING = "nothing"


def spawn(
    *, number: str, now: datetime, desk: TwoWayDesk, effects: Effects, links: Links
) -> Spawning:
    """
    Create in the CRM what is due, each once, as the policy fills it that counts now.

    Raises:
        Unavailable, Conflict: try again.
    """
    referral = desk.outgoing.get(number)
    if not referral.due_in_crm:
        return Spawning.NOTHING
    return _Spawner(desk, effects, links, now).go_on(referral)


@dataclass(frozen=True)
class _Spawner:
    desk: TwoWayDesk
    effects: Effects
    links: Links
    now: datetime

    def go_on(self, referral: OutgoingReferral) -> Spawning:
        for name in referral.due_in_crm:
            if name == CrmObject.OPPORTUNITY:
                self.desk.creating(referral)
            referral, outcome = self._perform(referral, name)
            if isinstance(outcome, Refused):
                self.desk.outgoing.save(referral)
                return Spawning.REFUSED
            self._remember(referral)
            referral = self.desk.outgoing.save(referral)
        return Spawning.CREATED

    def _perform(self, referral: OutgoingReferral, name: str) -> tuple[OutgoingReferral, Outcome]:
        def call(token: str) -> Outcome:
            if name == DISCLOSED_NOTE:
                return note_of_disclosure(referral, self.desk.crm, token=token)
            what = CrmObject(name)
            policy = self.desk.policy_for(referral.partner_id)
            fields = policy.new_record(what, terms_of(referral), _typed(referral, what))
            if isinstance(fields, Refused):
                return fields
            if what is CrmObject.ACCOUNT:
                return self.desk.crm.create_account(fields, token=token)
            return self.desk.crm.create_opportunity(referral.account_id, fields, token=token)

        return self.effects.perform(referral, name, call, save=self.desk.outgoing.save)

    def _remember(self, referral: OutgoingReferral) -> None:
        """Before it is saved: after a crash in between, it is done again."""
        if referral.opportunity_id:
            self.desk.outgoing.share_from(referral.opportunity_id, referral)
            if self.links.crm and referral.ready:
                self.links.crm.link(referral)


def _typed(referral: OutgoingReferral, what: CrmObject) -> Fields:
    if what is CrmObject.ACCOUNT:
        return (referral.account.create if referral.account else None) or {}
    return referral.opportunity.fields if referral.opportunity else {}
