"""Each contact's way into the CRM: known already and left alone, or created and given its role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from referral_hub.domain.contacts import ContactArrival, Match, MatchKind, decide_match
from referral_hub.domain.crm import ContactRole
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.policy import ContactSyncMode, ExistingContact, IntakePolicy
from referral_hub.domain.referral import Referral
from referral_hub.ports import Crm
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Referrals
from referral_hub.records.settings import Policies

from .decisions import policy_for
from .effects import Effects

SKIP, CREATE = "skip", "create"


def match(
    *,
    number: str,
    contact_key: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    policies: Policies,
    crm: Crm,
) -> tuple[ContactArrival, str]:
    """
    Decide whether the account has this person already; the decision is kept with what it rests on.

    Returns the contact and `skip` or `create`. Once creation has begun the decision stands:
    what would match now is what we created.
    """
    referral = referrals.get(number)
    arrival = contacts.get(number, contact_key)
    if arrival.carried:
        return arrival, SKIP
    if arrival.ledger.effects:
        return arrival, CREATE
    found = decide_match(arrival.info, crm.contacts_like(referral.account_id, arrival.info))
    arrival = arrival.matched(found)
    if not _leave_alone(found, policy_for(referral, policies)):
        return contacts.save(arrival), CREATE
    return contacts.save(arrival.settled("skipped", at=now)), SKIP


def _leave_alone(found: Match, policy: IntakePolicy) -> bool:
    return (
        found.kind is MatchKind.EXISTING
        and policy.existing_contact is ExistingContact.SKIP
        and policy.contact_sync is not ContactSyncMode.CREATE_AND_UPDATE
    )


def create(
    *,
    number: str,
    contact_key: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    policies: Policies,
    crm: Crm,
    effects: Effects,
) -> ContactArrival:
    """
    Create the contact (or take the one that the account has) and give it its role on the
    opportunity.

    Returns the contact; without an `outcome` the CRM refused, and the ledger says why.

    Raises:
        Unavailable, Conflict: try again.
    """
    referral = referrals.get(number)
    arrival = contacts.get(number, contact_key)
    if arrival.carried:
        return arrival
    journey = _Journey(referral, arrival, policy_for(referral, policies), contacts, crm, effects)
    settled = journey.into_the_crm().onto_the_opportunity()
    return contacts.save(settled.arrival.settled(settled.outcome, at=now))


def facts(arrival: ContactArrival) -> dict[str, str | list[str]]:
    """Tell what became of a contact in ids and short words, fit for an execution's history."""
    match = arrival.match
    found = match.contact_id if match else ""
    return {
        "contact_key": arrival.key,
        "match": match.kind.value if match else "",
        "matched_on": list(match.keys) if match else [],
        "crm_contact_id": arrival.ledger.result("contact") or found,
        "outcome": arrival.outcome,
    }


@dataclass(frozen=True)
class _Journey:
    """One contact's effects in order; a refusal stops it, and leaves `outcome` empty."""

    referral: Referral
    arrival: ContactArrival
    policy: IntakePolicy
    contacts: Contacts
    crm: Crm
    effects: Effects
    contact_id: str = ""
    outcome: str = ""

    def into_the_crm(self) -> _Journey:
        match = self.arrival.match
        if match is None or match.kind is MatchKind.NEW:
            return self._do("contact", self._create, "created")
        if self.policy.contact_sync is ContactSyncMode.CREATE_AND_UPDATE:
            return self._do("contact_update", self._update, "updated")
        return replace(self, contact_id=match.contact_id, outcome="linked")

    def onto_the_opportunity(self) -> _Journey:
        if not self.outcome or _known_and_not_linked(self.arrival, self.policy):
            return self
        return self._do("role", self._give_role, self.outcome)

    def _do(self, name: str, call: Callable[[str], Outcome], becomes: str) -> _Journey:
        arrival, outcome = self.effects.perform(
            self.arrival, name, call, save=self.contacts.save, about=self.arrival.key
        )
        if not isinstance(outcome, Done):
            return replace(self, arrival=arrival, outcome="")
        return replace(self, arrival=arrival, outcome=becomes, contact_id=outcome.result)

    def _create(self, token: str) -> Outcome:
        return self.crm.create_contact(self.referral.account_id, self.arrival.info, token=token)

    def _update(self, _: str) -> Outcome:
        wanted = self.arrival.match.contact_id if self.arrival.match else ""
        found = self.crm.contacts_like(self.referral.account_id, self.arrival.info)
        mine = next((c for c in found if c.contact_id == wanted), None)
        if mine is None:
            return Refused(reason=f"the contact {wanted} is no longer there")
        return self.crm.update_contact(mine, self.arrival.info)

    def _give_role(self, token: str) -> Outcome:
        role = ContactRole(
            contact_id=self.contact_id,
            opportunity_id=self.referral.opportunity_id,
            role=self.policy.contact_role,
            association_type=self.policy.association_type,
        )
        return self.crm.give_role(role, token=token)


def _known_and_not_linked(arrival: ContactArrival, policy: IntakePolicy) -> bool:
    known = arrival.match is not None and arrival.match.kind is MatchKind.EXISTING
    return known and policy.existing_contact is ExistingContact.SKIP
