"""What the way out of the hub owes the hub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import pytest

from referral_hub.ports import About, Listener, Outbound

Received = Callable[[], Sequence[str]]
CRM, PARTNER = Listener.CRM, Listener.PARTNER


class OutboundContract(ABC):
    @abstractmethod
    @pytest.fixture
    def outbound(self) -> Outbound: ...

    @abstractmethod
    @pytest.fixture
    def received(self) -> Received:
        """The numbers that whoever reads the queue finds in it, in the order in which they come."""

    def test_who_reads_it_learns_which_referral_it_is_about(
        self, outbound: Outbound, received: Received
    ) -> None:
        outbound.send("R-000123", to=CRM, mark="4")

        assert list(received()) == ["R-000123"]

    def test_the_same_mark_twice_is_one_message(
        self, outbound: Outbound, received: Received
    ) -> None:
        outbound.send("R-000123", to=CRM, mark="4")
        outbound.send("R-000123", to=CRM, mark="4")

        assert list(received()) == ["R-000123"]

    def test_what_changed_since_is_another_message(
        self, outbound: Outbound, received: Received
    ) -> None:
        outbound.send("R-000123", to=CRM, mark="4")
        outbound.send("R-000123", to=CRM, mark="5")

        assert list(received()) == ["R-000123", "R-000123"]

    def test_one_mark_of_two_referrals_is_two_messages(
        self, outbound: Outbound, received: Received
    ) -> None:
        outbound.send("R-000001", to=CRM, mark="1")
        outbound.send("R-000002", to=CRM, mark="1")

        assert sorted(received()) == ["R-000001", "R-000002"]

    def test_one_mark_for_two_listeners_is_two_messages(
        self, outbound: Outbound, received: Received
    ) -> None:
        outbound.send("R-000001", to=CRM, mark="1")
        outbound.send("R-000001", to=PARTNER, mark="1")

        assert list(received()) == ["R-000001", "R-000001"]

    def test_one_mark_of_a_deal_and_of_its_referral_is_two_messages(
        self, outbound: Outbound, received: Received
    ) -> None:
        outbound.send("R-000001", to=PARTNER, mark="1")
        outbound.send("R-000001", to=PARTNER, mark="1", about=About.REFERRAL)

        assert list(received()) == ["R-000001", "R-000001"]
