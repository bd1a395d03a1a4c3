"""
Sharing a deal with Microsoft: two steps, each once.

The first creates the host's own referral, the second asks Microsoft's sellers into its engagement
where that was chosen: the two calls of a co-sell. Of private and partner-led deals the second has
nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from referral_hub.adapters.json_entries import Flaw, id_in, sound
from referral_hub.adapters.own_reference import own_reference
from referral_hub.adapters.partners.microsoft import words
from referral_hub.adapters.partners.microsoft.answers import Answers
from referral_hub.adapters.partners.microsoft.door import Door
from referral_hub.adapters.partners.microsoft.errors import Refusal, as_unavailable
from referral_hub.adapters.partners.microsoft.reading import Document, member
from referral_hub.adapters.partners.microsoft.referral import Reader
from referral_hub.adapters.partners.microsoft.settings import Settings
from referral_hub.adapters.partners.microsoft.wire import SYSTEM, unreadable
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.partner_referral import PartnerWord
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step

from . import correcting, document, refusals
from .form import SHARING, asks_for_help, form_of
from .lookup import Lookup
from .misfits import misfits_of
from .word import word_of

# Lists may know of a referral later than its creation is answered. Whoever does not know what
# became of a call waits, and looks then.
_SETTLES = timedelta(minutes=1)
_IN_DOUBT = (Cause.UNREACHABLE, Cause.REFUSED)


@dataclass(frozen=True)
class TakesDeals:
    """Deals of the host's own in one Partner Center; `reader` reads them as of now."""

    door: Door
    settings: Settings
    reader: Callable[[], Reader]

    steps = (Step.CREATE, Step.SUBMIT)
    corrects = True
    tells_stage = False

    def form(self) -> tuple[FormField, ...]:
        return form_of(self.settings)

    def misfits(
        self,
        referral: OutgoingReferral,
        *,
        today: date,
    ) -> Mapping[str, str]:
        return misfits_of(referral)

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        try:
            return self._taken(step, referral)
        except Refusal as refusal:
            return refusals.told(refusal)

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        if not referral.partner_referral_id:
            return None
        invited = referral.ledger.result(Step.SUBMIT)
        own = self._find(referral.partner_referral_id)
        theirs = self._find(invited) if own and invited else None
        return self._word(own, theirs, invited=bool(invited)) if own else None

    def _taken(self, step: Step, referral: OutgoingReferral) -> Outcome:
        match step:
            case Step.CREATE:
                return self._create(referral)
            case Step.SUBMIT if asks_for_help(referral):
                return self._invite(referral)
            case Step.CORRECT:
                return self._correct(referral)
            case _:
                return Done()

    def _create(self, referral: OutgoingReferral) -> Done:
        self._must_have_settled(Step.CREATE, referral)
        since = referral.submission.at if referral.submission else referral.created_at
        found = self._lookup(referral).own(since=since)
        return Done(result=_id_of(found or self.door.create(document.own(referral))))

    def _invite(self, referral: OutgoingReferral) -> Outcome:
        self._must_have_settled(Step.SUBMIT, referral)
        own_id = referral.partner_referral_id
        own = self.door.find(own_id)
        if own is None:
            return Refused(reason=words.GONE, cause=Cause.RECORD_GONE)
        engagement_id = str(member(own, "engagementId") or "")
        if not engagement_id:
            raise unreadable("names no engagement")
        found = self._lookup(referral).invitation(engagement_id, beside=own_id)
        asked = document.invitation(referral, engagement_id)
        return Done(result=_id_of(found or self.door.create(asked)))

    def _correct(self, referral: OutgoingReferral) -> Outcome:
        """All that can be changed is; what cannot is named, and nothing of it is forgotten."""
        invited = referral.ledger.result(Step.SUBMIT)
        stays: set[str] = set()
        if referral.ledger.is_done(Step.SUBMIT) and asks_for_help(referral) != bool(invited):
            stays.add(SHARING)
        wanted = {referral.partner_referral_id: document.own(referral)}
        if invited and asks_for_help(referral):
            wanted[invited] = document.invitation(referral, "")
        for referral_id, said in wanted.items():
            outcome = self._in_line(referral_id, referral, said, stays)
            if not isinstance(outcome, Done):
                return outcome
        return refusals.stays(stays) if stays else Done()

    def _in_line(
        self, referral_id: str, referral: OutgoingReferral, said: Document, stays: set[str]
    ) -> Outcome:
        """Adds to `stays` what differs and cannot be changed."""

        def wanted(found: Document) -> Outcome | correcting.Steps:
            stays.update(correcting.stays(found, said, referral.fields))
            return correcting.steps(found, referral)

        return Answers(self.door, referral_id).written(wanted, looks_again=False)

    def _must_have_settled(self, step: Step, referral: OutgoingReferral) -> None:
        """
        Raises:
            Unavailable: an earlier call may have done it, and the list may not show it yet.
        """
        effect = referral.ledger.get(step)
        if effect and effect.cause in _IN_DOUBT and self._now() < effect.at + _SETTLES:
            why = "it may have been created: the hub looks once Partner Center lists it"
            raise Unavailable(SYSTEM, why, again_after=_SETTLES)

    def _now(self) -> datetime:
        return self.reader().at

    def _lookup(self, referral: OutgoingReferral) -> Lookup:
        return Lookup(self.door, own_reference(referral))

    def _find(self, referral_id: str) -> Any:
        return as_unavailable(lambda: self.door.find(referral_id))

    def _word(self, own: Any, theirs: Any, *, invited: bool) -> PartnerWord:
        try:
            judge = sound(theirs) if theirs else None
            return word_of(sound(own), judge, invited=invited, reader=self.reader())
        except (Flaw, ValueError) as flaw:
            why = f"the deal cannot be read: {type(flaw).__name__}"
            raise Unavailable(SYSTEM, why, cause=Cause.INVALID_FIELDS) from None


def _id_of(found: Any) -> str:
    """
    Raises:
        Unavailable: it was created, and nobody knows under which id: it is looked for again.
    """
    if own_id := id_in(member(found, "id")):
        return own_id
    raise unreadable("names no referral")
