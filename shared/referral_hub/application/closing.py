"""How a run of the workflow ends: done, overdue, or failed with a plain reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from referral_hub.domain.referral import Progress, Referral
from referral_hub.domain.timeline import TimelineEntry
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline

from .carrying_out import ready_keys


def close(
    *,
    number: str,
    left_behind: Collection[str],
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    timeline: Timeline,
) -> Referral:
    """
    End the run: done when its contacts were carried, failed when one was left behind.

    `left_behind` are the keys of the run's own contacts that could not be carried; other runs
    answer for theirs, and the last one to end calls the referral done. Without any contact the
    referral stays as it is: overdue.
    """
    referral = referrals.get(number)
    arrivals = contacts.of(number)
    behind = [a for a in arrivals if a.key in left_behind and not a.carried]
    if behind:
        troubles = [a.trouble for a in behind if a.trouble]
        why = "; ".join(troubles) or "a contact was left behind"
        return _fail(referral, why, now, referrals, timeline)
    under_way = any(not a.carried and not a.info.partial for a in arrivals)
    if under_way or referral.progress is Progress.FAILED or not any(a.carried for a in arrivals):
        return referral
    contacts.stop_hoping(referral.partner_id, number)
    return referral if referral.progress is Progress.DONE else referrals.save(referral.done())


def record_overdue(
    *,
    number: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    timeline: Timeline,
) -> tuple[str, ...]:
    """
    Say that the wait is over, and return the contacts that can be carried all the same.

    A partial contact is carried now: its other half may never come.
    """
    referral = referrals.get(number)
    ready = ready_keys(contacts.of(number), partial=True)
    if not ready and referral.overdue() is not referral:
        why = "no contact info within the wait; it is carried through when it comes"
        timeline.add(number, TimelineEntry(at=now, who="hub", what="contact_info.overdue", why=why))
        referrals.save(referral.overdue())
    return ready


def record_failure(
    *, number: str, now: datetime, referrals: Referrals, timeline: Timeline
) -> Referral:
    """
    Make a failed run visible: the referral says why, in the words of the effect that could not be
    done.
    """
    referral = referrals.get(number)
    reasons = [e.problem for e in referral.ledger.effects.values() if e.problem]
    why = "; ".join(reasons) or "the hub itself failed; its log names the execution"
    return _fail(referral, why, now, referrals, timeline)


def _fail(
    referral: Referral, why: str, now: datetime, referrals: Referrals, timeline: Timeline
) -> Referral:
    if referral.progress is Progress.FAILED and referral.problem == why:
        return referral  # told before, by a call whose answer got lost
    entry = TimelineEntry(at=now, who="hub", what="referral.failed", why=why)
    timeline.add(referral.number, entry)
    return referrals.save(referral.failed(why))
