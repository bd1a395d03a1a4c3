"""
Submitting a lead to Google, at most once.

Google's API has no list of leads and no token of a repeated call, so nobody can find out what
became of a call whose answer got lost. It is written down before it is made; whoever finds it begun
and does not know how it ended makes no other, and asks a person to look in Google's portal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from referral_hub.adapters.own_reference import own_reference
from referral_hub.adapters.partner_wire import unreadable
from referral_hub.adapters.partners.google.door import Door
from referral_hub.adapters.partners.google.errors import Refusal, as_unavailable
from referral_hub.adapters.partners.google.places import SYSTEM, Places
from referral_hub.adapters.partners.google.settings import Settings
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused, effect_token
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.partner_referral import PartnerWord
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.records.attempts import Attempts

from . import form, refusals
from .lead import lead_of, word_of

# Google says that it did nothing.
_NOT_DONE = (Cause.BUSY, Cause.SIGNED_OUT)


@dataclass(frozen=True)
class TakesLeads:
    door: Door
    places: Places
    settings: Settings
    attempts: Attempts
    clock: Callable[[], datetime]

    steps = (Step.CREATE,)
    corrects = False
    tells_stage = False

    def form(self) -> tuple[FormField, ...]:
        return form.FORM

    def misfits(self, referral: OutgoingReferral, *, today: date) -> Mapping[str, str]:
        """The form says all that Google's reference does."""
        return {}

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        lead_id = referral.fields.get(form.LEAD_ID, "")
        if lead_id not in ("", form.NEW):
            return self._adopted(lead_id)
        # A doubt outlives retries: only who has looked, and says so, begins anew.
        attempt = token if lead_id else effect_token(*referral.identity)
        if known := self.attempts.find(attempt):
            return Done(result=known.result) if known.result else _in_doubt(referral)
        try:
            return Done(result=self._created(referral, attempt))
        except Refusal as refusal:
            self.attempts.undo(attempt)
            return refusals.told(refusal)

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        if not (known_as := referral.partner_referral_id):
            return None
        found = as_unavailable(lambda: self.door.get(self.places.lead(known_as)))
        return word_of(found, known_as, self.settings)

    def _created(self, referral: OutgoingReferral, attempt: str) -> str:
        begun = self.attempts.begin(attempt, at=self.clock())
        try:
            made = self.door.create(self.places.leads, lead_of(referral, self.settings))
        except Unavailable as trouble:
            if trouble.cause in _NOT_DONE:
                self.attempts.undo(attempt)
            raise
        own_id = str(made.get("name") or "").rpartition("/")[2]
        if not own_id:
            raise unreadable(SYSTEM, "names no lead")
        self.attempts.settle(attempt, begun, own_id)
        return own_id

    def _adopted(self, lead_id: str) -> Outcome:
        """Take the lead that a person found."""
        url = self.places.lead(lead_id)
        try:
            if url:
                self.door.get(url)
                return Done(result=lead_id)
        except Refusal as refusal:
            return refusals.about(refusal, (form.LEAD_ID,))
        reason = "this is no id of a lead at Google"
        return Refused(reason=reason, cause=Cause.INVALID_FIELDS, fields=(form.LEAD_ID,))


def _in_doubt(referral: OutgoingReferral) -> Refused:
    mine = own_reference(referral)
    return Refused(
        reason=f"nobody knows whether Google has the lead: its answer to {mine} got lost",
        cause=Cause.DUPLICATE,
        fields=(form.LEAD_ID,),
        fix=(
            f"Look for {mine} in Google's portal. Write the lead's id into {form.LEAD_ID} if it is"
            f" there, and {form.NEW} if it is not; then resubmit."
        ),
    )
