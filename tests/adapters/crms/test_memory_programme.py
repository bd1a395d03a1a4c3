"""The programme in memory keeps the contract of those that CRMs have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from referral_hub.adapters.crms.memory_programme import MemoryProgramme
from tests.contracts.referral_programme import CODE, ReferralProgrammeContract


class InMemory:
    def __init__(self) -> None:
        self.crm = MemoryProgramme([CODE])
        self._numbers = count(1)

    def a_lead(self) -> str:
        return f"lead-{next(self._numbers)}"

    def a_sale(self, lead_id: str) -> tuple[str, str]:
        return f"account of {lead_id}", f"opportunity of {lead_id}"

    def journal(self) -> Sequence[tuple[str, str]]:
        return [(event.event_type, event.code) for event in self.crm.journal]

    def learn(self, code: str) -> None:
        self.crm.codes.add(code)

    def lose_answer(self) -> None:
        self.crm.loses_answers = 1

    def go_away(self) -> None:
        self.crm.closed_for = 1


class TestProgrammeInMemory(ReferralProgrammeContract):
    @pytest.fixture
    def at_work(self) -> InMemory:
        return InMemory()
