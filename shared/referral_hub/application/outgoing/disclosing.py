"""Send a deal to another organisation, with the client's consent, for good (AX-1, AX-4, AX-5)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from referral_hub.domain.access import Principal
from referral_hub.domain.effects import effect_token
from referral_hub.domain.outgoing.disclosed import OWNER, content_of, without_people
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import (
    ConfirmationNeeded,
    ConsentNeeded,
    FeatureNotOffered,
    NoOutboundLink,
    OutboundLinkOff,
)
from referral_hub.domain.outgoing.submission import Consent, Disclosure, OutboundLink
from referral_hub.domain.outgoing.terms import fields_of
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.ports import PartnerConnection
from referral_hub.records.features import Features

from .checking import not_ready, taker
from .creating import Draft, Wanted, drafted, filed
from .desk import SharingDesk

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sending:
    """
    What somebody wants to send to a peer.

    The deal is that of an opportunity of the CRM, or of another referral, `number`; or all of it
    stands in `fields`, which win over the others. `feature` is empty for that of the link.
    """

    partner_id: str
    opportunity_id: str = ""
    number: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    feature: str = ""
    note: str = ""
    consent: Consent | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class Outline:
    """What would be disclosed: `content` goes out as it stands here, and `problems` keep it."""

    link: OutboundLink
    draft: Draft
    content: Mapping[str, Any]
    problems: Mapping[str, str]


@dataclass(frozen=True)
class DisclosureDesk:
    """Where a deal is sent from: by whom, and over which link."""

    sharing: SharingDesk
    features: Features
    connection: PartnerConnection
    by: Principal

    def link(self, sending: Sending) -> OutboundLink:
        """
        Raises:
            TakesNoReferrals, NoOutboundLink, OutboundLinkOff, FeatureNotOffered: it cannot go.
        """
        taker(self.connection, sending.partner_id)
        link, partner_id = self.connection.link, sending.partner_id
        if link is None:
            told = f"{partner_id} is no organisation that deals are disclosed to"
            raise NoOutboundLink(told, fields={"partner_id": told})
        if not link.enabled:
            raise OutboundLinkOff(f"nothing is sent to {partner_id} while its link is off")
        self._must_offer(link, sending.feature or link.feature)
        return link

    def _must_offer(self, link: OutboundLink, feature_id: str) -> None:
        feature = self.features.find(feature_id)
        if feature_id != link.feature:
            told = f"this link is offered by {link.feature}"
        elif feature is None:
            told = f"there is no feature {feature_id}"
        elif not feature.is_offered_in(link.workflow):
            told = f"{feature.name} is not offered in the workflow {link.workflow}"
        else:
            return
        raise FeatureNotOffered(told, fields={"feature": told})

    def found(self, sending: Sending) -> Sending:
        """
        Look the referral up that the deal is named by, if it is; its opportunity stands for it.

        Raises:
            ReferralNotFound: there is none, or the caller may not see it.
        """
        if not sending.number:
            return sending
        there = self.sharing.referrals.find(sending.number)
        known = there or self.sharing.outgoing.find(sending.number)
        if known is None or not self.by.may_see(known.partner_id):
            raise ReferralNotFound(f"no referral {sending.number}")
        if known.opportunity_id:
            return replace(sending, opportunity_id=known.opportunity_id)
        return replace(sending, fields={**self._said(known), **sending.fields})

    def _said(self, known: Referral | OutgoingReferral) -> dict[str, str]:
        """What was shared with somebody else beyond the shared fields stays with those two."""
        if isinstance(known, Referral):
            return fields_of(self.sharing.referrals.invitation_of(known))
        names = {each.name for each in SHARED}
        return {name: text for name, text in known.fields.items() if name in names}


def outline(*, sending: Sending, now: datetime, desk: DisclosureDesk) -> Outline:
    """
    Work out what would be disclosed, in the very words; nothing is written, nobody is told.

    Raises:
        TakesNoReferrals, NoOutboundLink, OutboundLinkOff, FeatureNotOffered, ReferralNotFound: it
            cannot go there.
        UnknownFields, TooLong, UnknownCrmRecord, ChannelConflict: as when a referral is created.
        Unavailable: the CRM could not be asked.
    """
    link = desk.link(sending)
    return _outlined(desk.found(sending), link, now, desk)


def disclose(
    *, sending: Sending, now: datetime, desk: DisclosureDesk
) -> tuple[OutgoingReferral, bool]:
    """
    Send a deal: once, however often it is asked for, and never to be taken back. Returns the
    referral, and whether this call made it.

    Raises:
        ConfirmationNeeded: nobody has confirmed; it names what would be disclosed.
        ConsentNeeded: nobody has recorded that the client agreed.
        NotReady: the peer would refuse it.
        TakesNoReferrals, NoOutboundLink, OutboundLinkOff, FeatureNotOffered, ReferralNotFound,
            UnknownFields, TooLong, UnknownCrmRecord, ChannelConflict, Unavailable: as `outline`.
        Conflict: another call sends the same at this moment; try again.
    """
    sending = desk.found(sending)
    if sending.confirmed and (known := _sent_before(sending, desk)):
        return known, False
    link = desk.link(sending)
    shown = _outlined(sending, link, now, desk)
    _must_be_meant(sending, shown, now)
    sending = replace(sending, opportunity_id=shown.draft.filled.opportunity_id)
    if known := _sent_before(sending, desk) or _sent_by_number(sending, shown, desk):
        return known, False
    if shown.problems:
        raise not_ready(shown.problems)
    return filed(shown.draft, claim=_claims(sending)[0], now=now, desk=desk.sharing)


def _sent_before(sending: Sending, desk: DisclosureDesk) -> OutgoingReferral | None:
    """Find what this peer was sent of the deal, by whichever of its names it was asked for."""
    outgoing, opportunity_id = desk.sharing.outgoing, sending.opportunity_id
    found = [outgoing.claimed(claim) for claim in _claims(sending)]
    found += [outgoing.find(sending.number)] if sending.number else []
    found += outgoing.shared_from(opportunity_id) if opportunity_id else []
    return next((it for it in found if it and _is_sent_to(sending.partner_id, it)), None)


def _sent_by_number(
    sending: Sending, shown: Outline, desk: DisclosureDesk
) -> OutgoingReferral | None:
    """
    Find what this peer was sent of the deal under the number of a referral that had no opportunity
    then; nothing leads back from the opportunity, but its customer does.
    """
    numbers = _numbers_with(sending.opportunity_id, shown.draft.referral, desk.sharing)
    by_number = (_sent_before(replace(sending, number=number), desk) for number in numbers)
    return next(filter(None, by_number), None)


def _numbers_with(
    opportunity_id: str, deal: OutgoingReferral, sharing: SharingDesk
) -> Iterator[str]:
    """Walk the referrals of the deal's customer that have this opportunity by now."""
    for key in deal.customer_keys if opportunity_id else ():
        for number, _ in sharing.customers.references(key, since=_EVER):
            known = sharing.referrals.find(number) or sharing.outgoing.find(number)
            if known and known.opportunity_id == opportunity_id:
                yield number


