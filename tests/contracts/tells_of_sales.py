"""What a CRM that is not the hub's own owes besides: it tells of sales, and people delete there."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import pytest

from referral_hub.domain.crm_referrals import CrmThing
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.ports import CrmEvents

from .sales_at_work import CODE, LEAD, OPPORTUNITY, ORDER, SalesAtWork
from .tracks_sales import TracksSalesContract


class SalesAtWorkElsewhere(SalesAtWork, Protocol):
    """A CRM of its own, which tells of changes, and in which people delete."""

    events: CrmEvents

    def delete(self, kind: RecordKind, record_id: str) -> None: ...

    def heard(self) -> Sequence[Mapping[str, Any]]:
        """Return the events that the CRM has sent so far."""

    def go_away(self) -> None:
        """The CRM cannot be asked from now on."""


class TracksSalesElsewhereContract(TracksSalesContract):
    @abstractmethod
    @pytest.fixture
    def at_work(self) -> SalesAtWorkElsewhere: ...

    def changed(
        self, at_work: SalesAtWorkElsewhere, kind: RecordKind, since: datetime
    ) -> list[str]:
        return [hint.record_id for hint in at_work.events.changed_since(CrmThing(kind), since)]

    @pytest.mark.parametrize("kind", list(RecordKind))
    def test_a_deleted_record_is_gone_and_says_when_it_was_saved_last(
        self, at_work: SalesAtWorkElsewhere, kind: RecordKind
    ) -> None:
        record_id = self.some_record(at_work, kind)
        before = self.read(at_work, kind, record_id)
        at_work.wait(60)

        at_work.delete(kind, record_id)

        gone = self.read(at_work, kind, record_id)
        assert (gone.kind, gone.record_id, gone.gone) == (kind, record_id, True)
        assert gone.changed_at >= before.changed_at
        assert self.read(at_work, kind, record_id) == gone

    @pytest.mark.parametrize("kind", list(RecordKind))
    def test_a_crm_that_cannot_be_asked_is_asked_again_later(
        self, at_work: SalesAtWorkElsewhere, kind: RecordKind
    ) -> None:
        record_id = self.some_record(at_work, kind)
        at_work.go_away()

        with pytest.raises(Unavailable):
            at_work.crm.sales_record(kind, record_id, [])
        with pytest.raises(Unavailable):
            list(at_work.events.changed_since(CrmThing(kind), at_work.now))

    # What it tells

    @pytest.mark.parametrize("kind", [LEAD, ORDER])
    def test_a_changed_record_is_heard_of(
        self, at_work: SalesAtWorkElsewhere, kind: RecordKind
    ) -> None:
        record_id = self.some_record(at_work, kind)
        at_work.wait(60)
        before = len(at_work.heard())

        self.change_somehow(at_work, kind, record_id)

        told = at_work.heard()[before:]
        hints = {hint.place for event in told for hint in at_work.events.hints_in(event)}
        assert hints == {(CrmThing(kind), record_id)}

    @pytest.mark.parametrize("kind", [LEAD, ORDER])
    def test_a_changed_record_is_found_with_when(
        self, at_work: SalesAtWorkElsewhere, kind: RecordKind
    ) -> None:
        record_id, other = (self.some_record(at_work, kind) for _ in range(2))
        at_work.wait(60)
        changed_at = at_work.now
        self.change_somehow(at_work, kind, record_id)
        at_work.wait(60)

        (hint,) = at_work.events.changed_since(CrmThing(kind), changed_at)

        assert hint.place == (CrmThing(kind), record_id)
        assert hint.at == self.read(at_work, kind, record_id).changed_at
        assert other != record_id

    def test_records_of_one_kind_are_not_found_among_those_of_another(
        self, at_work: SalesAtWorkElsewhere
    ) -> None:
        start = at_work.now
        made = {kind: self.some_record(at_work, kind) for kind in RecordKind}
        at_work.wait(60)

        found = {kind: self.changed(at_work, kind, start) for kind in (LEAD, ORDER)}

        assert found == {LEAD: [made[LEAD]], ORDER: [made[ORDER]]}

    def test_an_opportunity_that_a_lead_became_is_found_with_it(
        self, at_work: SalesAtWorkElsewhere
    ) -> None:
        lead_id = self.a_record(at_work, LEAD, code=CODE, status=self.statuses[LEAD][0])
        at_work.wait(60)
        start = at_work.now

        became = at_work.convert(lead_id)
        at_work.wait(60)

        assert became.opportunity_id in self.changed(at_work, OPPORTUNITY, start)
