"""Webhooks of Partner Center: nobody is believed who is not Microsoft, and Microsoft a little."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from referral_hub.adapters.partners.microsoft.certificates import Certificates
from referral_hub.adapters.partners.microsoft.places import Places
from referral_hub.adapters.partners.microsoft.wire import Wire
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Hint, NotGenuine
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import SignedEvents
from sandbox.partner_center.webhooks.signing import signature
from tests.adapters.partners.microsoft.stage import Stage
from tests.sandbox.listeners import Receiver, listening
from tests.sandbox.partner_center.wire import Wire as Client
from tests.sandbox.partner_center.wire import register

# Microsoft Learn, "Azure Certificate Authority details": SHA-1 thumbprints of the roots.
PUBLISHED = {
    "DigiCert Global Root CA": "a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436",
    "DigiCert Global Root G2": "df3c24f9bfd666761b268073fe06d1cc8d4f82a4",
    "DigiCert Global Root G3": "7e04de896a3e666d00e687d33ffad93be83d349e",
    "Microsoft ECC Root Certificate Authority 2017": "999a64c37ff47d9fab95f14769891460eec4c3c5",
    "Microsoft RSA Root Certificate Authority 2017": "73a5e64a3bff8316ff0edccc618a906e4eae4d74",
}


@dataclass
class Post:
    """One request as it reached the hub."""

    headers: dict[str, str]
    body: bytes

    def with_header(self, name: str, value: str) -> Post:
        return Post(self.headers | {name: value}, self.body)

    def signed_anew(self, **changes: Any) -> Post:
        """The event with other members, signed by Microsoft."""
        body = json.dumps(json.loads(self.body) | changes).encode()
        return Post(self.headers | {"x-ms-signature": f"Signature {signature(body, 'good')}"}, body)


@pytest.fixture
def receiver(stage: Stage) -> Iterator[Receiver]:
    with listening(receiver := Receiver(), "/hooks"):
        register(Client(stage.server), receiver, SignatureTokenToMsSignatureHeader=True)
        yield receiver


def told(stage: Stage, receiver: Receiver) -> tuple[Referral, Post]:
    """Let Microsoft share a referral and tell of it."""
    referral = stage.shares()
    stage.center.tick()
    headers, body = receiver.taken[-1]
    return referral, Post(headers, body)


def events(stage: Stage) -> SignedEvents:
    assert stage.connection.events
    return stage.connection.events


def hints(stage: Stage, post: Post) -> tuple[Hint, ...]:
    return events(stage).hints_in(post.headers, post.body, now=stage.clock.now)


def fetched(stage: Stage) -> int:
    return sum(call.path.startswith("/cert/") for call in stage.calls)


def test_a_webhook_points_at_the_referral_that_changed(stage: Stage, receiver: Receiver) -> None:
    referral, post = told(stage, receiver)

    [hint] = hints(stage, post)

    assert hint == Hint(partner_id="microsoft", about="referral", id=referral.partner_referral_id)


def test_a_test_event_is_genuine_and_points_at_nothing(stage: Stage, receiver: Receiver) -> None:
    _, post = told(stage, receiver)

    assert hints(stage, post.signed_anew(EventName="test-created", ResourceName="test")) == ()


def test_a_certificate_is_read_once_for_many_webhooks(stage: Stage, receiver: Receiver) -> None:
    for _ in range(3):
        hints(stage, told(stage, receiver)[1])

    assert fetched(stage) == 1


def test_a_certificate_below_an_intermediate_authority_is_good(
    stage: Stage, receiver: Receiver
) -> None:
    stage.center.behave(webhook_certificate="intermediate")
    _, post = told(stage, receiver)

    assert hints(stage, post)


@pytest.mark.parametrize("kind", ["expired", "other_root", "other_organization"])
def test_a_certificate_that_is_not_microsofts_signs_nothing(
    stage: Stage, receiver: Receiver, kind: str
) -> None:
    stage.center.behave(webhook_certificate=kind)
    _, post = told(stage, receiver)

    with pytest.raises(NotGenuine, match="Microsoft"):
        hints(stage, post)


def test_a_certificate_that_lapses_while_it_is_kept_counts_no_more(
    stage: Stage, receiver: Receiver
) -> None:
    _, post = told(stage, receiver)
    hints(stage, post)
    stage.center.behave(webhook_certificate="expired")
    stage.clock.advance(minutes=61)

    with pytest.raises(NotGenuine, match="lapsed"):
        hints(stage, post)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://3psostorageacct.blob.core.windows.net.evil.example/cert/x.cer",
        "https://evil.example/cert/pcnotifications-dispatch.microsoft.com.cer",
        "{home}/cert/other.microsoft.com.cer",
        "{home}/cert/../pcnotifications-dispatch.microsoft.com.cer",
        "{home}/cert/pcnotifications-dispatch.microsoft.com.cer?x=1",
        "{home}@evil.example/cert/pcnotifications-dispatch.microsoft.com.cer",
    ],
)
def test_nobody_leads_the_hub_to_a_certificate_of_their_own(
    stage: Stage, receiver: Receiver, url: str
) -> None:
    _, post = told(stage, receiver)
    elsewhere = post.with_header("x-ms-certificate-url", url.format(home=stage.server.url))

    with pytest.raises(NotGenuine, match="keeps none"):
        hints(stage, elsewhere)

    assert fetched(stage) == 0


def test_a_forged_signature_is_refused(stage: Stage, receiver: Receiver) -> None:
    stage.center.behave(webhook_signature="wrong")
    _, post = told(stage, receiver)

    with pytest.raises(NotGenuine, match="signature"):
        hints(stage, post)


def test_forged_signatures_do_not_make_the_hub_ask_again_and_again(
    stage: Stage, receiver: Receiver
) -> None:
    stage.center.behave(webhook_signature="wrong")
    _, post = told(stage, receiver)

    for _ in range(20):
        with pytest.raises(NotGenuine):
            hints(stage, post)

    assert fetched(stage) == 1


def test_a_signature_is_good_for_one_body(stage: Stage, receiver: Receiver) -> None:
    _, post = told(stage, receiver)

    with pytest.raises(NotGenuine, match="signature"):
        hints(stage, Post(post.headers, post.body.replace(b"created", b"updated")))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-ms-signature", ""),
        ("x-ms-signature", "Signature not/base64!"),
        ("x-ms-signature", base64.b64encode(b"x" * 256).decode()),
        ("x-ms-certificate-url", ""),
        ("x-ms-signature-algorithm", "rsa-sha1"),
        ("x-ms-signature-algorithm", "none"),
    ],
)
def test_what_is_not_signed_as_microsoft_signs_is_refused(
    stage: Stage, receiver: Receiver, name: str, value: str
) -> None:
    _, post = told(stage, receiver)

    with pytest.raises(NotGenuine):
        hints(stage, post.with_header(name, value))


@pytest.mark.parametrize("hours", [25, -1])
def test_what_is_of_another_day_is_refused_though_microsoft_signed_it(
    stage: Stage, receiver: Receiver, hours: int
) -> None:
    _, post = told(stage, receiver)
    stage.clock.advance(hours=hours)

    with pytest.raises(NotGenuine, match="another day"):
        hints(stage, post)


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/engagements/v1/referrals/1",
        "https://api.partner.microsoft.com/v1.0/engagements/referrals/a%2F..%2Fb",
        "https://api.partner.microsoft.com/v1.0/engagements/referrals/",
        "https://api.partner.microsoft.com/v1/customers/1",
        "not an address",
        "https://[",
    ],
)
def test_a_resource_that_is_no_referral_is_read_by_nobody(
    stage: Stage, receiver: Receiver, uri: str
) -> None:
    _, post = told(stage, receiver)

    with pytest.raises(NotGenuine):
        hints(stage, post.signed_anew(ResourceUri=uri))


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"EventName": 7}', b"null"])
def test_a_body_that_is_no_event_is_refused_though_it_is_signed(
    stage: Stage, receiver: Receiver, body: bytes
) -> None:
    _, post = told(stage, receiver)
    headers = post.headers | {"x-ms-signature": f"Signature {signature(body, 'good')}"}

    with pytest.raises(NotGenuine):
        hints(stage, Post(headers, body))


def test_a_body_without_an_end_is_not_even_looked_at(stage: Stage, receiver: Receiver) -> None:
    _, post = told(stage, receiver)

    with pytest.raises(NotGenuine, match="larger"):
        hints(stage, Post(post.headers, b" " * 20_001))


def test_a_certificate_that_cannot_be_read_now_is_an_outage(
    stage: Stage, receiver: Receiver
) -> None:
    _, post = told(stage, receiver)
    stage.center.behave(general_exception={"path": "/cert/", "times": 1})

    with pytest.raises(Unavailable):
        hints(stage, post)

    assert hints(stage, post)


def test_the_roots_are_those_that_microsoft_publishes() -> None:
    roots = Certificates(Wire(), Places())._roots

    thumbprints = {
        root.subject.rfc4514_string().partition("CN=")[2].partition(",")[0]: root.fingerprint(
            hashes.SHA1()  # noqa: S303 - what is published
        ).hex()
        for root in roots
    }
    assert thumbprints == PUBLISHED
    assert all(isinstance(root, x509.Certificate) for root in roots)
