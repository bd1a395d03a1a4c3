"""What the hub asks of a partner that lists nothing, and shows what is known by its id."""

from __future__ import annotations

from typing import Protocol

import pytest

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import ShowsReferrals
from tests.contracts.partner_connector import Stage


class ShowingStage(Stage, Protocol):
    """A partner whose records are found by their ids."""

    @property
    def shows(self) -> ShowsReferrals: ...

    def closes_on(self, referral: Referral, day: str) -> None:
        """Let the partner's people change the target close date."""

    def forgets(self, referral: Referral) -> None:
        """Let the record be there no more."""

    def garbles(self, referral: Referral) -> None:
        """Let the record hold what nobody can read."""

    def fails_next_look(self) -> None: ...


class ShowsReferralsContract:
    """A test class inherits this and gives a fixture `stage`."""

    def test_what_the_partners_people_changed_is_shown_under_the_partners_id(
        self, stage: ShowingStage
    ) -> None:
        referral = stage.shares()
        stage.closes_on(referral, "2027-12-24")

        news = stage.shows.show(referral)

        assert isinstance(news, PartnerNews)
        assert news.partner_id == referral.partner_id
        assert news.partner_referral_id == referral.partner_referral_id
        assert news.deal[DealField.TARGET_CLOSE_DATE] == "2027-12-24"

    def test_what_has_not_changed_reads_alike(self, stage: ShowingStage) -> None:
        referral = stage.shares()

        assert stage.shows.show(referral) == stage.shows.show(referral)

    def test_a_record_that_is_gone_or_unreadable_is_its_own_trouble_and_nobody_elses(
        self, stage: ShowingStage
    ) -> None:
        gone, garbled = stage.shares(), stage.shares()
        stage.forgets(gone)
        stage.garbles(garbled)

        for referral in (gone, garbled):
            aside = stage.shows.show(referral)

            assert isinstance(aside, Unreadable)
            assert (aside.partner_id, aside.entry_id) == (referral.identity)
            assert aside.why

    def test_a_referral_that_is_no_record_of_the_partners_is_not_looked_for(
        self, stage: ShowingStage
    ) -> None:
        typed_in = stage.shares().model_copy(update={"partner_referral_id": "content-0123abcd"})

        assert stage.shows.show(typed_in) is None

    def test_an_outage_ends_the_round(self, stage: ShowingStage) -> None:
        referral = stage.shares()
        stage.fails_next_look()

        with pytest.raises(Unavailable):
            stage.shows.show(referral)
