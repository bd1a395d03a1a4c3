"""What whoever sends the hub's mail owes the hub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.mail import Mail
from referral_hub.ports import MailSender

Arrived = Callable[[], Sequence[Mail]]
MAIL = Mail(to="ingrid@host.example", subject="Åtte lykter", text="Én gikk ikke:\n  title: tom\n")


class MailContract(ABC):
    @abstractmethod
    @pytest.fixture
    def sender(self) -> MailSender: ...

    @abstractmethod
    @pytest.fixture
    def refusing(self) -> MailSender:
        """One whose service takes nothing of it."""

    @abstractmethod
    @pytest.fixture
    def arrived(self) -> Arrived:
        """The mails that were sent by either, oldest first."""

    def test_a_mail_arrives_as_it_was_written(self, sender: MailSender, arrived: Arrived) -> None:
        sent = sender.send(MAIL, token="t" * 32)

        assert isinstance(sent, Done)
        assert sent.result
        assert list(arrived()) == [MAIL]

    def test_one_token_sends_one_mail(self, sender: MailSender, arrived: Arrived) -> None:
        first = sender.send(MAIL, token="t" * 32)
        second = sender.send(MAIL, token="t" * 32)

        assert first == second
        assert list(arrived()) == [MAIL]

    def test_another_token_sends_another(self, sender: MailSender, arrived: Arrived) -> None:
        for token in ("a" * 32, "b" * 32):
            sender.send(MAIL, token=token)

        assert list(arrived()) == [MAIL, MAIL]

    def test_a_refusal_says_why_and_what_to_do(
        self, refusing: MailSender, arrived: Arrived
    ) -> None:
        refused = refusing.send(MAIL, token="t" * 32)

        assert isinstance(refused, Refused)
        assert refused.reason
        assert refused.fix
        assert list(arrived()) == []
