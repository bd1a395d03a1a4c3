"""
The referral: where the hand-over stands, where the sale stands, how far the hub got with its work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from referral_hub.domain.effects import EMPTY, Ledger, effect_token
from referral_hub.domain.shapes import Frozen, Moment

from .assignment import NOBODY, Assignment
from .axes import OVER, Direction, Progress, Stage, Status
from .decision import Acceptance, Decision, Rejection
from .invitation import Invitation
from .refusals import InvitationExpired, NotFailed, NothingToDismiss, NotPending
from .retold import AS_SHARED, Retold

EXPIRY_WARNING = timedelta(hours=48)
# The state machine tries a step again for about 50 minutes before it gives up.
LONGEST_RUN = timedelta(hours=1)


_NO_FAILURE: Mapping[str, object] = {"problem": "", "left_contacts": False, "dismissed_at": None}
_OPEN_STAGES = (Stage.NEW, Stage.IN_PROGRESS)
_UNDER_WAY = (Progress.CARRYING_OUT, Progress.AWAITING_CONTACT, Progress.CARRYING_CONTACTS)


class Referral(Frozen):
    """`workflow` and `workflow_stage` are the host's names; empty, the stage has its usual one."""

    number: str
    partner_id: str
    partner_referral_id: str
    offer: str = ""
    direction: Direction = Direction.INBOUND
    status: Status = Status.PENDING_ACCEPTANCE
    stage: Stage = Stage.NEW
    workflow: str = ""
    workflow_stage: str = ""
    assignment: Assignment = NOBODY
    progress: Progress = Progress.AWAITING_DECISION
    received_at: Moment
    expires_at: Moment | None = None
    expiry_warned_at: Moment | None = None
    told: Retold = AS_SHARED
    decision: Decision | None = None
    problem: str = ""
    # Failed for a contact that was left behind: that contact says why.
    left_contacts: bool = False
    dismissed_at: Moment | None = None
    run: int = 1
    retried_at: Moment | None = None
    ledger: Ledger = EMPTY
    version: int = 0
    book_mark: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What tells the referral from all others in whatever hub; two hubs may count alike."""
        return (self.partner_id, self.partner_referral_id)

    @property
    def acceptance(self) -> Acceptance | None:
        return self.decision if isinstance(self.decision, Acceptance) else None

    @property
    def rejection(self) -> Rejection | None:
        return self.decision if isinstance(self.decision, Rejection) else None

    @property
    def account_id(self) -> str:
        chosen = self.acceptance.account.existing if self.acceptance else ""
        return chosen or self.ledger.result("account")

    @property
    def partner_opportunity_id(self) -> str:
        """The partner's id of the shared opportunity, which it gave when it was told."""
        return self.ledger.result("partner_notice")

    @property
    def partner_opportunity_ids(self) -> tuple[str, ...]:
        """
        All ids that the partner gave it: what was shared may become another thing when the
        partner is told the CRM's id.
        """
        given = (self.partner_opportunity_id, self.ledger.result("partner_crm_id"))
        return tuple(dict.fromkeys(name for name in given if name))

    @property
    def opportunity_id(self) -> str:
        return self.ledger.result("opportunity")

    @property
    def execution_name(self) -> str:
        """
        The name of the Step Functions execution of the latest run; names cannot be used twice.
        """
        return self.number if self.run == 1 else f"{self.number}-{self.run}"

    def accept(self, acceptance: Acceptance) -> Self:
        """
        Record the decision; the workflow carries it out.

        Raises:
            NotPending: it was decided before.
            InvitationExpired: the partner's expiry date has passed.
        """
        self._must_be_open(acceptance.at)
        return self._decided(Status.ACCEPTED, acceptance)

    def reject(self, rejection: Rejection) -> Self:
        """Record the refusal, which is final. Raises as `accept` does."""
        self._must_be_open(rejection.at)
        return self._decided(Status.REJECTED, rejection)

    def expire(self) -> Self:
        """
        Close an invitation that ran out; whether it did is `expired_by`.

        Raises:
            NotPending: it was decided before.
        """
        if not self._open:
            raise NotPending(f"{self.number} is already {self.status}")
        update = {"status": Status.EXPIRED, "progress": Progress.DONE}
        return self.model_copy(update=update)

    def expired_by(self, now: datetime) -> bool:
        return self._open and self.expires_at is not None and self.expires_at <= now

    def lapsed_by(self, now: datetime) -> bool:
        """Tell whether only its partner can open it again."""
        return self.status is Status.EXPIRED or self.expired_by(now)

    def retold(self, told: Retold, *, expires_at: Moment | None) -> Self:
        """Take in the partner's newest words; with another date it is warned of anew."""
        update = {"told": told, "expires_at": expires_at, "status": Status.PENDING_ACCEPTANCE}
        warned = self.expiry_warned_at if expires_at == self.expires_at else None
        undecided = {"progress": Progress.AWAITING_DECISION, "expiry_warned_at": warned}
        return self.model_copy(update=update | undecided)

    def as_told(self, shared: Invitation) -> Invitation:
        """What was shared, with what the partner said instead until it was accepted."""
        return self.told.over(shared, expires_at=self.expires_at)

    def decidable(self, now: datetime) -> bool:
        return self._open and not self.expired_by(now)

    def wants_contacts(self, now: datetime) -> bool:
        return self.status is Status.ACCEPTED or self.decidable(now)

    def about_to_expire(self, now: datetime) -> bool:
        """Tell whether the warning is due: within 48 hours of expiry, and not given yet."""
        if not self._open or self.expires_at is None or self.expiry_warned_at:
            return False
        # Nothing is taken from a date of the partner's: there is no day before the first of all.
        return now < self.expires_at <= now + EXPIRY_WARNING

    def warned(self, *, at: datetime) -> Self:
        return self.model_copy(update={"expiry_warned_at": at})

    def moved_to(self, stage: Stage) -> Self:
        """Follow the sale; how far the hub has carried the referral is another matter."""
        # The host's name for the stage before would be the name of another.
        moved = {"stage": stage, "workflow_stage": ""}
        return self if stage is self.stage else self.model_copy(update=moved)

    def corrected(self, acceptance: Acceptance) -> Self:
        """Carry on with other choices than were made first; a retry says so."""
        return self.model_copy(update={"decision": acceptance})

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.model_copy(update={"ledger": ledger})

    def await_contact(self) -> Self:
        return self._at(Progress.AWAITING_CONTACT)

    def carry_contacts(self) -> Self:
        """Say that contacts were here before anybody waited for them."""
        return self._at(Progress.CARRYING_CONTACTS)

    def overdue(self) -> Self:
        """Say that contact info is late; a referral that is no longer waiting stays as it is."""
        waiting = self.progress is Progress.AWAITING_CONTACT
        return self._at(Progress.CONTACT_OVERDUE) if waiting else self

    def done(self) -> Self:
        return self._at(Progress.DONE)

    def failed(self, problem: str, *, left_contacts: bool = False) -> Self:
        update = {"progress": Progress.FAILED, "problem": problem, "left_contacts": left_contacts}
        return self.model_copy(update={**update, "dismissed_at": None})

    @property
    def is_followed(self) -> bool:
        """Whether what its partner says still matters: both know of it, and the sale is open."""
        known = self.ledger.is_done("partner_crm_id")
        return self.status is Status.ACCEPTED and known and self.stage in _OPEN_STAGES

    @property
    def must_be_retried(self) -> bool:
        """Whether only a retry goes on; a failure of some contacts does not hold up others."""
        return self.progress is Progress.FAILED and not self.left_contacts

    @property
    def is_live(self) -> bool:
        """Whether a sale may come of it."""
        open_or_won = self.status in (Status.PENDING_ACCEPTANCE, Status.ACCEPTED)
        return open_or_won and self.stage not in OVER

    @property
    def dismissible(self) -> bool:
        return self.progress is Progress.FAILED and self.dismissed_at is None

    def dismissed(self, *, at: datetime) -> Self:
        """
        Take its problem off the list of those that somebody must see to, until it fails anew.

        Raises:
            NothingToDismiss: it has not failed.
        """
        if self.progress is not Progress.FAILED:
            raise NothingToDismiss(f"{self.number} is {self.progress}")
        return self if self.dismissed_at else self.model_copy(update={"dismissed_at": at})

    def retryable(self, now: datetime) -> bool:
        """Tell whether a retry is offered: after a failure, or when a run never came to an end."""
        if self.progress is Progress.FAILED:
            return True
        began = self.retried_at or (self.decision.at if self.decision else now)
        return self.progress in _UNDER_WAY and began + LONGEST_RUN <= now

    def is_run_by(self, execution: str) -> bool:
        """Tell whether an execution is of the latest run; an older one has no say any more."""
        late = f"{self.execution_name}-contact-"
        return execution == self.execution_name or execution.startswith(late)

    def retry(self, *, at: datetime) -> Self:
        """
        Begin the next run, which skips every effect that is done.

        Raises:
            NotFailed: there is nothing to retry.
        """
        if not self.retryable(at):
            raise NotFailed(f"{self.number} is {self.progress}")
        update = {
            "progress": Progress.CARRYING_OUT,
            **_NO_FAILURE,
            "run": self.run + 1,
            "retried_at": at,
            "ledger": self.ledger.asked_again(at=at),
        }
        return self.model_copy(update=update)

    @property
    def _open(self) -> bool:
        return self.status is Status.PENDING_ACCEPTANCE

    def must_not_have_lapsed(self, at: datetime) -> None:
        """
        Raises:
            InvitationExpired: the partner's expiry date has passed, or its partner closed it.
        """
        if self.lapsed_by(at):
            closed = self.told.closed and f"was closed by its partner: {self.told.closed}"
            raise InvitationExpired(f"{self.number} {closed or f'expired at {self.expires_at}'}")

    def _must_be_open(self, at: datetime) -> None:
        self.must_not_have_lapsed(at)
        if not self._open:
            why = f", for the reason: {self.rejection.reason}" if self.rejection else ""
            raise NotPending(f"{self.number} is already {self.status}{why}")

    def _decided(self, status: Status, decision: Acceptance | Rejection) -> Self:
        """Keep the decision, and with it the intent of every effect that it has."""
        ledger = self.ledger
        for name in decision.effects:
            token = effect_token(*self.identity, name)
            ledger = ledger.intend(name, token=token, at=decision.at)
        update = {"decision": decision, "progress": Progress.CARRYING_OUT, "ledger": ledger}
        return self.model_copy(update={"status": status, **update})

    def _at(self, progress: Progress) -> Self:
        return self.model_copy(update={"progress": progress, **_NO_FAILURE})
