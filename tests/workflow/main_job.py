"""
What every CRM owes the main job on the real state machine: one record of each, told to the
partner, whatever breaks (IN-7, IN-11 to IN-14, IN-20, N-2).

`test_crash_schedules` plays far more of what can break on the steps themselves; here is a sample.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from referral_hub.domain.correction import Correction
from referral_hub.domain.effects import EffectState, is_notice
from referral_hub.domain.policies.policy import ExistingContact, Scope, shipped
from referral_hub.domain.problem import ProblemState, SyncProblem, problems_of
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from tests.workflow.crms import LATE, OPENED, Books, Entry, Place
from tests.workflow.test_effects_happen_once import CrashAt
from tests.workflow.world import AINO, ONNI, World

EFFECTS = ("account", "opportunity", "partner_notice", "partner_crm_id", "contact")


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def shared(world: World, **choice: Any) -> str:
    """Let a referral be shared with its contact, and accepted; return its number."""
    number = world.partner_shares(choice.pop("partner_referral_id", "px-1")).number
    world.partner_tells(number, choice.pop("person", AINO))
    world.operator_accepts(number, **choice)
    return number


def books_of(referral: Referral, *contacts: str, roles: int | None = None) -> Books:
    """What the CRM has of a referral and its contacts, the first of which have roles."""
    account_id, opportunity_id = referral.account_id, referral.opportunity_id
    return Counter(
        [
            Entry("account", account_id),
            Entry("opportunity", opportunity_id, account_id),
            *(Entry("contact", contact_id, account_id) for contact_id in contacts),
            *(Entry("role", contact_id, opportunity_id) for contact_id in contacts[:roles]),
        ]
    )


def is_told(referral: Referral) -> bool:
    """Whether the partner knows of the acceptance, and of the opportunity in the CRM."""
    notices = [e for name, e in referral.ledger.effects.items() if is_notice(name)]
    return len(notices) == 2 and all(notice.state is EffectState.DONE for notice in notices)


def contacts_of(world: World, number: str) -> list[str]:
    return [arrival.contact_id for arrival in world.hub.contacts.of(number)]


def problems(world: World, number: str) -> list[SyncProblem]:
    arrivals = world.hub.contacts.of(number)
    return problems_of(world.referral(number), arrivals, crm=world.crm.name)


class MainJob(ABC):
    """A subclass names its CRM, and says how that CRM's admin comes to demand an amount."""

    crm_name: ClassVar[str]
    amount: ClassVar[str]

    @pytest.fixture
    def place(self, loopback: None) -> Iterator[Place]:  # noqa: ARG002 - opens the way to it
        with OPENED[self.crm_name](now) as place:
            place.begin_anew()
            yield place

    @pytest.fixture
    def world(self, a_world: Callable[..., World], place: Place) -> World:
        return a_world(crm=lambda _: place.connect())

    @abstractmethod
    def demands_an_amount(self, place: Place) -> None: ...

    @abstractmethod
    def demands_nothing(self, place: Place) -> None: ...

    # As it should be

    def test_a_referral_becomes_an_account_an_opportunity_a_contact_and_a_role(
        self, world: World, place: Place
    ) -> None:
        number = world.partner_shares().number
        world.operator_accepts(number)
        world.until(number, "awaiting_contact")

        world.partner_tells(number, AINO)
        referral = world.until(number, "done")

        assert place.books() == books_of(referral, *contacts_of(world, number))
        assert is_told(referral)

    def test_an_account_that_is_chosen_gets_the_opportunity(
        self, world: World, place: Place
    ) -> None:
        account_id = place.has_account("Nordwind Oy")

        number = shared(world, account=AccountChoice(existing=account_id))
        referral = world.until(number, "done")

        assert referral.account_id == account_id
        assert place.books() == books_of(referral, *contacts_of(world, number))

    def test_an_opportunity_that_is_chosen_is_linked_and_told_to_the_partner(
        self, world: World, place: Place
    ) -> None:
        account_id = place.has_account("Nordwind Oy")
        opportunity_id = place.has_opportunity(account_id)

        number = shared(
            world,
            account=AccountChoice(existing=account_id),
            opportunity=OpportunityChoice(existing=opportunity_id),
        )
        referral = world.until(number, "done")

        assert referral.opportunity_id == opportunity_id
        assert is_told(referral)
        assert place.books() == books_of(referral, *contacts_of(world, number))

    def test_a_person_whom_the_account_has_is_skipped_and_another_one_created(
        self, world: World, place: Place
    ) -> None:
        account_id = place.has_account("Nordwind Oy")
        known = place.has_contact(account_id, AINO.last_name, AINO.email.upper())
        number = world.partner_shares().number
        world.partner_tells(number, AINO, ONNI)

        world.operator_accepts(number, AccountChoice(existing=account_id))
        referral = world.until(number, "done")

        outcomes = {a.contact_id: a.outcome for a in world.hub.contacts.of(number)}
        [new] = set(outcomes) - {known}
        assert (outcomes[known], outcomes[new]) == ("skipped", "created")
        assert place.books() == books_of(referral, new, known, roles=1)

    # Whatever breaks

    @pytest.mark.parametrize("moment", ["before", "after"])
    @pytest.mark.parametrize("effect", EFFECTS)
    def test_a_crash_around_an_effect_doubles_and_loses_nothing(
        self, world: World, place: Place, effect: str, moment: str
    ) -> None:
        world.faults = crash = CrashAt(effect, moment)

        number = shared(world)
        referral = world.until(number, "done")

        assert crash.happened
        assert place.books() == books_of(referral, *contacts_of(world, number))

    @pytest.mark.parametrize("fault", ["drop_after_commit", LATE])
    def test_every_third_call_that_breaks_doubles_and_loses_nothing(
        self, world: World, place: Place, fault: str
    ) -> None:
        number = world.partner_shares().number
        world.partner_tells(number, AINO)
        world.operator_accepts(number)
        place.break_calls(dict.fromkeys((1, 4, 7, 10), fault))

        referral = world.until(number, "done", seconds=60)

        assert place.books() == books_of(referral, *contacts_of(world, number))

    def test_an_outage_leaves_the_referral_visibly_waiting_and_it_completes_by_itself(
        self, world: World, place: Place
    ) -> None:
        number = world.partner_shares().number
        world.partner_tells(number, AINO)
        world.operator_accepts(number)
        place.goes_down()

        [waiting] = world.eventually(lambda: problems(world, number))
        place.comes_back()
        referral = world.until(number, "done", seconds=60)

        assert (waiting.state, waiting.system) == (ProblemState.WAITING, self.crm_name)
        assert problems(world, number) == []
        assert place.books() == books_of(referral, *contacts_of(world, number))

    # What the CRM refuses

    def without_amount(self, world: World, place: Place) -> str:
        """A referral that failed because an admin of the CRM meanwhile demands an amount."""
        number = world.partner_shares(value=None).number
        world.partner_tells(number, AINO)
        world.operator_accepts(number)
        self.demands_an_amount(place)
        world.until(number, "failed")
        world.until_quiet()
        return number

    def test_a_field_that_is_required_all_at_once_is_named_with_what_to_do(
        self, world: World, place: Place
    ) -> None:
        number = self.without_amount(world, place)

        [problem] = problems(world, number)
        assert (problem.state, problem.system) == (ProblemState.OPEN, self.crm_name)
        assert (problem.fields, bool(problem.fix)) == ((self.amount,), True)
        assert place.books().keys() == {Entry("account", world.referral(number).account_id)}

    def test_what_is_put_right_in_the_crm_completes_with_one_retry(
        self, world: World, place: Place
    ) -> None:
        number = self.without_amount(world, place)

        self.demands_nothing(place)
        world.operator_retries(number)
        referral = world.until(number, "done")

        assert place.books() == books_of(referral, *contacts_of(world, number))

    def test_what_is_put_right_in_the_retry_completes_with_it(
        self, world: World, place: Place
    ) -> None:
        number = self.without_amount(world, place)

        world.operator_retries(number, Correction(opportunity={self.amount: "2500.00"}))
        referral = world.until(number, "done")

        assert place.books() == books_of(referral, *contacts_of(world, number))
        made = world.crm.opportunity(referral.opportunity_id)
        assert made.fields[self.amount].startswith("2500")

    # Several at once

    def test_two_referrals_of_one_customer_at_once_share_its_account(
        self, world: World, place: Place
    ) -> None:
        account = AccountChoice(existing=place.has_account("Nordwind Oy"))

        people = {"px-1": AINO, "px-2": ONNI}
        numbers = [
            shared(world, partner_referral_id=theirs, person=person, account=account)
            for theirs, person in people.items()
        ]
        referrals = [world.until(number, "done") for number in numbers]

        both = [books_of(r, *contacts_of(world, r.number)) for r in referrals]
        assert place.books() == both[0] | both[1]

    def test_a_person_of_two_referrals_is_one_contact_with_a_role_in_each(
        self, world: World, place: Place
    ) -> None:
        policy = shipped(Scope(self.crm_name))
        linking = policy.model_copy(update={"existing_contact": ExistingContact.LINK})
        world.hub.policies.publish(linking)
        account = AccountChoice(existing=place.has_account("Nordwind Oy"))

        numbers = []
        for theirs in ("px-1", "px-2"):
            numbers.append(shared(world, partner_referral_id=theirs, account=account))
            world.until(numbers[-1], "done")

        both = [books_of(world.referral(n), *contacts_of(world, n)) for n in numbers]
        assert contacts_of(world, numbers[0]) == contacts_of(world, numbers[1])
        assert place.books() == both[0] | both[1]
