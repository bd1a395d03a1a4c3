"""What the hub tells of outgoing referrals without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from referral_hub.domain.access import Principal
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import OutgoingNotFound
from referral_hub.domain.outgoing.story import outgoing_story
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import PartnerConnection
from referral_hub.records.outgoing import OutgoingReferrals, listed_at
from referral_hub.records.timeline import Timeline

from .checking import problems

# A look that finds nothing must end: so many referrals are looked through per page.
SCAN = 500


@dataclass(frozen=True)
class OutgoingPage:
    """Some referrals, newest first; `after` is where to go on, empty at the end."""

    referrals: tuple[OutgoingReferral, ...]
    after: str = ""


def opened(*, number: str, by: Principal, outgoing: OutgoingReferrals) -> OutgoingReferral:
    """
    Raises:
        OutgoingNotFound: there is none of this number, or it is for another partner.
    """
    found = outgoing.find(number)
    if found is None or not by.may_see(found.partner_id):
        raise OutgoingNotFound(f"no outgoing referral {number}")
    return found


def listed(
    *,
    statuses: Sequence[OutgoingStatus],
    partner_id: str,
    by: Principal,
    limit: int,
    before: str,
    outgoing: OutgoingReferrals,
) -> OutgoingPage:
    """
    List outgoing referrals, newest first; no status stands for all.

    A page looks through up to 500: it may be short, or empty, and still have a next one.
    """
    wanted, whose = frozenset(statuses or OutgoingStatus), by.among(partner_id)
    # Of partners every status is walked: what is not looked for counts towards the end.
    walked = tuple(wanted) if whose is None else tuple(OutgoingStatus)
    found: list[OutgoingReferral] = []
    place = ""
    walk = outgoing.newest(statuses=walked, partner_ids=whose, before=before)
    for seen, referral in enumerate(walk):
        if len(found) == limit or seen == SCAN:
            return OutgoingPage(tuple(found), after=place)
        place = listed_at(referral)
        if referral.status in wanted:
            found.append(referral)
    return OutgoingPage(tuple(found))


def not_ready(
    *, referral: OutgoingReferral, connect: Callable[[str], PartnerConnection], today: date
) -> Mapping[str, str]:
    """
    Name all that submitting a draft would refuse now; nothing once it is submitted. A partner that
    cannot be connected hides no draft.
    """
    if referral.ready:
        return {}
    try:
        takes = connect(referral.partner_id).takes
    except (PartnerNotFound, Unavailable) as trouble:
        return {"partner_id": f"cannot be connected: {trouble}"}
    return problems(referral, takes, today=today) if takes else {}


def story(
    *, referral: OutgoingReferral, outgoing: OutgoingReferrals, noted: Timeline
) -> list[TimelineEntry]:
    """Tell what happened to the referral, oldest first (X-4)."""
    side = outgoing.partners_side(referral.number)
    return outgoing_story(referral, side, noted.of(referral.number))
