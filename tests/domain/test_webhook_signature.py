"""What the hub signs is what receivers' libraries verify."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from referral_hub.domain.webhooks.signature import secret_of, signed_headers

webhooks = pytest.importorskip("standardwebhooks.webhooks", reason="the independent verifier")

BODY = '{"type":"referral.accepted","data":{"number":"R-000001","city":"Ålesund"}}'
OLD, NEW = secret_of(b"o" * 32), secret_of(b"n" * 32)


def headers(*secrets: str, skew: int = 0) -> dict[str, str]:
    now = int(datetime.now(UTC).timestamp())
    return signed_headers("msg_1", BODY, timestamp=now + skew, secrets=secrets)


def test_a_receiver_verifies_with_the_specifications_own_library() -> None:
    assert webhooks.Webhook(NEW).verify(BODY, headers(NEW))["type"] == "referral.accepted"


def test_the_signature_is_what_the_library_signs_itself() -> None:
    at = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)

    ours = signed_headers("msg_1", BODY, timestamp=int(at.timestamp()), secrets=[NEW])

    assert ours["webhook-signature"] == webhooks.Webhook(NEW).sign("msg_1", at, BODY)


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_while_a_secret_is_rotated_either_verifies(secret: str) -> None:
    webhooks.Webhook(secret).verify(BODY, headers(NEW, OLD))


def test_another_secret_verifies_nothing() -> None:
    with pytest.raises(webhooks.WebhookVerificationError):
        webhooks.Webhook(OLD).verify(BODY, headers(NEW))


@pytest.mark.parametrize("skew", [-301, 302])
def test_a_message_that_is_sent_again_by_somebody_else_later_is_refused(skew: int) -> None:
    with pytest.raises(webhooks.WebhookVerificationError):
        webhooks.Webhook(NEW).verify(BODY, headers(NEW, skew=skew))


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(webhooks.WebhookVerificationError):
        webhooks.Webhook(NEW).verify(BODY.replace("R-000001", "R-000002"), headers(NEW))
