"""Create an outgoing referral: the one way in, whoever asks (OUT-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from referral_hub.domain.crm import Opportunity
from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.origin import Origin
from referral_hub.domain.outgoing.prefill import Prefilled
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.submission import Disclosure
from referral_hub.domain.policies.filling import UNMAPPED
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.ports import PartnerConnection, TakesReferrals

from .checking import must_be_known, must_fit, must_need_no_consent, not_ready, problems, taker
from .desk import SharingDesk
from .prefilling import prefilled


@dataclass(frozen=True)
class Wanted:
    """
    What somebody wants to share.

    `opportunity_id` is that of the CRM, if there is one; `link_locked` says that the referral is
    made from it. `fields` win over what the mappings give. `ready` is Ready For Submit, None what
    the policy says. Two calls under one `claim` make one referral. `opportunity` is there where it
    was read already, or is about to be saved.
    """

    partner_id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    solutions: tuple[str, ...] = ()
    opportunity_id: str = ""
    link_locked: bool = False
    ready: bool | None = None
    origin: Origin = field(default_factory=Origin)
    claim: str = ""
    opportunity: Opportunity | None = None


@dataclass(frozen=True)
class Draft:
    """
    What would be created: the referral without a number, and where its values come from.
    `disclosure` is there where the client had to consent.
    """

    referral: OutgoingReferral
    filled: Prefilled
    takes: TakesReferrals
    ready: bool
    disclosure: Disclosure | None = None

    def problems(self, today: date) -> dict[str, str]:
        """Name all that submitting would refuse, by field; a mapping that fails says so itself."""
        wrong = problems(self.referral, self.takes, today=today)
        why = {name: self._why(name, told) for name, told in wrong.items()}
        return {**why, **self.filled.problems}

    def numbered(self, number: str, *, now: datetime) -> OutgoingReferral:
        """The referral as it is filed: its partner's side due, and submitted if it is ready."""
        made = self.referral.model_copy(update={"number": number}).recorded(at=now)
        if not self.ready:
            return made
        return made.submitted(
            by=made.created_by,
            at=now,
            steps=self.takes.steps,
            tells_stage=self.takes.tells_stage,
            disclosure=self.disclosure,
        )

    def _why(self, name: str, told: str) -> str:
        """Say of what is empty whether anything should have filled it."""
        origins = {one.name: one.origin for one in self.filled.fields if not one.value.strip()}
        if name not in origins or not self.referral.opportunity_id:
            return told
        unmapped = origins[name] == UNMAPPED
        return f"{told}: {'no mapping fills it' if unmapped else 'what fills it is empty'}"


def draft(
    *,
    wanted: Wanted,
    by: str,
    now: datetime,
    desk: SharingDesk,
    connection: PartnerConnection,
) -> Draft:
    """
    Work out what `create` would create; nothing is written.

    Raises:
        ConsentNeeded: it has to be sent as an access referral.
        TakesNoReferrals, UnknownFields, TooLong, UnknownCrmRecord, ChannelConflict, Unavailable: as
            `drafted`.
    """
    must_need_no_consent(connection, wanted.partner_id)
    return drafted(wanted=wanted, by=by, now=now, desk=desk, connection=connection)


def drafted(
    *,
    wanted: Wanted,
    by: str,
    now: datetime,
    desk: SharingDesk,
    connection: PartnerConnection,
) -> Draft:
    """
    Work out what is to be filed by whoever has asked for consent, where that is needed.

    Raises:
        TakesNoReferrals, UnknownFields, TooLong, UnknownCrmRecord: what is wanted.
        ChannelConflict: another partner is protected.
        Unavailable: the CRM could not be asked.
    """
    takes = taker(connection, wanted.partner_id)
    must_be_known(wanted.fields, takes.form())
    filled = prefilled(
        partner_id=wanted.partner_id,
        opportunity_id=wanted.opportunity_id,
        edits=wanted.fields,
        policies=desk.policies,
        crm=desk.crm,
        form=takes.form(),
        opportunity=wanted.opportunity,
    )
    must_fit(filled.values)
    ready = filled.ready_for_submit if wanted.ready is None else wanted.ready
    checked = desk.checked(_referral(wanted, filled, desk.new_key(), by, now), now=now)
    return Draft(checked, filled, takes, ready)


def create(
    *,
    wanted: Wanted,
    by: str,
    now: datetime,
    desk: SharingDesk,
    connection: PartnerConnection,
) -> tuple[OutgoingReferral, bool]:
    """
    Keep a new referral, whose partner's side is recorded in the background; one that is ready is
    submitted in the same write.

    Returns the referral, and whether this call made it.

    Raises:
        TakesNoReferrals, ConsentNeeded, UnknownFields, TooLong, UnknownCrmRecord, NotReady,
            ChannelConflict: nothing was written.
        Unavailable: the CRM could not be asked.
        Conflict: another call under the same claim is at work; try again.
    """
    made = draft(wanted=wanted, by=by, now=now, desk=desk, connection=connection)
    if made.ready and (wrong := made.problems(now.date())):
        raise not_ready(wrong)
    return filed(made, claim=wanted.claim, now=now, desk=desk)


def filed(
    made: Draft, *, claim: str, now: datetime, desk: SharingDesk
) -> tuple[OutgoingReferral, bool]:
    """
    Keep a draft that may be created, once per claim; `create` says what is returned.

    Raises:
        Conflict: another call under the same claim is at work; try again.
    """
    number = desk.outgoing.number_for(claim)
    if found := desk.outgoing.find(number):
        return found, False
    numbered = made.numbered(number, now=now)
    desk.customers.remember(numbered)
    try:
        return desk.outgoing.file(numbered), True
    except Conflict:
        return desk.outgoing.get(number), False


def _referral(
    wanted: Wanted, filled: Prefilled, key: str, by: str, now: datetime
) -> OutgoingReferral:
    chosen = filled.opportunity_id
    return OutgoingReferral(
        number="",
        key=key,
        partner_id=wanted.partner_id,
        fields=filled.values,
        solutions=wanted.solutions,
        account=AccountChoice(existing=filled.account_id) if filled.account_id else None,
        opportunity=OpportunityChoice(existing=chosen) if chosen else None,
        link_locked=wanted.link_locked and bool(chosen),
        policy_version=filled.policy_version,
        policy_scope=filled.policy_scope,
        created_by=by,
        created_at=now,
        origin=wanted.origin,
    )
