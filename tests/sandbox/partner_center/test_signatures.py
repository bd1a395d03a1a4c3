import base64
from datetime import UTC, datetime

import pytest
import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from sandbox.partner_center import PartnerCenter
from tests.sandbox.listeners import Receiver
from tests.sandbox.partner_center.wire import Wire, delivered, register


def certificate(headers: dict[str, str]) -> x509.Certificate:
    fetched = requests.get(headers["x-ms-certificate-url"], timeout=5)
    return x509.load_der_x509_certificate(fetched.content)


def verify(signed: x509.Certificate, body: bytes, header: str) -> None:
    word, signature = header.split()
    key = signed.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert word == "Signature"
    key.verify(base64.b64decode(signature), body, padding.PKCS1v15(), hashes.SHA256())


def verify_chain(
    center: PartnerCenter, leaf: x509.Certificate, between: list[x509.Certificate]
) -> None:
    root = x509.load_pem_x509_certificate(center.root_pem.encode())
    policy = PolicyBuilder().store(Store([root])).time(datetime(2027, 3, 1, tzinfo=UTC))
    (name,) = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    policy.build_server_verifier(name).verify(leaf, between)


def organization(signed: x509.Certificate) -> str:
    (held,) = signed.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(held.value)


def test_a_signature_is_proved_by_a_certificate_of_the_root(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    register(wire, receiver)
    center.share()

    headers, body = delivered(center, receiver)

    signed = certificate(headers)
    assert headers["x-ms-signature-algorithm"] == "rsa-sha256"
    assert organization(signed) == "Microsoft Corporation"
    assert "O=Microsoft Corporation" in signed.issuer.rfc4514_string()
    verify(signed, body, headers["authorization"])
    verify_chain(center, signed, [])


def test_the_signature_stands_in_its_own_header_when_registered_so(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    register(wire, receiver, SignatureTokenToMsSignatureHeader=True)
    center.share()

    headers, body = delivered(center, receiver)

    assert "authorization" not in headers
    verify(certificate(headers), body, headers["x-ms-signature"])


def test_a_signature_can_be_wrong(wire: Wire, center: PartnerCenter, receiver: Receiver) -> None:
    center.behave(webhook_signature="wrong")
    register(wire, receiver)
    center.share()

    headers, body = delivered(center, receiver)

    with pytest.raises(InvalidSignature):
        verify(certificate(headers), body, headers["authorization"])


@pytest.mark.parametrize("kind", ["expired", "other_root"])
def test_a_certificate_can_be_untrustworthy(
    wire: Wire, center: PartnerCenter, receiver: Receiver, kind: str
) -> None:
    center.behave(webhook_certificate=kind)
    register(wire, receiver)
    center.share()

    headers, body = delivered(center, receiver)

    verify(certificate(headers), body, headers["authorization"])
    with pytest.raises(VerificationError):
        verify_chain(center, certificate(headers), [])


def test_a_certificate_can_be_somebody_elses(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    center.behave(webhook_certificate="other_organization")
    register(wire, receiver)
    center.share()

    headers, _ = delivered(center, receiver)

    verify_chain(center, certificate(headers), [])
    assert organization(certificate(headers)) == "Contoso Ltd"


def test_an_authority_between_root_and_signer_is_found_where_the_certificate_says(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    center.behave(webhook_certificate="intermediate")
    register(wire, receiver)
    center.share()
    headers, _ = delivered(center, receiver)
    leaf = certificate(headers)

    (place,) = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    fetched = requests.get(place.access_location.value, timeout=5).content

    assert place.access_method == AuthorityInformationAccessOID.CA_ISSUERS
    verify_chain(center, leaf, [x509.load_der_x509_certificate(fetched)])
    with pytest.raises(VerificationError):
        verify_chain(center, leaf, [])


def test_a_certificate_may_be_said_to_lie_elsewhere(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    center.behave(webhook_certificate_url="http://169.254.169.254/latest/meta-data")
    register(wire, receiver)
    center.share()

    headers, _ = delivered(center, receiver)

    assert headers["x-ms-certificate-url"] == "http://169.254.169.254/latest/meta-data"
