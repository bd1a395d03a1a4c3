"""Referrals as the people see them who live in the CRM, and what they decide there (IN-17)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Self

from referral_hub.domain.referrals.axes import Stage, Status

from .access import Principal, Role
from .deals.deal import Deal
from .effects import effect_token
from .errors import HubError
from .referrals.deal_fields import DealField
from .referrals.invitation import Invitation
from .referrals.referral import Referral
from .shapes import Frozen, Moment
from .visible import is_blank

# The shortest place for an answer, a text field of Salesforce, has room for so many characters.
_LONGEST_ANSWER = 255

# What the API takes as a reason, too.
MOST_OF_A_REASON = 500


class ReferralCard(Frozen):
    """
    One referral in the CRM's own list: what somebody needs to decide, no contact data.

    `key` is the referral's in whatever hub, and so its record's; people know it by its `number`.
    """

    key: str
    number: str
    partner: str
    partner_referral_id: str
    company: str = ""
    title: str = ""
    description: str = ""
    status: Status
    stage: Stage
    amount: str = ""
    currency: str = ""
    expires_at: Moment | None = None
    link: str = ""
    account_id: str = ""
    opportunity_id: str = ""
    answer: str = ""


class CrmVerdict(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


class CrmDecision(Frozen):
    """
    What somebody decided on the referral's record in the CRM.

    An accepted one names the account (or asks for a new one), and may name an opportunity to be
    linked instead of creating one (IN-18). `by` is the CRM's id of the person. `number` and `key`
    are those of the record.
    """

    number: str
    key: str
    verdict: CrmVerdict
    account_id: str = ""
    creates_account: bool = False
    opportunity_id: str = ""
    reason: str = ""
    by: str

    def is_about(self, referral: Referral) -> bool:
        """Tell the record of this referral from that of another hub, which may count alike."""
        return self.number == referral.number and self.key == card_key(referral)

    @property
    def why(self) -> str:
        """The reason on one line, as the partner is to read it; empty when nothing of it shows."""
        line = " ".join("".join(map(_in_line, self.reason)).split())
        return "" if is_blank(line) else line

    @property
    def agrees_with(self) -> Status:
        """The status of a referral of which nothing is left to decide in this way."""
        return Status.ACCEPTED if self.verdict is CrmVerdict.ACCEPT else Status.REJECTED


class CrmPerson(Principal):
    """
    Somebody who decides inside the CRM: whoever may edit a referral there is an operator here.
    """

    crm: str

    @classmethod
    def of(cls, crm: str, user_id: str) -> Self:
        return cls(key_id="", role=Role.OPERATOR, name=user_id, crm=crm)

    @property
    def actor(self) -> str:
        return f"{self.crm}:{self.name}"


class CrmAnswer(Frozen):
    """
    What the hub answered to a decision that it cannot follow, in plain words.

    It speaks of the `status` in which it was given: what is decided since then needs it no more.
    """

    text: str
    status: Status
    version: int = 0

    @classmethod
    def to(cls, refusal: HubError, status: Status) -> Self:
        """Say why, and which field it is about, to somebody who knows no API."""
        told = [f"{_WORDS.get(name, name)}: {why}" for name, why in refusal.fields.items()]
        text = f"Not done. {'; '.join(told) or refusal.detail}"
        return cls(text=_shortened(text), status=status)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_ANSWER else f"{text[: _LONGEST_ANSWER - 1]}…"


def _trouble(referral: Referral) -> str:
    """Say what was decided and could not be done, until that is done, retried or dismissed."""
    return _shortened(f"Not finished. {referral.problem}") if referral.dismissible else ""


# The words of a request of the API that people in a CRM do not know.
_WORDS: Mapping[str, str] = {
    "account.existing": "Account",
    "opportunity.existing": "Opportunity",
    "reason": "Rejection reason",
}


def _in_line(letter: str) -> str:
    return " " if unicodedata.category(letter) == "Cc" else letter


def card_key(referral: Referral) -> str:
    """Derive what the record of a referral is known by: 32 hex characters."""
    return effect_token(*referral.identity, "card")


def card_of(
    referral: Referral,
    invitation: Invitation,
    deal: Deal | None,
    answer: CrmAnswer | None,
    *,
    partner: str,
    link: str,
) -> ReferralCard:
    """Show a referral as it is now: what was shared, or what came back since."""
    value = (deal.value if deal else None) or invitation.value
    return ReferralCard(
        key=card_key(referral),
        number=referral.number,
        partner=partner,
        partner_referral_id=referral.partner_referral_id,
        company=invitation.customer.company_name,
        title=(deal.text(DealField.TITLE) if deal else "") or invitation.title,
        description=(deal.text(DealField.DESCRIPTION) if deal else "") or invitation.description,
        status=referral.status,
        stage=referral.stage,
        amount=value.amount if value else "",
        currency=value.currency if value else "",
        expires_at=referral.expires_at,
        link=link,
        account_id=referral.account_id,
        opportunity_id=referral.opportunity_id,
        answer=_trouble(referral)
        or (answer.text if answer and answer.status is referral.status else ""),
    )


def face(referral: Referral) -> tuple[str, ...]:
    """What a card shows of the referral itself: while it stays the same, the card does."""
    shown = (referral.status, referral.stage, referral.account_id, referral.opportunity_id)
    told = referral.told
    words = (told.title, told.description, str(told.value or ""), str(referral.expires_at or ""))
    return (*shown, *words, _trouble(referral))


class CrmThing(StrEnum):
    """What the hub wants to hear about from a CRM."""

    REFERRAL = "referral"
    OPPORTUNITY = "opportunity"
    LEAD = "lead"
    ORDER = "order"


class CrmHint(Frozen):
    """
    Somebody changed a record in the CRM: go and read it. `at` is when, if the CRM says so; `by` is
    the CRM's id of whoever touched a decision, if the CRM says so. `via` is `poll` where no event
    told of it, but the hub asked.
    """

    about: CrmThing
    record_id: str
    at: Moment | None = None
    by: str = ""
    via: str = ""

    @property
    def place(self) -> tuple[CrmThing, str]:
        return (self.about, self.record_id)

    def unnamed(self) -> CrmHint:
        """The hint without who decided, of which not everybody is believed."""
        return self.model_copy(update={"by": ""})

    def then(self, later: CrmHint) -> CrmHint:
        """Join two hints at one record: of what both say the later one counts."""
        return CrmHint(
            about=self.about,
            record_id=self.record_id,
            at=later.at or self.at,
            by=later.by or self.by,
            # What an event told of, too, was not missed.
            via=self.via and later.via,
        )

    @property
    def message(self) -> dict[str, str]:
        """The hint as it waits in a queue."""
        return self.model_dump(mode="json", exclude_defaults=True)


def one_each(hints: Iterable[CrmHint]) -> dict[tuple[CrmThing, str], CrmHint]:
    """Join the hints at each record, by their places: one look serves them all."""
    joined: dict[tuple[CrmThing, str], CrmHint] = {}
    for hint in hints:
        before = joined.get(hint.place)
        joined[hint.place] = before.then(hint) if before else hint
    return joined
