"""The way to webhooks: over HTTP to a receiver, through SQS, and with Secrets Manager."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from referral_hub.adapters.webhooks import HttpWebhookSender, WebhookSecretStore
from referral_hub.adapters.webhooks_memory import MemoryWebhookSecrets
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.webhooks.delivery import Reply
from referral_hub.domain.webhooks.signature import secret_of, signed_headers
from referral_hub.ports import WebhookSecrets
from sandbox.faults import Fault, FaultPlan
from sandbox.http_door import Answer
from sandbox.webhook_receiver import Receiver, ReceiverServer
from tests.adapters.conftest import a_client

SECRET, OLD = secret_of(b"n" * 32), secret_of(b"o" * 32)
BODY = '{"type":"hub.test","data":{"city":"Ålesund"}}'

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture
def server() -> Iterator[ReceiverServer]:
    with ReceiverServer() as server:
        server.receiver.secret = SECRET
        yield server


def post(url: str, *secrets: str, timeout: float = 5.0) -> Reply:
    now = int(datetime.now(UTC).timestamp())
    headers = signed_headers("msg_1", BODY, timestamp=now, secrets=secrets or [SECRET])
    return HttpWebhookSender(this_machine=True, timeout=timeout).post(url, headers, BODY)


def test_a_receiver_gets_what_it_can_verify(server: ReceiverServer) -> None:
    reply = post(f"{server.url}/in?a=1")

    (message,) = server.receiver.taken
    assert reply == Reply(status=204)
    assert (message.id, message.path, message.type) == ("msg_1", "/in", "hub.test")
    assert message.data == {"city": "Ålesund"}


def test_while_a_secret_is_rotated_either_verifies(server: ReceiverServer) -> None:
    server.receiver.secret = OLD

    assert post(server.url, SECRET, OLD).arrived


def test_a_wrong_secret_is_an_answer_like_any_other(server: ReceiverServer) -> None:
    assert post(server.url, OLD).text == "HTTP 401"


@pytest.mark.parametrize(
    ("fault", "status"), [("broken", 500), ("gone", 410), ("busy", 503), ("html_page", 502)]
)
def test_what_the_receiver_answers_is_told(server: ReceiverServer, fault: str, status: int) -> None:
    server.receiver.behave(**{fault: 1})

    assert post(server.url).status == status


def test_a_redirect_is_not_followed(server: ReceiverServer) -> None:
    server.receiver.behave(moved=1)

    assert post(server.url).status == 301
    assert server.receiver.came == []


def test_a_receiver_says_when_to_come_again(server: ReceiverServer) -> None:
    server.receiver.behave(busy=1)

    assert post(server.url).retry_after == 1


def test_a_lost_answer_is_no_arrival_and_the_next_copy_is_known_again(
    server: ReceiverServer,
) -> None:
    server.receiver.behave(drop_after_commit=1)

    lost, again = post(server.url), post(server.url)

    assert (lost.arrived, again.arrived) == (False, True)
    assert [message.repeated for message in server.receiver.came] == [False, True]


def test_a_receiver_that_takes_too_long_is_left(server: ReceiverServer) -> None:
    server.receiver.behave(slow={"seconds": 2})

    assert post(server.url, timeout=0.3).text == "no answer within 0.3 seconds"


def test_nobody_there_is_told_as_no_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert post(f"http://127.0.0.1:{port}/").text == "no answer: ConnectionRefusedError"


@contextmanager
def dripping(*, every: float) -> Iterator[str]:
    """A server whose answer never ends, byte by byte."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def drip() -> None:
            caller, _ = listening.accept()
            with caller:
                while not over.wait(every):
                    try:
                        caller.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        over.set()
        thread.join()


def test_a_receiver_that_answers_byte_by_byte_takes_no_more_time_than_others() -> None:
    with dripping(every=0.05) as url:
        reply = post(url, timeout=0.4)

    assert reply.text == "no answer within 0.4 seconds"