def _is_sent_to(partner_id: str, referral: OutgoingReferral) -> bool:
    return referral.partner_id == partner_id and referral.disclosure is not None


def _outlined(sending: Sending, link: OutboundLink, now: datetime, desk: DisclosureDesk) -> Outline:
    people = sending.consent is not None and sending.consent.contacts
    made = drafted(
        wanted=_wanted(sending, desk, people=people),
        by=desk.by.actor,
        now=now,
        desk=desk.sharing,
        connection=desk.connection,
    )
    if desk.by.user and not made.referral.fields.get(OWNER):
        # Somebody here has it: whoever sends it, if nobody is named.
        made = replace(made, referral=made.referral.edited({OWNER: desk.by.user}))
    told = content_of(made.referral.fields, contacts=people)
    if disclosure := _disclosure(sending, link, told):
        made = replace(made, disclosure=disclosure)
    return Outline(link, made, told, made.problems(now.date()))


def _disclosure(
    sending: Sending, link: OutboundLink, content: Mapping[str, Any]
) -> Disclosure | None:
    if sending.consent is None:
        return None
    return Disclosure(
        feature=sending.feature or link.feature,
        workflow=link.workflow,
        consent=sending.consent,
        note=sending.note,
        content=content,
    )


def _wanted(sending: Sending, desk: DisclosureDesk, *, people: bool) -> Wanted:
    names = [each.name for each in taker(desk.connection, sending.partner_id).form()]
    return Wanted(
        partner_id=sending.partner_id,
        fields=sending.fields if people else without_people(sending.fields, names),
        opportunity_id=sending.opportunity_id,
        link_locked=True,
        ready=True,
    )


def _must_be_meant(sending: Sending, shown: Outline, now: datetime) -> None:
    """
    Raises:
        ConfirmationNeeded, ConsentNeeded: it was not said that it is, and by whose leave.
    """
    if not sending.confirmed:
        names = ", ".join(_names_in(shown.content))
        told = f"sending cannot be undone; {sending.partner_id} would be told: {names}"
        raise ConfirmationNeeded(told, fields={"confirm": "must be true"})
    if sending.consent is None:
        told = "nobody has recorded that the client agrees to be disclosed"
        raise ConsentNeeded(told, fields={"consent": told})
    if sending.consent.given_at > now:
        told = "this consent is yet to be given"
        raise ConsentNeeded(told, fields={"consent.given_at": told})


def _names_in(content: Mapping[str, Any]) -> list[str]:
    told = []
    for part, said in content.items():
        each = said if isinstance(said, list) else [said]
        told += [f"{part}.{name}" for one in each for name in one]
    return told


def _claims(sending: Sending) -> tuple[str, ...]:
    """
    Name the deal: by its opportunity, by the referral it came with, else by all that was typed. The
    first is what it is filed under.
    """
    deals = [name for name in (sending.opportunity_id, sending.number) if name]
    said = {name: text.strip() for name, text in sending.fields.items() if text.strip()}
    typed = [] if deals else [json.dumps(said, sort_keys=True)]
    names = [(deal, "") for deal in deals] + [("", text) for text in typed]
    return tuple(effect_token("access", sending.partner_id, *name) for name in names)
