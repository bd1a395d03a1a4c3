from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from sandbox.mail_sink import MailSink, MailSinkServer
from tests.sandbox.processes import started

SENDER = "hub@host.example"


def ses(url: str, **more: Any) -> Any:
    return boto3.client(
        "sesv2",
        region_name="eu-west-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, **more),
    )


def a_mail(**override: Any) -> dict[str, Any]:
    simple = {"Subject": {"Data": "Lamps"}, "Body": {"Text": {"Data": "All <b>lit</b>."}}}
    said = {
        "FromEmailAddress": SENDER,
        "Destination": {"ToAddresses": ["ingrid@host.example"]},
        "Content": {"Simple": simple},
    }
    return said | override


@pytest.fixture
def server() -> Iterator[MailSinkServer]:
    with MailSinkServer(MailSink(verified=SENDER)) as server:
        yield server


def test_what_an_sdk_sends_is_kept_under_the_id_that_it_gets(server: MailSinkServer) -> None:
    answer = ses(server.url).send_email(**a_mail())

    (mail,) = server.sink.mails
    assert mail.message_id == answer["MessageId"]
    assert (mail.to, mail.subject) == (("ingrid@host.example",), "Lamps")


def test_as_with_ses_what_is_asked_for_twice_comes_twice(server: MailSinkServer) -> None:
    for _ in range(2):
        ses(server.url).send_email(**a_mail())

    assert len(server.sink.mails) == 2


def test_nobody_but_the_verified_sender_sends(server: MailSinkServer) -> None:
    with pytest.raises(ClientError) as refused:
        ses(server.url).send_email(**a_mail(FromEmailAddress="else@host.example"))

    assert refused.value.response["Error"]["Code"] == "MessageRejected"
    assert server.sink.mails == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"Destination": {"ToAddresses": []}},
        {"Destination": {"ToAddresses": ["nobody"]}},
        {"Content": {"Raw": {"Data": b"Subject: x"}}},
    ],
)
def test_what_is_no_simple_mail_to_somebody_is_refused(
    server: MailSinkServer, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        ses(server.url).send_email(**a_mail(**wrong))

    assert refused.value.response["Error"]["Code"] == "BadRequestException"


def test_who_does_not_sign_is_refused(server: MailSinkServer) -> None:
    answer = requests.post(f"{server.url}/v2/email/outbound-emails", json=a_mail(), timeout=5)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("busy", "TooManyRequestsException"),
        ("paused", "SendingPausedException"),
        ("broken", "InternalServiceErrorException"),
    ],
)
def test_it_fails_as_ses_does_when_asked(server: MailSinkServer, fault: str, code: str) -> None:
    server.sink.behave(**{fault: 1})

    with pytest.raises(ClientError) as refused:
        ses(server.url).send_email(**a_mail())

    assert refused.value.response["Error"]["Code"] == code
    assert server.sink.mails == []


def test_an_answer_can_get_lost_after_the_mail_was_taken(server: MailSinkServer) -> None:
    server.sink.behave(drop_after_commit=1)

    with pytest.raises(ConnectionClosedError):
        ses(server.url).send_email(**a_mail())

    assert len(server.sink.mails) == 1


def test_a_browser_sees_the_mails_as_text_newest_first(server: MailSinkServer) -> None:
    for data in ("First", "Second"):
        simple = {"Subject": {"Data": data}, "Body": {"Text": {"Data": "All <b>lit</b>."}}}
        ses(server.url).send_email(**a_mail(Content={"Simple": simple}))

    page = requests.get(server.url, timeout=5)

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.text.index("Second") < page.text.index("First")
    assert "All &lt;b&gt;lit&lt;/b&gt;." in page.text


def test_it_runs_by_itself_and_lists_mails_for_tools() -> None:
    with started("mail_sink", "--verified", SENDER) as sandbox:
        ses(sandbox.url).send_email(**a_mail())
        (mail,) = requests.get(f"{sandbox.url}/_sandbox/mails", timeout=5).json()
        code = sandbox.ends()

    assert mail["subject"] == "Lamps"
    assert code == 0
