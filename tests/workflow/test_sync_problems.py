"""What the CRM refuses or cannot do is seen, put right and completed, on the real state machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from referral_hub.application import sync_problems
from referral_hub.application.sync_problems import Look
from referral_hub.domain.correction import Correction
from referral_hub.domain.effects import Refused
from referral_hub.domain.policies.policy import IntakePolicy
from tests.workflow.world import AINO, OPERATOR, World

OFFERING = IntakePolicy(opportunity_field_set=("next_step",))


class Wayward:
    """The built-in CRM, which refuses some opportunities as long as a test wants it to."""

    def __init__(self, crm: Any) -> None:
        self._crm = crm
        self.wants: Callable[[dict[str, str]], bool] = lambda _: True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crm, name)

    def create_opportunity(self, account_id: str, fields: Any, *, token: str) -> Any:
        if not self.wants(fields):
            return Refused(
                reason="Next step is required",
                cause="required_field_missing",
                fields=("next_step",),
                fix="Fill next_step in, and retry.",
            )
        return self._crm.create_opportunity(account_id, fields, token=token)


def test_a_required_field_that_nobody_gave_is_told_with_one_retry_which_completes(
    a_world: Callable[..., World],
) -> None:
    world = a_world(crm=Wayward)
    world.hub.policies.publish(OFFERING)
    world.crm.wants = lambda fields: "next_step" in fields
    number = world.partner_shares().number
    world.partner_tells(number, AINO)
    world.operator_accepts(number)
    failed = world.until(number, "failed")
    world.until_quiet()

    correction = Correction(opportunity={"next_step": "Call them"})
    world.operator_retries(number, correction)
    done = world.until(number, "done")

    assert failed.problem == "opportunity: Next step is required"
    assert world.crm.opportunity(done.opportunity_id).fields["next_step"] == "Call them"
    assert len(world.crm.contacts(done.account_id)) == 1


def test_all_that_failed_alike_is_completed_by_one_retry_of_all(
    a_world: Callable[..., World],
) -> None:
    world = a_world(crm=Wayward)
    world.crm.wants = lambda _: False
    numbers = [world.partner_shares(f"px-{n}").number for n in range(3)]
    for number in numbers:
        world.partner_tells(number, AINO)
        world.operator_accepts(number)
    for number in numbers:
        world.until(number, "failed")
    world.until_quiet()

    world.crm.wants = lambda _: True
    batch = sync_problems.retry_all(
        look=Look("built-in", "required_field_missing"),
        limit=25,
        before="",
        by=OPERATOR,
        now=world.clock(),
        problems=world.hub.problems,
        retries=world.hub.retries,
    )
    for number in numbers:
        world.until(number, "done")

    assert {attempt.outcome for attempt in batch.attempts} == {"retried"}
    assert list(world.hub.problems.newest(Look().state)) == []
