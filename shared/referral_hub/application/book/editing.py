"""
Edit a line of the book: its notes, its stage, its value, and nothing else (PB-7).

Each goes the one way that it has: notes are the book's own, stage and value are told of the deal as
whoever edits may tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from referral_hub.application.deals import edits
from referral_hub.application.deals.ground import NotAccepted
from referral_hub.application.outgoing.sharing import answering
from referral_hub.application.outgoing.sharing.answering import Answer
from referral_hub.application.outgoing.sharing.two_way import TwoWayDesk
from referral_hub.domain.access import Principal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import NotThereYet
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.domain.workflows import WorkflowStage

from .opening import BookDesk, Opened

Either = TypeVar("Either", Referral, OutgoingReferral)


@dataclass(frozen=True)
class LineEdit:
    """What is new of a line; what is None stays as it is."""

    notes: str | None = None
    stage: str = ""
    value: Money | None = None


@dataclass(frozen=True)
class EditingDesk:
    """Where lines are edited, at one time."""

    book: BookDesk
    two_way: TwoWayDesk
    now: datetime

    def edit(
        self, number: str, edit: LineEdit, by: Principal, check: Callable[[Opened], None]
    ) -> Opened:
        """
        Take in an edit, all of it or nothing; `check` may raise where the line is not what its
        caller has seen.

        Raises:
            ReferralNotFound: as when it is opened.
            StageNotFound: the workflow has no such stage.
            NotAccepted, InvitationExpired, NotThereYet, AlreadyOverAtPartner: nobody can say
                anything of its deal now.
            Conflict: somebody else was faster.
        """
        line = self.book.open(number, by)
        check(line)
        stage = _wanted(line, edit)
        if stage != line.stage or edit.value:
            self._must_take(line.referral, by)
        # First, for everything: of two who edit one line at once the second changes nothing of it.
        self._claim(line, edit, stage, by)
        self._tell(line, stage, edit.value, by)
        return self.book.open(number, by)

    def _must_take(self, referral: Referral | OutgoingReferral, by: Principal) -> None:
        if isinstance(referral, OutgoingReferral):
            referral.must_be_open()
            if not referral.partner_referral_id:
                raise NotThereYet(f"{referral.number} is on its way to its partner")
        elif referral.rejection:
            raise NotAccepted(f"{referral.number} is {referral.status}")
        elif referral.acceptance is None:
            referral.must_not_have_lapsed(self.now)
            if not by.role.of_a_partner:
                raise NotAccepted(f"{referral.number} is undecided, and its partner tells of it")

    def _claim(self, line: Opened, edit: LineEdit, stage: WorkflowStage, by: Principal) -> None:
        news = [f"stage: {stage.name}, was {line.stage.name}"] if stage != line.stage else []
        news += [f"value: {edit.value.amount} {edit.value.currency}"] if edit.value else []
        notes = line.notes
        if edit.notes is not None:
            notes = notes.written(edit.notes, by=by.actor, at=self.now)
        # That they were written, and not what: it may be of people, and stands in the notes alone.
        news += ["notes"] if notes != line.notes else []
        if news:
            why = f"edit {notes.version + 1}: {'; '.join(news)}"
            story = TimelineEntry(at=self.now, who=by.actor, what="referral.edited", why=why)
            self.book.notes.save(notes, story=story)

    def _tell(self, line: Opened, stage: WorkflowStage, value: Money | None, by: Principal) -> None:
        base = stage.counts_as
        told = {DealField.STAGE: base.value} if base is not line.stage.counts_as else {}
        if value:
            told |= {DealField.AMOUNT: value.amount, DealField.CURRENCY: value.currency}
        if isinstance(line.referral, Referral):
            self._retell(line, told, by)
        else:
            self._answer(line.referral, told, value, by)
        if stage != line.stage:
            self._name(line.referral, stage)

    def _retell(self, line: Opened, told: Mapping[DealField, str], by: Principal) -> None:
        known, desk = self._deal_of(line), self.two_way.deal_desk

        def check(found: Deal) -> None:
            if found.values != known.values:
                raise Conflict(f"the deal of {line.number} has changed")

        if told:
            edits.edit(number=line.number, told=told, by=by, now=self.now, desk=desk, check=check)

    def _deal_of(self, line: Opened) -> Deal:
        referral = line.referral
        if line.told and isinstance(referral, Referral) and referral.acceptance is None:
            return edits.undecided(referral, line.told)
        return self.two_way.deal_desk.open(referral).deal

    def _answer(
        self,
        referral: OutgoingReferral,
        told: Mapping[DealField, str],
        value: Money | None,
        by: Principal,
    ) -> None:
        """Say it as the partner, who works on what was shared; the host's people only move it."""
        stage = Stage(told[DealField.STAGE]) if DealField.STAGE in told else None
        if by.role.of_a_partner and told:
            answering.answer(
                number=referral.number,
                answer=Answer(stage=stage, value=value),
                by=by,
                now=self.now,
                desk=self.two_way,
            )
        if stage:
            self.two_way.say(
                referral.number, lambda it: edits.moved(it, told, by, self.now), at=self.now
            )

    def _name(self, referral: Referral | OutgoingReferral, stage: WorkflowStage) -> None:
        """Call the stage what the host calls it, unless it has been moved on by now."""
        name = "" if stage.name == stage.counts_as else stage.name

        def named(it: Either) -> Either | None:
            known = it.stage is not stage.counts_as or it.workflow_stage == name
            return None if known else it.model_copy(update={"workflow_stage": name})

        if isinstance(referral, Referral):
            inbound = self.book.referrals
            inbound.change(referral.number, lambda it: (n := named(it)) and inbound.save(n))
        else:
            outgoing = self.book.outgoing
            outgoing.change(referral.number, lambda it: (n := named(it)) and outgoing.save(n))


def _wanted(line: Opened, edit: LineEdit) -> WorkflowStage:
    if edit.stage in ("", line.stage.name):
        return line.stage
    return line.workflow.open_stage(edit.stage)