def test_what_is_no_http_is_told_as_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.sendall(b"220 mail ready\r\n")
                caller.recv(4096)

        thread = threading.Thread(target=greet)
        thread.start()
        reply = post(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        thread.join()

    assert reply.text == "no answer: BadStatusLine"


def test_in_aws_this_machine_is_never_called(server: ReceiverServer) -> None:
    reply = HttpWebhookSender().post(server.url, {}, BODY)

    assert reply.text == "not called: the URL must be https, on port 443"
    assert server.receiver.came == []


def test_a_name_that_leads_inside_since_it_was_set_is_not_called() -> None:
    sender = HttpWebhookSender(resolve=lambda *_: ["169.254.169.254"])

    reply = sender.post("https://hooks.harbour.example/", {}, BODY)

    assert reply.text == "not called: the URL must lead to public addresses only"


OVERFLOWING = (
    "Wed, 01 Jan 99999999999999999999 00:00:00 GMT",
    "Wed, 01 Jan 2027 99999999999999999999:00:00 GMT",
    "9" * 400,
)


@contextmanager
def asking_to_wait(retry_after: str, *, status: int = 503) -> Iterator[str]:
    """A receiver whose first answer has this Retry-After."""
    busy = Fault(Answer(status).with_headers({"Retry-After": retry_after}))
    with ReceiverServer(Receiver(plan=FaultPlan({"busy": busy}))) as server:
        server.receiver.behave(busy=1)
        yield server.url


@pytest.mark.parametrize(
    ("told", "seconds"), [("120", 120), ("0", 0), ("soon", None), ("-5", None), ("", None)]
)
def test_retry_after_is_read_as_seconds(told: str, seconds: int | None) -> None:
    with asking_to_wait(told) as url:
        assert post(url).retry_after == seconds


@pytest.mark.parametrize("told", OVERFLOWING)
def test_a_retry_after_beyond_all_times_is_an_attempt_like_any_other(told: str) -> None:
    with asking_to_wait(told) as url:
        reply = post(url)

    assert reply.status == 503
    assert reply.least_pause <= 24 * 3600


@pytest.mark.parametrize("told", [*OVERFLOWING, "120"])
def test_a_receiver_that_has_the_message_has_no_say_in_when_it_comes_again(told: str) -> None:
    with asking_to_wait(told, status=200) as url:
        assert post(url) == Reply(status=200)


def test_retry_after_is_read_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)

    with asking_to_wait(later) as url:
        assert post(url).retry_after in range(590, 601)


class SecretsContract(ABC):
    @abstractmethod
    @pytest.fixture
    def secrets(self) -> WebhookSecrets: ...

    def test_what_is_kept_can_be_read(self, secrets: WebhookSecrets) -> None:
        secrets.keep("harbour", "s1", SECRET)
        secrets.keep("harbour", "s2", OLD)

        assert secrets.read("harbour", "s1") == SECRET
        assert secrets.read("harbour", "s2") == OLD

    def test_another_partners_is_not_there(self, secrets: WebhookSecrets) -> None:
        secrets.keep("harbour", "s1", SECRET)

        with pytest.raises(Unavailable):
            secrets.read("quay", "s1")

    def test_what_is_forgotten_cannot_be_read(self, secrets: WebhookSecrets) -> None:
        secrets.keep("harbour", "s1", SECRET)
        secrets.forget("harbour", "s1")

        with pytest.raises(Unavailable):
            secrets.read("harbour", "s1")

    def test_forgetting_twice_is_no_trouble(self, secrets: WebhookSecrets) -> None:
        secrets.keep("harbour", "s1", SECRET)

        secrets.forget("harbour", "s1")
        secrets.forget("harbour", "s1")
        secrets.forget("harbour", "s2")


class TestMemoryWebhookSecrets(SecretsContract):
    @pytest.fixture
    def secrets(self) -> MemoryWebhookSecrets:
        return MemoryWebhookSecrets()


class TestWebhookSecretStore(SecretsContract):
    @pytest.fixture
    def secrets(self, aws: None) -> WebhookSecretStore:  # noqa: ARG002 (the secrets live in it)
        return WebhookSecretStore(lambda: a_client("secretsmanager"), "Hub/webhooks/")
