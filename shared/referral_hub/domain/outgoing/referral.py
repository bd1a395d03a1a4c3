"""
The outgoing referral: what the host shares, whether it is ready to go out, and how far it got.

What the partner makes of it is a record of its own, the `PartnerReferral`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import Field

from referral_hub.domain.customers import CustomerKey, KnownReferral, keys_of
from referral_hub.domain.effects import EMPTY, EffectState, Ledger, effect_token, is_notice
from referral_hub.domain.referrals.axes import OVER, Direction, OutgoingStatus, Stage
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.refusals import NothingToDismiss
from referral_hub.domain.shapes import Frozen, Moment

from .origin import Origin
from .partner_referral import Verdict
from .refusals import AlreadyOverAtPartner, LinkLocked, NotResubmittable
from .submission import Disclosure, Submission

# The hub's own record of the partner's side; "the hub has it" is another thing than "the partner
# has it" (OUT-5).
HUB_RECORD = "hub_record"
_IN_CRM = ("account", "opportunity")
# Said in the CRM once the partner has what the client agreed to disclose (AX-7).
DISCLOSED_NOTE = "disclosed_note"

_STATUS = {
    Verdict.ACCEPTED: OutgoingStatus.ACCEPTED,
    Verdict.REJECTED: OutgoingStatus.REJECTED,
    Verdict.EXPIRED: OutgoingStatus.EXPIRED,
}


class Step(StrEnum):
    """What it takes to share a referral with a partner, in order; not every partner needs all."""

    CREATE = "partner_creation"
    ASSOCIATE = "partner_association"
    CORRECT = "partner_correction"
    SUBMIT = "partner_submission"


class OutgoingReferral(Frozen):
    """
    `key` tells it from all others in whatever hub: numbers of two hubs may be alike, and partners
    know a repeated call by what is made of this.

    `fields` are texts by the names of the partner's form; `solutions` are ids of the host's offers
    in the partner's own catalogue. `overlaps` are the referrals that were about the same customer
    when it was created, or submitted. `account` and `opportunity` are those of the CRM it belongs
    to; with `link_locked` it was made from that opportunity. `asked` counts what somebody asked the
    hub to do outside.
    """

    number: str
    key: str
    partner_id: str
    direction: Direction = Direction.OUTGOING
    status: OutgoingStatus = OutgoingStatus.PENDING
    stage: Stage = Stage.NEW
    workflow_stage: str = ""
    fields: Mapping[str, str] = Field(default={}, repr=False)
    solutions: tuple[str, ...] = ()
    account: AccountChoice | None = None
    opportunity: OpportunityChoice | None = None
    link_locked: bool = False
    policy_version: int = 0
    policy_scope: str = ""
    created_by: str
    created_at: Moment
    origin: Origin = Origin.model_construct()
    submission: Submission | None = None
    overlaps: tuple[KnownReferral, ...] = ()
    verdict: Verdict = Verdict.NONE
    dismissed_at: Moment | None = None
    asked: int = 0
    ledger: Ledger = EMPTY
    version: int = 0
    book_mark: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        return (self.partner_id, self.key)

    @property
    def ready(self) -> bool:
        return self.submission is not None

    @property
    def disclosure(self) -> Disclosure | None:
        return self.submission.disclosure if self.submission else None

    @property
    def partner_referral_id(self) -> str:
        """The partner's id of its record; empty until it has one."""
        return self.ledger.result(Step.CREATE)

    @property
    def opportunity_id(self) -> str:
        chosen = self.opportunity.existing if self.opportunity else ""
        return chosen or self.ledger.result("opportunity")

    @property
    def account_id(self) -> str:
        chosen = self.account.existing if self.account else ""
        return chosen or self.ledger.result("account")

    @property
    def due(self) -> tuple[str, ...]:
        """
        The steps that are intended and not settled, in the order in which they are taken. Those
        after a refusal wait until a person has seen to it.
        """
        steps = (HUB_RECORD,) if self.refused else (HUB_RECORD, *Step)
        return tuple(name for name in steps if name in self._are(EffectState.INTENDED))

    @property
    def due_in_crm(self) -> tuple[str, ...]:
        """As `due`, of what is to be made in the CRM; a note says what has happened by then."""
        names = (*_IN_CRM, DISCLOSED_NOTE) if self.partner_referral_id else _IN_CRM
        return tuple(name for name in names if name in self._are(EffectState.INTENDED))

    @property
    def refused(self) -> bool:
        """Whether the partner refused a step, so that a person must correct something."""
        return any(is_notice(name) for name in self._are(EffectState.REFUSED))

    @property
    def failed(self) -> bool:
        """Whether partner or CRM refused something; nothing goes on there by itself."""
        return bool(self._are(EffectState.REFUSED))

    @property
    def customer_keys(self) -> tuple[CustomerKey, ...]:
        names = ("company_name", "website_url", "country_code")
        return keys_of(**{name: self.fields.get(f"customer.{name}", "") for name in names})

    @property
    def is_live(self) -> bool:
        """Whether a sale may come of it."""
        return not self.is_over and self.stage not in OVER

    @property
    def is_over(self) -> bool:
        """Whether the partner wants nothing more of it."""
        return self.status in (OutgoingStatus.REJECTED, OutgoingStatus.EXPIRED)

    @property
    def submittable(self) -> bool:
        return self.submission is None

    @property
    def resubmittable(self) -> bool:
        """Whether the partner refused it, or asks for a correction, and is not done with it."""
        asked = self.refused or self.verdict is Verdict.ACTION_REQUIRED
        return self.ready and asked and not self.is_over

    @property
    def takes_corrections(self) -> bool:
        """Whether the partner is told what changes; what it refused, a resubmission tells."""
        return self.ready and not self.refused and not self.is_over

    def moved_to(self, stage: Stage) -> Self:
        """Follow the sale."""
        moved = {"stage": stage, "workflow_stage": ""}
        return self if stage is self.stage else self.model_copy(update=moved)

    def recorded(self, *, at: Moment) -> Self:
        """Ask for the record of the partner's side, which is made in the background."""
        return self.asking([HUB_RECORD], at=at)

    def must_be_open(self) -> None:
        """
        Raises:
            AlreadyOverAtPartner: its partner rejected it, or let it expire.
        """
        if self.is_over:
            raise AlreadyOverAtPartner(f"{self.number} is {self.status}")

    def edited(self, fields: Mapping[str, str]) -> Self:
        """Let edits win; a blank takes a value out."""
        kept = {name: text for name, text in {**self.fields, **fields}.items() if text.strip()}
        return self if kept == self.fields else self.model_copy(update={"fields": kept})

    def offering(self, solutions: tuple[str, ...]) -> Self:
        return self.model_copy(update={"solutions": solutions})

    def submitted(self, *, by: str, at: Moment, steps: Iterable[Step], **more: Any) -> Self:
        """Hand it over, once; submitting again changes nothing. `more` is of `Submission`."""
        if self.submission:
            return self
        submission = Submission(by=by, at=at, **more)
        update = {"submission": submission, "status": OutgoingStatus.SUBMITTED}
        notes = [DISCLOSED_NOTE] if submission.disclosure and self.opportunity_id else []
        return self.model_copy(update=update).asking([*steps, *notes], at=at)

    def resubmitted(self, *, at: Moment, steps: Iterable[Step]) -> Self:
        """
        Share it again as it is now: what was refused is asked anew, and a record that the partner
        has already is corrected first.

        Raises:
            NotResubmittable: the partner has nothing against it.
        """
        if not self.resubmittable:
            raise NotResubmittable(f"{self.number} was not refused")
        again = self.ledger.asked_again(at=at)
        if self.partner_referral_id:
            again = again.without(Step.CORRECT)
            steps = [Step.CORRECT]
        update = {"ledger": again, "verdict": Verdict.NONE, "dismissed_at": None}
        return self.model_copy(update=update).asking(steps, at=at)

    def retried(self, *, at: Moment) -> Self:
        """
        Ask anew for what partner and CRM refused.

        Raises:
            NotResubmittable, AlreadyOverAtPartner: nobody refused anything, or nobody listens.
        """
        if not self.failed:
            raise NotResubmittable(f"nothing of {self.number} was refused")
        if self.refused:
            self.must_be_open()
            return self.resubmitted(at=at, steps=())
        update = {"ledger": self.ledger.asked_again(at=at), "dismissed_at": None}
        return self.model_copy(update=update).asking((), at=at)

    def corrected(self, *, at: Moment) -> Self:
        """Tell the partner what was edited since it has the referral; one call tells all of it."""
        told = self.model_copy(update={"ledger": self.ledger.without(Step.CORRECT)})
        return told.asking([Step.CORRECT], at=at)

    def reminded(self) -> Self:
        """Have what is due looked at once more."""
        return self.model_copy(update={"asked": self.asked + 1})

    @property
    def linkable(self) -> bool:
        """Whether it may belong to another opportunity: not made from one, nor one made for it."""
        made = "opportunity" in {*self._are(EffectState.INTENDED), *self._are(EffectState.DONE)}
        return not (self.link_locked or self.is_over or made)

    def linked(self, account: AccountChoice, opportunity: OpportunityChoice, *, at: Moment) -> Self:
        """
        Link it to an opportunity, or have one created, in the background.

        Raises:
            LinkLocked: it was made from an opportunity.
        """
        if not self.linkable:
            raise LinkLocked(f"{self.number} belongs to opportunity {self.opportunity_id}")
        undone = self.ledger.undone(_IN_CRM)
        update = {"account": account, "opportunity": opportunity, "ledger": undone}
        wanted = _IN_CRM[bool(account.existing) :] if not opportunity.existing else ()
        return self.model_copy(update=update).asking(wanted, at=at)

    def judged(self, verdict: Verdict) -> Self:
        """Follow the partner's verdict; one that says nothing new of the hand-over changes none."""
        update = {"verdict": verdict, "status": _STATUS.get(verdict, self.status)}
        return self.model_copy(update=update)

    def asking(self, names: Iterable[str], *, at: Moment) -> Self:
        """Intend what is not known yet; whoever carries it out is told by the new count."""
        ledger, asked = self.ledger, self.asked + 1
        for name in names:
            ledger = ledger.intend(
                name, token=effect_token(*self.identity, name, str(asked)), at=at
            )
        return self.model_copy(update={"ledger": ledger, "asked": asked})

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.model_copy(update={"ledger": ledger})

    def dismissed(self, *, at: Moment) -> Self:
        """
        Let its problem be, until it fails anew.

        Raises:
            NothingToDismiss: nobody refused anything.
        """
        if not self.failed:
            raise NothingToDismiss(f"nothing of {self.number} was refused")
        return self if self.dismissed_at else self.model_copy(update={"dismissed_at": at})

    def _are(self, state: EffectState) -> tuple[str, ...]:
        return tuple(name for name, e in self.ledger.effects.items() if e.state is state)
