"""What an admin has just mended in the CRM counts at once, whatever the hub remembers of it."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import decisions
from referral_hub.application.choices import InvalidFields
from referral_hub.application.policies import configuration
from referral_hub.application.policies import trials as policy_trials
from referral_hub.application.policies.configuration import PolicyDoesNotFit
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.forms import FormField
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.hub import Hub
from tests.application.stage import accept, filed
from tests.builders import Clock, a_hub, ask


class RememberingCrm(BuiltInCrm):
    """It describes what it saw when it looked, and not what there is; it counts its looks."""

    def __init__(self, table: MemoryTable, clock: Clock) -> None:
        super().__init__(table, clock)
        self.looks = 0
        self.requires_a_region = True
        self.refresh()

    def refresh(self) -> None:
        self.looks += 1
        self._required = self.requires_a_region

    def describe(self, what: CrmObject) -> tuple[FormField, ...]:
        region = FormField(name="region", label="Region", required=self._required)
        return (*super().describe(what), region)


@pytest.fixture
def crm() -> RememberingCrm:
    return RememberingCrm(MemoryTable(), Clock())


@pytest.fixture
def hub(crm: RememberingCrm) -> Hub:
    return a_hub(crm=crm)


def preview(hub: Hub) -> Any:
    return ask(hub, decisions.preview, referral=filed(hub))


def test_a_preview_shows_no_problem_that_is_mended(hub: Hub, crm: RememberingCrm) -> None:
    assert preview(hub).has_problems

    crm.requires_a_region = False

    assert not preview(hub).has_problems


def test_who_accepts_is_not_refused_for_what_is_mended(hub: Hub, crm: RememberingCrm) -> None:
    referral = filed(hub)
    with pytest.raises(InvalidFields):
        accept(hub, referral.number)

    crm.requires_a_region = False
    accept(hub, referral.number)

    assert hub.referrals.get(referral.number).acceptance


def test_a_policy_is_held_to_the_crm_as_it_is_now(hub: Hub, crm: RememberingCrm) -> None:
    with pytest.raises(PolicyDoesNotFit):
        ask(hub, configuration.publish_policy, policy=IntakePolicy())

    crm.requires_a_region = False

    assert ask(hub, configuration.publish_policy, policy=IntakePolicy()).version == 1


def test_a_trial_is_held_to_the_crm_as_it_is_now(hub: Hub, crm: RememberingCrm) -> None:
    number = filed(hub).number
    crm.requires_a_region = False

    tried = ask(hub, policy_trials.try_policy, draft=IntakePolicy(), number=number)
    replayed = ask(hub, policy_trials.replay_policy, draft=IntakePolicy(), limit=10)

    assert (tried.misfits, tried.preview.has_problems, replayed.misfits) == ({}, False, {})


def test_where_nothing_is_wrong_nobody_looks_anew(hub: Hub, crm: RememberingCrm) -> None:
    crm.requires_a_region = False
    crm.refresh()
    looks = crm.looks

    preview(hub)
    accept(hub, filed(hub, partner_referral_id="other").number)

    assert crm.looks == looks
