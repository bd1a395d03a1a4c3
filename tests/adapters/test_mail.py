"""Mail that stays here, and mail by SES: its wire is the sandbox's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from referral_hub.adapters.clients import client
from referral_hub.adapters.mail import SesMail
from referral_hub.adapters.mail_memory import MemoryMail
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from sandbox.mail_sink import MailSink, MailSinkServer
from tests.builders import Clock
from tests.contracts.mail import MAIL, Arrived, MailContract

SENDER = "hub@host.example"
TOKEN = "t" * 32


class TestMemoryMail(MailContract):
    @pytest.fixture
    def sender(self) -> MemoryMail:
        return MemoryMail()

    @pytest.fixture
    def refusing(self, sender: MemoryMail) -> MemoryMail:
        sender.refusal = Refused(reason="the sender is not verified", fix="Verify it.")
        return sender

    @pytest.fixture
    def arrived(self, sender: MemoryMail) -> Arrived:
        return lambda: list(sender.sent.values())


@pytest.mark.usefixtures("loopback")
class TestSesMail(MailContract):
    @pytest.fixture
    def sink(self) -> Iterator[MailSinkServer]:
        with MailSinkServer(MailSink(verified=SENDER)) as server:
            yield server

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def sender(self, sink: MailSinkServer, clock: Clock) -> SesMail:
        return _ses(sink.url, SENDER, clock)

    @pytest.fixture
    def refusing(self, sink: MailSinkServer, clock: Clock) -> SesMail:
        return _ses(sink.url, "else@host.example", clock)

    @pytest.fixture
    def arrived(self, sink: MailSinkServer) -> Arrived:
        return lambda: [
            MAIL.model_copy(update={"to": mail.to[0], "subject": mail.subject, "text": mail.text})
            for mail in sink.sink.mails
        ]

    def test_a_mail_whose_answer_got_lost_is_not_sent_again(
        self, sender: SesMail, sink: MailSinkServer, clock: Clock
    ) -> None:
        sink.sink.behave(drop_after_commit=1)

        first = sender.send(MAIL, token=TOKEN)
        clock.advance(minutes=2)
        again = sender.send(MAIL, token=TOKEN)

        assert len(sink.sink.mails) == 1
        assert isinstance(first, Refused)
        assert again == first
        assert "nobody knows" in first.reason

    def test_while_one_sends_it_another_does_not(
        self, sender: SesMail, sink: MailSinkServer
    ) -> None:
        sink.sink.behave(drop_before_commit=1)
        sender.send(MAIL, token=TOKEN)

        with pytest.raises(Unavailable, match="at this moment"):
            sender.send(MAIL, token=TOKEN)

        assert sink.sink.mails == []

    @pytest.mark.parametrize("fault", ["busy", "broken"])
    def test_what_ses_did_not_take_now_is_sent_later(
        self, sender: SesMail, sink: MailSinkServer, fault: str
    ) -> None:
        sink.sink.behave(**{fault: 1})
        with pytest.raises(Unavailable):
            sender.send(MAIL, token=TOKEN)

        sent = sender.send(MAIL, token=TOKEN)

        assert isinstance(sent, Done)
        assert len(sink.sink.mails) == 1

    def test_what_was_refused_can_be_sent_once_it_is_mended(
        self, sender: SesMail, sink: MailSinkServer
    ) -> None:
        sink.sink.behave(paused=1)
        refused = sender.send(MAIL, token=TOKEN)

        sent = sender.send(MAIL, token=TOKEN)

        assert isinstance(refused, Refused)
        assert refused.fix == "Turn sending on again in SES."
        assert isinstance(sent, Done)

    def test_a_refusal_names_nobodys_address(self, refusing: SesMail) -> None:
        refused = refusing.send(MAIL, token=TOKEN)

        assert "@" not in refused.model_dump_json()


@pytest.mark.usefixtures("loopback")
def test_a_service_that_is_not_there_is_asked_again() -> None:
    with MailSinkServer() as gone:
        url = gone.url
    sender = _ses(url, SENDER, Clock())

    for _ in range(2):
        with pytest.raises(Unavailable, match="could not be reached"):
            sender.send(MAIL, token=TOKEN)


def _ses(url: str, sender: str, clock: Clock) -> SesMail:
    return SesMail(lambda: client("sesv2", endpoint=url, once=True), sender, MemoryTable(), clock)
