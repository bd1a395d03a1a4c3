"""A partner that takes referrals, in memory: what a real one does, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import form_with
from referral_hub.domain.outgoing.partner_referral import PartnerWord, Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step

SYSTEM = "The partner"
_SHARING = (Step.CREATE, Step.ASSOCIATE, Step.SUBMIT)
_NEEDS = ("Advice", "Price", "Delivery")
_NO_NEED = "say what you need, or choose a solution that says it"


@dataclass
class Record:
    """What the partner has of one referral; `changes` counts what it was told after creation."""

    id: str
    fields: dict[str, str]
    solutions: tuple[str, ...] = ()
    submissions: int = 0
    changes: int = 0
    word: PartnerWord = field(init=False)

    def __post_init__(self) -> None:
        self.word = PartnerWord(partner_referral_id=self.id)

    def says(self, verdict: Verdict, comments: str = "", *, locked: bool = False) -> None:
        """Let the partner's people make something of it."""
        self.word = PartnerWord(
            partner_referral_id=self.id,
            verdict=verdict,
            status=verdict.value,
            comments=comments,
            locked=locked,
        )


class MemoryPartner:
    """
    `records` are the partner's, by its ids; `calls` counts all calls. Referrals go in by `steps`;
    what it knows of a referral is found by the token of its creation.

    The next step fails by `fails_next`, does its work and loses the answer by `loses_next`, or is
    refused with the words of `refuses_next`, by field.
    """

    corrects = True
    tells_stage = False

    def __init__(self, steps: tuple[Step, ...] = _SHARING) -> None:
        self.steps = steps
        self.records: dict[str, Record] = {}
        self.calls = 0
        self.fails_next = False
        self.loses_next = False
        self.refuses_next: Mapping[str, str] = {}
        self._answers: dict[str, Outcome] = {}

    def form(self) -> tuple[FormField, ...]:
        need = FormField(name="need", label="What you need", type="choice", options=_NEEDS)
        return form_with(need, required=("title", "customer.company_name"))

    def misfits(self, referral: OutgoingReferral, *, today: date) -> Mapping[str, str]:
        closes = referral.fields.get("target_close_date", "")
        found = {} if referral.fields.get("need") or referral.solutions else {"need": _NO_NEED}
        if closes and closes < today.isoformat():
            found["target_close_date"] = "is past; choose a day that lies ahead"
        return found

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        self._called()
        if token not in self._answers:
            self._answers[token] = self._answer(step, referral)
        self._lose()
        return self._answers[token]

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        self._called()
        record = self.records.get(referral.partner_referral_id)
        return record.word.model_copy(update={"fields": dict(record.fields)}) if record else None

    def record_of(self, referral: OutgoingReferral) -> Record:
        return self.records[referral.partner_referral_id]

    def _called(self) -> None:
        self.calls += 1
        if self.fails_next:
            self.fails_next = False
            raise Unavailable(SYSTEM, "did not answer")

    def _lose(self) -> None:
        if self.loses_next:
            self.loses_next = False
            raise Unavailable(SYSTEM, "its answer got lost")

    def _answer(self, step: Step, referral: OutgoingReferral) -> Outcome:
        if self.refuses_next:
            told, self.refuses_next = self.refuses_next, {}
            reason = "; ".join(f"{name}: {why}" for name, why in told.items())
            return Refused(reason=reason, cause=Cause.INVALID_FIELDS, fields=tuple(told))
        if step is Step.CREATE:
            return self._create(referral)
        record = self.record_of(referral)
        if record.word.locked:
            raise Unavailable(SYSTEM, "reviews the referral", cause=Cause.BUSY)
        self._change(step, record, referral)
        return Done()

    def _create(self, referral: OutgoingReferral) -> Done:
        record = Record(f"partner-{len(self.records) + 1:06d}", dict(referral.fields))
        self.records[record.id] = record
        return Done(result=record.id)

    def _change(self, step: Step, record: Record, referral: OutgoingReferral) -> None:
        match step:
            case Step.ASSOCIATE:
                record.solutions = referral.solutions
            case Step.SUBMIT:
                record.submissions += 1
                record.says(Verdict.IN_REVIEW)
            case _ if (record.fields, record.solutions) != (referral.fields, referral.solutions):
                record.fields, record.solutions = dict(referral.fields), referral.solutions
                record.changes += 1
