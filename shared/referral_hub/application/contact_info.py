"""
Contact info comes in: early, late, in parts, twice or several at once; whoever waits for it is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from referral_hub.domain.contacts.arrivals import ContactArrival, arrivals_to_store, ready_keys
from referral_hub.domain.contacts.contact import MOST_CONTACTS, ContactInfo, TooManyContacts
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import HintQueue, IntakeWorkflow
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Referrals

_LOOKS_FOR_ITSELF = (Progress.AWAITING_DECISION, Progress.CARRYING_OUT)


def arrive(
    *,
    referral: Referral,
    people: Iterable[ContactInfo],
    via: str,
    now: datetime,
    contacts: Contacts,
) -> list[ContactArrival]:
    """
    Keep what the partner told; repeats are dropped, partial notices completed. Returns what is new.

    Raises:
        TooManyContacts: one referral is one deal, not an address book; nothing of it is kept.
    """
    told = tuple(people)
    try:
        return _keep(referral, told, via, now, contacts)
    except Conflict:
        # Two notices at once: the other one was first, and this one adds what is left to add.
        return _keep(referral, told, via, now, contacts)


def _keep(
    referral: Referral,
    people: Iterable[ContactInfo],
    via: str,
    now: datetime,
    contacts: Contacts,
) -> list[ContactArrival]:
    known = contacts.of(referral.number)
    new = arrivals_to_store(known, people, number=referral.number, at=now, via=via)
    if len({arrival.key for arrival in (*known, *new)}) > MOST_CONTACTS:
        raise TooManyContacts(f"{referral.number} would have more than {MOST_CONTACTS} contacts")
    return [contacts.save(arrival) for arrival in new]


def await_contact_info(
    *,
    number: str,
    token: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    workflow: IntakeWorkflow,
    queue: HintQueue,
    is_asked: Callable[[str], bool],
) -> None:
    """
    Let the execution wait, unless contact info is here already.

    The token is stored before we look: if contact info arrives in between, one of the two sides
    sees both halves. Contacts that another run has carried meanwhile end the wait as well. A
    partner that is asked for news (`is_asked`) is asked once now: its own notice may have come
    before anybody waited.
    """
    referral = referrals.get(number)
    contacts.wait(number, token=token, now=now)
    arrivals = contacts.of(number)
    ready = ready_keys(arrivals)
    if ready or any(arrival.carried for arrival in arrivals):
        workflow.resume(token, ready)
    elif is_asked(referral.partner_id):
        hint = Hint(partner_id=referral.partner_id, about="contact_info", id=number)
        queue.send([hint.model_dump()])


def announce(
    *,
    number: str,
    contact_key: str,
    referrals: Referrals,
    contacts: Contacts,
    workflow: IntakeWorkflow,
) -> tuple[str, tuple[str, ...]]:
    """
    Bring a contact that has just been stored to whoever waits for it.

    Returns what was done, and the contacts that somebody took: `resumed` a waiting execution,
    `started` a short one because the wait had ended, or `left`: the execution under way, or the
    next one, looks for itself.
    """
    referral = referrals.get(number)
    looks = referral.progress in _LOOKS_FOR_ITSELF or referral.must_be_retried
    if referral.status is not Status.ACCEPTED or looks:
        return "left", ()
    arrivals = contacts.of(number)
    over = referral.progress is not Progress.AWAITING_CONTACT or _begun(arrivals)
    ready = ready_keys(arrivals, over=over)
    if contact_key not in ready:
        return "left", ()
    if not over:
        waiting = contacts.waiting(number)
        if waiting is None:
            return "left", ()
        if workflow.resume(waiting.token, ready):
            return "resumed", ready
    new = workflow.start(f"{referral.execution_name}-contact-{contact_key}", number)
    # One that was started before may have looked before the others came.
    return "started", ready if new else (contact_key,)


def _begun(arrivals: list[ContactArrival]) -> bool:
    """Whether the contacts that ended the wait are on their way already."""
    return any(not arrival.untouched for arrival in arrivals)
