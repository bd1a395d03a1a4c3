"""What a platform answers, over the API, to a referral that was shared with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.application.outgoing.queries import opened
from referral_hub.domain.access import Principal
from referral_hub.domain.outgoing.partner_referral import PartnerReferral, PartnerWord, Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import AlreadyRejected, OutgoingNotFound
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Money
from referral_hub.records.outgoing import OutgoingReferrals

from .two_way import TwoWayDesk


@dataclass(frozen=True)
class Answer:
    """What the platform says now; what it leaves out stays as it said it before."""

    verdict: Verdict | None = None
    partner_referral_id: str = ""
    stage: Stage | None = None
    comments: str | None = None
    value: Money | None = None


def answer(
    *,
    number: str,
    answer: Answer,
    by: Principal,
    now: datetime,
    desk: TwoWayDesk,
) -> PartnerReferral:
    """
    Take an answer; the same answer again changes nothing.

    Raises:
        OutgoingNotFound: none of this number was shared with the caller's partner.
        AlreadyRejected: the partner rejected it before, which is final.
        Conflict: others were faster, time and again.
    """
    outgoing = desk.outgoing
    referral = _shared(number, by, outgoing)
    side = outgoing.partners_side(number)
    known = side.word if side else None
    word = _over(known or PartnerWord(partner_referral_id=referral.partner_referral_id), answer)
    if known and known.verdict is Verdict.REJECTED and word.verdict is not Verdict.REJECTED:
        raise AlreadyRejected(f"{number} was rejected")
    if word != known:
        desk.hear(number, word.model_copy(update={"at": now}), at=now)
    return outgoing.partners_side(number) or PartnerReferral(
        number=number, partner_id=referral.partner_id, created_at=now
    )


def _shared(number: str, by: Principal, outgoing: OutgoingReferrals) -> OutgoingReferral:
    """Let nobody learn of what is another partner's, or of what nobody has shared yet."""
    found = opened(number=number, by=by, outgoing=outgoing)
    if not found.partner_referral_id:
        raise OutgoingNotFound(f"no outgoing referral {number}")
    return found


def _over(known: PartnerWord, answer: Answer) -> PartnerWord:
    said: dict[str, object] = {}
    if answer.verdict:
        said |= {"verdict": answer.verdict, "status": answer.verdict.value}
    if answer.partner_referral_id:
        said["partner_referral_id"] = answer.partner_referral_id
    if told := _deal_in(answer):
        said["fields"] = {**known.fields, **told}
    if answer.comments is not None:
        said["comments"] = answer.comments
    return known.model_copy(update=said)


def _deal_in(answer: Answer) -> dict[str, str]:
    told = {DealField.STAGE.value: answer.stage.value} if answer.stage else {}
    if answer.value:
        told[DealField.AMOUNT.value] = answer.value.amount
        told[DealField.CURRENCY.value] = answer.value.currency
    return told
