"""Each contact's way into the CRM: known already and left alone, or created and given its role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import Match, decide_match
from referral_hub.domain.crm import Part
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm
from referral_hub.records.contacts import Contacts
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals

from .decisions import contact_policy_for
from .effects import Effects

SKIP, CREATE = "skip", "create"
# What a refusal says in the other system's own words.
_WORDS = ("reason", "fix")


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

    Raises:
        Unavailable: the CRM could not be asked; the reason is saved.
        Conflict: try again.
    """
    referral = referrals.get(number)
    if not referral.opportunity_id:
        raise Conflict(f"{number} has no opportunity yet")
    arrival = contacts.get(number, contact_key)
    if arrival.carried:
        return arrival, SKIP
    if arrival.ledger.effects:
        return arrival, CREATE
    all_told = contacts.of(number)
    try:
        found = _found(arrival, all_told, referral, crm)
    except Unavailable as trouble:
        silent = _without(arrival, trouble)
        contacts.save(arrival.troubled(silent.reason, cause=silent.cause, at=now))
        raise silent from None
    effects = contact_policy_for(referral, policies).contact_effects(found)
    arrival = arrival.matched(found, effects, identity=referral.identity, at=now)
    if effects:
        return contacts.save(arrival), CREATE
    return contacts.save(arrival.settled("skipped", at=now)), SKIP


def _found(
    arrival: ContactArrival, all_told: list[ContactArrival], referral: Referral, crm: Crm
) -> Match:
    """
    Raises:
        Conflict: an earlier notice of the same person is on its way into the CRM.
    """
    earlier = arrival.told_before(all_told)
    if earlier is None:
        return decide_match(arrival.info, crm.contacts_like(referral.account_id, arrival.info))
    if not earlier.carried:
        raise Conflict(f"contact {earlier.key}, the same person, is being carried")
    return arrival.known_from(earlier)


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
    Create the contact (or adopt the one that the CRM has) and give it its role on the opportunity.

    Returns the contact; without an `outcome` the CRM refused, and the ledger says why.

    Raises:
        Unavailable, Conflict: try again.
    """
    referral = referrals.get(number)
    arrival = contacts.get(number, contact_key)
    if arrival.carried:
        return arrival
    policy = contact_policy_for(referral, policies)
    calls = _Calls(referral, policy, crm)
    for name in arrival.ledger.effects:
        arrival, outcome = effects.perform(
            arrival, name, _discreet(calls.of(name), arrival), save=contacts.save
        )
        if isinstance(outcome, Refused):
            return contacts.save(arrival)
        arrival = arrival.knowing(outcome)
    return contacts.save(arrival.settled(_outcome(arrival), at=now))


def _discreet(
    call: Callable[[ContactArrival, str], Outcome], arrival: ContactArrival
) -> Callable[[str], Outcome]:
    """Take the person out of what the CRM says, which ends up in logs and on the timeline."""

    def discreet(token: str) -> Outcome:
        try:
            outcome = call(arrival, token)
        except Unavailable as trouble:
            # Not chained: a traceback shows the words of its causes.
            raise _without(arrival, trouble) from None
        if isinstance(outcome, Refused):
            hidden = {name: arrival.info.hidden_in(getattr(outcome, name)) for name in _WORDS}
            return outcome.model_copy(update=hidden)
        return outcome

    return discreet


def _without(arrival: ContactArrival, trouble: Unavailable) -> Unavailable:
    reason = arrival.info.hidden_in(trouble.reason)
    return Unavailable(trouble.system, reason, cause=trouble.cause)


def _outcome(arrival: ContactArrival) -> str:
    (name, first), *_ = arrival.ledger.effects.items()
    if first.adopted_on:
        return "adopted"
    return {"contact": "created", "contact_update": "updated"}.get(name, "linked")


def facts(arrival: ContactArrival) -> dict[str, str | list[str]]:
    """Tell what became of a contact in ids and short words, fit for an execution's history."""
    match = arrival.match
    return {
        "contact_key": arrival.key,
        "match": match.kind.value if match else "",
        "matched_on": list(match.keys) if match else [],
        "crm_contact_id": arrival.contact_id,
        "outcome": arrival.outcome,
    }


@dataclass(frozen=True)
class _Calls:
    """What each effect of a contact means to the CRM."""

    referral: Referral
    policy: IntakePolicy
    crm: Crm

    def of(self, name: str) -> Callable[[ContactArrival, str], Outcome]:
        return {"contact": self._create, "contact_update": self._update, "role": self._give_role}[
            name
        ]

    def _create(self, arrival: ContactArrival, token: str) -> Outcome:
        part = self._part if "role" in arrival.ledger.effects else None
        return self.crm.create_contact(
            self.referral.account_id, arrival.info, token=token, part=part
        )

    def _update(self, arrival: ContactArrival, _: str) -> Outcome:
        contact = self.crm.contact(self.referral.account_id, arrival.contact_id)
        if contact is None:
            return Refused(
                reason=f"the contact {arrival.contact_id} is no longer there",
                cause=Cause.RECORD_GONE,
                fix="Restore it in the CRM and retry, or dismiss the problem.",
            )
        edits = self.policy.updates_contacts
        told = arrival.info if edits else arrival.info.lacking_in(contact)
        return self.crm.update_contact(contact, told)

    def _give_role(self, arrival: ContactArrival, token: str) -> Outcome:
        return self.crm.give_role(self._part.of(arrival.contact_id), token=token)

    @property
    def _part(self) -> Part:
        return Part(
            opportunity_id=self.referral.opportunity_id,
            role=self.policy.contact_role,
            association_type=self.policy.association_type,
        )
