"""What the hub tells of referrals by code without changing anything."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.access import Principal
from referral_hub.domain.lifecycles.code import CodeNotFound, ReferralCode
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerNotFound
from referral_hub.domain.lifecycles.timeline import timeline_of
from referral_hub.domain.lifecycles.tracked import TrackedReferral, TrackedReferralNotFound
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.records.tracked import listed_at

from .desk import LifecycleDesk

# A look that finds nothing must end: so many referrals are looked through per page.
SCAN = 500


@dataclass(frozen=True)
class Sought:
    """What a list is asked for; what is empty does not matter."""

    partner_id: str = ""
    referrer_id: str = ""
    code: str = ""
    event: str = ""

    def fits(self, referral: TrackedReferral) -> bool:
        pairs = (
            (self.referrer_id, referral.referrer_id),
            (self.code, referral.code),
            (self.event, referral.event),
        )
        return all(wanted in ("", found) for wanted, found in pairs)


@dataclass(frozen=True)
class TrackedPage:
    """Some referrals, newest first; `after` is where to go on, empty at the end."""

    referrals: tuple[TrackedReferral, ...]
    after: str = ""


def opened(*, number: str, by: Principal, desk: LifecycleDesk) -> TrackedReferral:
    """
    Raises:
        TrackedReferralNotFound: there is none of this number, or it is another partner's.
    """
    found = desk.tracked.find(number)
    if found is None or not by.may_see(found.partner_id):
        raise TrackedReferralNotFound(f"no tracked referral {number}")
    return found


def story_of(*, number: str, by: Principal, desk: LifecycleDesk) -> list[TimelineEntry]:
    """
    Tell what happened to a referral and to its reward. Partners learn neither who of the host did
    it, nor which records of the host's CRM it was.

    Raises:
        TrackedReferralNotFound: as `opened`.
    """
    referral = opened(number=number, by=by, desk=desk)
    reward = desk.rewards.find(number)
    if not by.role.of_a_partner:
        return timeline_of(referral, reward)
    return [_unnamed(entry) for entry in timeline_of(referral.unplaced, reward)]


def listed(
    *, sought: Sought, by: Principal, limit: int, before: str, desk: LifecycleDesk
) -> TrackedPage:
    """
    List what reached a stage, newest first. A page looks through up to 500: it may be short, or
    empty, and still have a next one.
    """
    whose = _whose(sought, by, desk)
    found: list[TrackedReferral] = []
    place = ""
    walk = desk.tracked.newest(partner_ids=whose, before=before)
    for seen, referral in enumerate(walk):
        if len(found) == limit or seen == SCAN:
            return TrackedPage(tuple(found), after=place)
        place = listed_at(referral)
        if sought.fits(referral):
            found.append(referral)
    return TrackedPage(tuple(found))


def referrer(*, referrer_id: str, by: Principal, desk: LifecycleDesk) -> Referrer:
    """
    Raises:
        ReferrerNotFound: there is none of this id, or it is another partner's.
    """
    found = desk.referrers.find(referrer_id)
    if found is None or not by.may_see(found.partner_id):
        raise ReferrerNotFound(f"no referrer {referrer_id}")
    return found


def code(*, code: str, by: Principal, desk: LifecycleDesk) -> ReferralCode:
    """
    Raises:
        CodeNotFound: there is no such code, or it is another partner's.
    """
    found = desk.codes.find(code)
    owner = desk.referrers.find(found.referrer_id) if found else None
    if found is None or owner is None or not by.may_see(owner.partner_id):
        raise CodeNotFound(f"no referral code {code}")
    return found


def codes(*, referrer_id: str, by: Principal, desk: LifecycleDesk) -> list[ReferralCode]:
    """List the codes of one referrer, or of all that the caller may see."""
    mine = {r.referrer_id for r in _referrers(Sought(referrer_id=referrer_id), by, desk)}
    return [known for known in desk.codes.all() if known.referrer_id in mine]


def referrers(*, partner_id: str, by: Principal, desk: LifecycleDesk) -> list[Referrer]:
    return _referrers(Sought(partner_id=partner_id), by, desk)


def _whose(sought: Sought, by: Principal, desk: LifecycleDesk) -> tuple[str, ...] | None:
    """Name the partners whose lists are walked; None stands for everybody's."""
    known = desk.referrers.find(sought.referrer_id) if sought.referrer_id else None
    if known is None:
        return () if sought.referrer_id else by.among(sought.partner_id)
    fits = by.may_see(known.partner_id) and sought.partner_id in ("", known.partner_id)
    return (known.partner_id,) if fits else ()


def _referrers(sought: Sought, by: Principal, desk: LifecycleDesk) -> list[Referrer]:
    return [
        known
        for known in desk.referrers.all()
        if by.may_see(known.partner_id)
        and sought.partner_id in ("", known.partner_id)
        and sought.referrer_id in ("", known.referrer_id)
    ]


def _unnamed(entry: TimelineEntry) -> TimelineEntry:
    return entry.model_copy(update={"who": "host"}) if ":" in entry.who else entry
