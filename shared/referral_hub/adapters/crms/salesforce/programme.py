"""
The org's own referral programme: it is told of each event of a sale once.

Source: Referral Marketing Developer Guide, "Referral Event" (the action processB2bReferralEvent)
and "TransactionJournal"; Actions Developer Guide, "Invoking Actions". The action knows no token, so
a call that was begun is written down first; whether one took effect whose answer got lost, the
journal says, and if it does not, a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from referral_hub.adapters.kept import Kept
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.lifecycles.sales_record import ReferralEvent
from referral_hub.records.attempts import Attempt, Attempts

from . import soql
from .api import is_id
from .door import Door
from .errors import Refusal, passing_trouble, problems_in
from .wire import SYSTEM, Unsent, unreadable

ACTION = "/actions/standard/processB2bReferralEvent"
# Guides of different releases give the input different names; the org says which it takes.
_OPPORTUNITY = ("opportunityId", "opportunity")
# Salesforce says that it did nothing.
_NOT_DONE = (Cause.BUSY, Cause.QUOTA, Cause.SIGNED_OUT)
# A call whose answer got lost may be at work so long.
_UNDER_WAY = timedelta(minutes=1)
_NO_PROGRAMME = Refused(
    reason="the org has no action Process B2B Referral Event, or the hub's user may not call it",
    cause=Cause.NO_PERMISSION,
    fix="Let lifecycles not write back, or give the hub's user the licence for referrals; retry.",
)


class Programme:
    """`attempts` keep the calls that were begun."""

    def __init__(self, door: Door, attempts: Attempts, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._attempts = attempts
        self._clock = clock
        self._inputs = Kept(self._read_inputs, clock)

    def process(self, event: ReferralEvent, *, token: str) -> Outcome:
        """
        Raises:
            Refusal: the org will not, and has done nothing.
            Unavailable: nobody knows yet, or nothing was done.
        """
        if known := self._attempts.find(token):
            return Done(result=known.result) if known.result else self._settled(event, token, known)
        try:
            inputs = self._inputs()
        except Refusal:
            return _NO_PROGRAMME
        if found := self._journaled(event):
            return Done(result=found)
        return Done(result=self._told(_wish(event, inputs), token))

    def _read_inputs(self) -> Mapping[str, str]:
        """Ask which inputs the action takes, each with its type."""
        told = self._door.ask("GET", ACTION)
        listed = told.get("inputs") if isinstance(told, dict) else None
        if not listed:
            raise unreadable()
        return {str(each["name"]): str(each.get("type") or "") for each in listed}

    def _told(self, wish: Mapping[str, Any], token: str) -> str:
        begun = self._attempts.begin(token, at=self._clock())
        try:
            referral_id = _referral_in(self._door.ask("POST", ACTION, {"inputs": [wish]}))
        except Refusal:
            self._attempts.undo(token)
            self._inputs.forget()
            raise
        except Unavailable as trouble:
            if isinstance(trouble, Unsent) or trouble.cause in _NOT_DONE:
                self._attempts.undo(token)
            raise
        self._attempts.settle(token, begun, referral_id)
        return referral_id

    def _settled(self, event: ReferralEvent, token: str, begun: Attempt) -> Outcome:
        """Find out what became of a call whose answer got lost."""
        if found := self._journaled(event):
            self._attempts.settle(token, begun, found)
            return Done(result=found)
        if self._clock() < begun.begun_at + _UNDER_WAY:
            reason = "the answer to a referral event got lost, and its call may be at work yet"
            raise Unavailable(SYSTEM, reason, again_after=_UNDER_WAY)
        return _in_doubt(event)

    def _journaled(self, event: ReferralEvent) -> str:
        """
        Find this event in the journal of the programme: the id of its referral there.

        Without a party that was referred it cannot be told from another one of the same second.
        """
        parties = [each for each in (event.lead_id, event.account_id) if is_id(each)]
        if not parties:
            return ""
        query = soql.journal(event.code, event.at, parties)
        try:
            rows = [row for row in self._door.rows(query) if _is_of(row, event)]
        except Refusal:  # the hub may not see the journal
            return ""
        return next((str(row["ReferralId"]) for row in rows if row.get("ReferralId")), "")


def _is_of(row: Mapping[str, Any], event: ReferralEvent) -> bool:
    kind = (row.get("JournalSubType") or {}).get("Name") or ""
    return str(kind).casefold() == event.event_type.casefold()


def _wish(event: ReferralEvent, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Fill the inputs that the action takes; what the event does not say is left out."""
    ids = {"leadId": event.lead_id, "accountId": event.account_id}
    ids |= dict.fromkeys(_OPPORTUNITY, event.opportunity_id)
    told = {
        "eventType": event.event_type,
        "referralCode": event.code,
        "activityDateTime": event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "purchaseAmount": event.amount,
        **{name: record_id for name, record_id in ids.items() if is_id(record_id)},
    }
    return {name: text for name, text in told.items() if text and name in inputs}


def _referral_in(answer: Any) -> str:
    """
    Take the id of the referral out of the one envelope.

    Raises:
        Refusal: the event was refused.
        Unavailable: for now, or the answer cannot be read.
    """
    if not isinstance(answer, list) or len(answer) != 1 or not isinstance(answer[0], dict):
        raise unreadable()
    if not answer[0].get("isSuccess"):
        problems = tuple(problems_in(answer))
        raise next(filter(None, map(passing_trouble, problems)), None) or Refusal(problems)
    said = answer[0].get("outputValues") or {}
    found = said.get("referralId") or next(iter(said.get("referralIds") or ()), "")
    if not found:
        raise unreadable()
    return str(found)


def _in_doubt(event: ReferralEvent) -> Refused:
    told = f"{event.event_type} of {event.code} at {event.at.isoformat()}"
    return Refused(
        reason=f"nobody knows whether Salesforce took the event {told}: its answer got lost",
        cause=Cause.DUPLICATE,
        fix="Look in its transaction journals. Let it be if the event is there; else retry.",
    )
