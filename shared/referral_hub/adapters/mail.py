"""
Mail by Amazon SES, API version 2.

SES recognises no repeated call. So the hub writes down that it begins to send, calls once and
without a client's own retries, and writes down the answer. A begun mail without an answer may have
been sent, and is not sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.parsers import ResponseParserError

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.mail import Mail
from referral_hub.ports import Table
from referral_hub.records.sent_mails import SentMail, SentMails

from .clients import THROTTLED

# After this whoever began to send it has its answer, or will never have it.
_IN_FLIGHT = timedelta(minutes=1)
# Of these SES may have read the request; whatever else goes wrong did so before.
_MAYBE_SENT = (HTTPClientError, IncompleteReadError, ResponseParserError)
# What SES calls refusals, and who can do something about them
# (docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors).
_FIXES: Mapping[str, str] = {
    "AccountSuspendedException": "Ask AWS why the account may send no mail.",
    "MailFromDomainNotVerifiedException": "Verify the sender's MAIL FROM domain in SES.",
    "MessageRejected": (
        "Verify the sender in SES; as long as the account is in SES's sandbox, the recipient too."
    ),
    "SendingPausedException": "Turn sending on again in SES.",
    "AccessDeniedException": "Deploy the stack again: its role may send as MailSender only.",
}
_ASK_OPERATIONS = "Ask whoever looks after SES in the hub's AWS account."
_UNKNOWN = Refused(
    reason="the answer of the mail service got lost, so nobody knows whether the mail was sent",
    cause=Cause.UNREACHABLE,
    fix="It is not sent again, since it may have arrived; the hub shows all that it says.",
)


class SesMail:
    """`client` makes a client of sesv2 that does not repeat calls; `sender` is a From address."""

    def __init__(
        self,
        client: Callable[[], Any],
        sender: str,
        table: Table,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._sender = sender
        self._sent = SentMails(table)
        self._clock = clock

    def send(self, mail: Mail, *, token: str) -> Done | Refused:
        now = self._clock()
        known = self._sent.find(token) or SentMail(token=token, at=now, on_its_way=False)
        if known.message_id:
            return Done(result=known.message_id)
        if not known.on_its_way:
            begun = known.model_copy(update={"at": now, "on_its_way": True})
            return self._send(mail, self._sent.save(begun))
        if now - known.at < _IN_FLIGHT:
            raise Unavailable("mail", "is being sent at this moment")
        return _UNKNOWN

    def _send(self, mail: Mail, begun: SentMail) -> Done | Refused:
        not_sent = begun.model_copy(update={"on_its_way": False})
        try:
            answer = self._client().send_email(**_request(self._sender, mail))
        except ClientError as error:
            self._sent.save(not_sent)
            return _refusal(error)
        except _MAYBE_SENT:
            return _UNKNOWN
        except BotoCoreError as error:
            self._sent.save(not_sent)
            raise Unavailable("mail", "SES could not be reached") from error
        message_id = str(answer["MessageId"])
        self._sent.save(begun.model_copy(update={"message_id": message_id}))
        return Done(result=message_id)


def _request(sender: str, mail: Mail) -> dict[str, Any]:
    content = {"Subject": _text(mail.subject), "Body": {"Text": _text(mail.text)}}
    return {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": [mail.to]},
        "Content": {"Simple": content},
    }


def _text(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}


def _refusal(error: ClientError) -> Refused:
    """
    Say what SES has against the mail; its own words name people's addresses, and stay with SES.

    Raises:
        Unavailable: nothing; it sends too much at the moment, or has an error of its own.
    """
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in THROTTLED:
        raise Unavailable("mail", f"SES answered {code}") from error
    return Refused(reason=f"SES refused it: {code}", fix=_FIXES.get(code, _ASK_OPERATIONS))
