"""
How a run of the workflow ends: done, overdue, or failed with a plain reason.

A run that was overtaken by a retry has no say any more; `execution` tells which run is speaking.
Each use case says whether it changed anything, so that what is counted happened.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from referral_hub.domain.contacts.arrivals import HUB_FAILED_SAYS, ready_keys
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline


def close(
    *,
    number: str,
    execution: str,
    left_behind: Collection[str],
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    timeline: Timeline,
) -> tuple[Referral, bool]:
    """
    End the run: done when its contacts were carried, failed when one was left behind.

    `left_behind` are the keys of the run's own contacts that could not be carried; other runs
    answer for theirs, and the last one to end calls the referral done. Without any contact the
    referral stays as it is: overdue. Returns the referral, and whether this call changed it.
    """
    referral = referrals.get(number)
    if not referral.is_run_by(execution):
        return referral, False
    arrivals = contacts.of(number)
    behind = [a for a in arrivals if a.key in left_behind and not a.carried]
    if behind:
        left = [a if a.left_at else contacts.save(a.left_behind(at=now)) for a in behind]
        why = "; ".join(arrival.problem for arrival in left)
        return _fail(referral, referral.failed(why, left_contacts=True), now, referrals, timeline)
    under_way = any(not a.carried and not a.info.partial for a in arrivals)
    ended = referral.progress in (Progress.DONE, Progress.FAILED)
    if under_way or ended or not any(a.carried for a in arrivals):
        return referral, False
    return referrals.save(referral.done()), True


def record_overdue(
    *,
    number: str,
    execution: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    timeline: Timeline,
) -> tuple[tuple[str, ...], bool]:
    """
    Say that the wait is over, and return the contacts that can be carried all the same.

    A partial contact is carried now: its other half may never come. Returns the contacts, and
    whether this call made the referral overdue.
    """
    referral = referrals.get(number)
    ready = ready_keys(contacts.of(number), over=True)
    late = referral.overdue()
    if ready or late is referral or not referral.is_run_by(execution):
        return ready, False
    why = "no contact info within the wait; it is carried through when it comes"
    timeline.add(number, TimelineEntry(at=now, who="hub", what="contact_info.overdue", why=why))
    referrals.save(late)
    return ready, True


def record_failure(
    *,
    number: str,
    execution: str,
    now: datetime,
    referrals: Referrals,
    timeline: Timeline,
) -> tuple[Referral, bool]:
    """
    Make a failed run visible: the referral says why, in the words of the effect that could not be
    done. Returns the referral, and whether this call changed it.
    """
    referral = referrals.get(number)
    if referral.progress is Progress.FAILED or not referral.is_run_by(execution):
        return referral, False
    effects = referral.ledger.effects.items()
    reasons = [f"{name}: {effect.problem}" for name, effect in effects if effect.problem]
    why = "; ".join(reasons) or HUB_FAILED_SAYS
    return _fail(referral, referral.failed(why), now, referrals, timeline)


def _fail(
    referral: Referral, failed: Referral, now: datetime, referrals: Referrals, timeline: Timeline
) -> tuple[Referral, bool]:
    if referral.progress is Progress.FAILED and referral.problem == failed.problem:
        return referral, False  # told before, by a call whose answer got lost
    entry = TimelineEntry(at=now, who="hub", what="referral.failed", why=failed.problem)
    timeline.add(referral.number, entry)
    return referrals.save(failed), True
