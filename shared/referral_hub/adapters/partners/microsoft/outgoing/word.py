"""
What Microsoft makes of a deal, by the status of its referrals.

Microsoft Learn, "Referral resources": which substatus goes with which status. A deal of the host's
own is accepted when it is created; of a co-sell Microsoft's sellers accept or decline the
invitation.
"""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.partners.microsoft import words
from referral_hub.adapters.partners.microsoft.reading import Document, cut, text
from referral_hub.adapters.partners.microsoft.referral import Reader, changed_at
from referral_hub.domain.deals.beginning import deal_of
from referral_hub.domain.outgoing.partner_referral import PartnerWord, Verdict
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField

_CLOSED = {
    "Won": Verdict.ACCEPTED,
    "Lost": Verdict.ACCEPTED,
    "Expired": Verdict.EXPIRED,
}
_STAGES = {"Won": Stage.WON, "Lost": Stage.LOST}
_LONGEST = 1000


def word_of(own: Document, theirs: Any, *, invited: bool, reader: Reader) -> PartnerWord:
    """
    Say what they say. `theirs` is the invitation, where Microsoft was `invited` and it is there.

    Raises:
        Flaw, ValueError: what should be a text, a moment or an amount is none.
    """
    judging = theirs or own
    dates = [changed_at(each, reader.at) for each in (own, theirs) if each]
    told = PartnerWord(
        partner_referral_id=text(own, "id"),
        status=", ".join(filter(None, (text(judging, "status"), text(judging, "substatus")))),
        comments=cut(text(judging, "statusReason"), _LONGEST),
        fields=_deal(own, theirs, reader),
        at=max(dates),
    )
    if invited and not theirs:
        return told.model_copy(update={"comments": words.GONE})
    return told.model_copy(update={"verdict": _verdict(judging)})


def _verdict(judging: Document) -> Verdict:
    match text(judging, "status"):
        case "New":
            return Verdict.IN_REVIEW
        case "Active":
            return Verdict.ACCEPTED
        case "Closed":
            return _CLOSED.get(text(judging, "substatus"), Verdict.REJECTED)
        case _:
            return Verdict.NONE


def _deal(own: Document, theirs: Any, reader: Reader) -> dict[str, str]:
    """The deal as whoever changed it last says it, by the fields of the form, and its stage."""
    both = [each for each in (own, theirs) if each]
    latest = max(both, key=lambda each: changed_at(each, reader.at))
    said = {**deal_of(reader.invitation(latest))}
    for each in both:
        if stage := _STAGES.get(text(each, "substatus")):
            said[DealField.STAGE] = stage.value
    return {field.value: told for field, told in said.items()}
