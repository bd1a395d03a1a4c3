"""What the hub asks of every partner that is told what the host changes of a deal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pytest

from referral_hub.domain.deals.news import MONEY
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import HearsDeals
from tests.contracts.partner_connector import TOKEN, Stage, accepted

LATER_TOKEN = "fedcba9876543210fedcba9876543210"

Told = Mapping[DealField, str]


class HearingStage(Stage, Protocol):
    """A partner that is told of deals."""

    news: Told
    """A value for everything that it hears, none of which it has yet."""

    @property
    def deals(self) -> HearsDeals: ...

    def knows(self, referral: Referral) -> Told:
        """What the partner has of the deal now, in the words of the hub."""

    def times_told(self) -> int:
        """How often the partner took something of deals."""


class RemoteHearingStage(HearingStage, Protocol):
    """A partner that the connector calls, and whose own people change deals, too."""

    refused: Told
    """One value that the partner does not take."""

    def fails_next_call(self) -> None: ...

    def loses_next_answer(self) -> None: ...

    def told_id(self, referral: Referral) -> str: ...

    def meddles(self, referral: Referral) -> HearsDeals:
        """Let the partner's people change another thing of the deal once it was read."""

    def meddled(self, referral: Referral) -> bool:
        """Whether what they changed is there."""


def known(stage: HearingStage, referral: Referral, told: Told) -> Told:
    """What the partner has of these."""
    return {field: text for field, text in stage.knows(referral).items() if field in told}


class HearsDealsContract:
    """A test class inherits this and gives a fixture `stage`."""

    def test_it_says_what_it_can_be_told(self, stage: HearingStage) -> None:
        assert stage.deals.hears == set(stage.news)
        assert stage.deals.hears & MONEY in (set(), MONEY)

    def test_what_the_host_changed_arrives(self, stage: HearingStage) -> None:
        referral = accepted(stage)

        outcome = stage.deals.tell_deal(referral, stage.news, token=TOKEN)

        assert outcome == Done()
        assert known(stage, referral, stage.news) == stage.news

    def test_one_change_tells_of_nothing_else(self, stage: HearingStage) -> None:
        referral = accepted(stage)
        before = stage.knows(referral)
        only = {DealField.TARGET_CLOSE_DATE: stage.news[DealField.TARGET_CLOSE_DATE]}

        stage.deals.tell_deal(referral, only, token=TOKEN)

        assert stage.knows(referral) == {**before, **only}

    def test_the_same_told_twice_is_told_once(self, stage: HearingStage) -> None:
        referral = accepted(stage)

        first = stage.deals.tell_deal(referral, stage.news, token=TOKEN)
        second = stage.deals.tell_deal(referral, stage.news, token=TOKEN)

        assert first == second == Done()
        assert stage.times_told() == 1

    def test_what_was_told_last_counts(self, stage: HearingStage) -> None:
        referral = accepted(stage)
        closes = DealField.TARGET_CLOSE_DATE
        stage.deals.tell_deal(referral, {closes: "2027-12-24"}, token=TOKEN)

        stage.deals.tell_deal(referral, {closes: stage.news[closes]}, token=LATER_TOKEN)

        assert stage.knows(referral)[closes] == stage.news[closes]


class RemoteHearsDealsContract(HearsDealsContract):
    """For a partner whose record the hub changes."""

    def test_what_its_record_says_can_be_read_first(self, stage: RemoteHearingStage) -> None:
        referral = accepted(stage)
        told = {DealField.TARGET_CLOSE_DATE: "2027-12-24"}
        stage.deals.tell_deal(referral, told, token=TOKEN)

        assert stage.deals.read_deal(referral).items() >= told.items()

    def test_what_the_partner_has_already_is_not_written(self, stage: RemoteHearingStage) -> None:
        referral = accepted(stage)

        outcome = stage.deals.tell_deal(referral, stage.knows(referral), token=TOKEN)

        assert outcome == Done()
        assert stage.times_told() == 0

    def test_an_outage_changes_nothing_and_is_made_good(self, stage: RemoteHearingStage) -> None:
        referral = accepted(stage)
        before = stage.knows(referral)
        stage.fails_next_call()

        with pytest.raises(Unavailable):
            stage.deals.tell_deal(referral, stage.news, token=TOKEN)

        assert stage.knows(referral) == before
        assert stage.deals.tell_deal(referral, stage.news, token=TOKEN) == Done()
        assert known(stage, referral, stage.news) == stage.news

    def test_a_lost_answer_to_telling_a_deal_is_made_good(self, stage: RemoteHearingStage) -> None:
        referral = accepted(stage)
        stage.loses_next_answer()

        with pytest.raises(Unavailable):
            stage.deals.tell_deal(referral, stage.news, token=TOKEN)
        outcome = stage.deals.tell_deal(referral, stage.news, token=TOKEN)

        assert outcome == Done()
        assert known(stage, referral, stage.news) == stage.news
        assert stage.times_told() == 1

    def test_what_the_partners_people_change_meanwhile_stays(
        self, stage: RemoteHearingStage
    ) -> None:
        referral = accepted(stage)
        deals = stage.meddles(referral)

        outcome = deals.tell_deal(referral, stage.news, token=TOKEN)

        assert outcome == Done()
        assert known(stage, referral, stage.news) == stage.news
        assert stage.meddled(referral)

    def test_the_id_of_the_opportunity_stays(self, stage: RemoteHearingStage) -> None:
        referral = accepted(stage)
        stage.connector.tell_opportunity(referral, token=TOKEN)

        stage.deals.tell_deal(referral, stage.news, token=TOKEN)

        assert stage.told_id(referral) == referral.opportunity_id

    def test_what_it_does_not_take_is_named_and_nothing_changes(
        self, stage: RemoteHearingStage
    ) -> None:
        referral = accepted(stage)
        before = stage.knows(referral)

        outcome = stage.deals.tell_deal(referral, {**stage.news, **stage.refused}, token=TOKEN)

        assert isinstance(outcome, Refused)
        assert outcome.reason
        assert set(outcome.fields) == set(stage.refused)
        assert stage.knows(referral) == before

    def test_the_others_are_taken_without_it(self, stage: RemoteHearingStage) -> None:
        referral = accepted(stage)
        all_told = {**stage.news, **stage.refused}
        stage.deals.tell_deal(referral, all_told, token=TOKEN)
        others = {field: text for field, text in all_told.items() if field not in stage.refused}

        outcome = stage.deals.tell_deal(referral, others, token=LATER_TOKEN)

        assert outcome == Done()
        assert known(stage, referral, others) == others
