"""
The certificates that webhooks are signed with: where they may lie, and who must stand behind them.

Sources: Microsoft Learn, "Partner Center webhooks", section "How to authenticate the callback"
(address, chain, organization); "Azure Certificate Authority details" (the roots, whose thumbprints
are those published there, and where authorities keep their certificates).
"""

from __future__ import annotations

import base64
import binascii
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import NotGenuine

from .places import Places, is_at
from .wire import SYSTEM, Wire

# Both have stood in Microsoft's example of a webhook.
_SIGNERS = ("pcnotifications-dispatch.microsoft.com", "pcnotifications.microsoft.com")
_MICROSOFT = "Microsoft Corporation"
_KEPT = timedelta(hours=1)
# A signer's certificate is renewed at its old address: then signatures seem wrong for a moment.
_PERHAPS_RENEWED = timedelta(minutes=5)
_LONGEST_CHAIN = 3
_LARGEST = 20_000


@dataclass(frozen=True)
class _Signer:
    key: rsa.RSAPublicKey
    since: datetime
    until: datetime

    def counts(self, now: datetime, lifetime: timedelta) -> bool:
        return now - self.since < lifetime and now < self.until


class Certificates:
    """Signers by the address of their certificate, each checked once an hour. Thread-safe."""

    def __init__(self, wire: Wire, places: Places, roots: bytes = b"") -> None:
        self._wire = wire
        self._places = places
        pem = roots or files(__package__).joinpath("roots.pem").read_bytes()
        self._roots = x509.load_pem_x509_certificates(pem)
        self._known: dict[str, _Signer] = {}
        self._lock = threading.Lock()

    def must_have_signed(self, body: bytes, signature: str, url: str, now: datetime) -> None:
        """
        Check a signature (base64, RSA with SHA-256) over a body, by the certificate at an address.

        Raises:
            NotGenuine: the address is not Microsoft's, nor is the certificate, or it signed another
                body.
            Unavailable: the certificate could not be read.
        """
        signer = self._signer(url, now, _KEPT)
        if not _has_signed(signer.key, body, signature):
            signer = self._signer(url, now, _PERHAPS_RENEWED)
            if not _has_signed(signer.key, body, signature):
                raise NotGenuine("the signature is not of this body")

    def _signer(self, url: str, now: datetime, lifetime: timedelta) -> _Signer:
        name = self._name(url)
        with self._lock:
            known = self._known.get(name)
            if known is None or not known.counts(now, lifetime):
                known = self._known[name] = self._checked(url, name, now)
            return known

    def _name(self, url: str) -> str:
        """The host that the certificate must be of; nothing else is ever asked for one."""
        for name in _SIGNERS:
            if url == f"{self._places.certificates}/cert/{name}.cer":
                return name
        raise NotGenuine("the certificate is said to be where Microsoft keeps none")

    def _checked(self, url: str, name: str, now: datetime) -> _Signer:
        leaf = self._read(url)
        policy = PolicyBuilder().store(Store(self._roots)).time(now)
        try:
            verifier = policy.build_server_verifier(x509.DNSName(name))
            verifier.verify(leaf, self._between(leaf))
        except (VerificationError, ValueError):
            raise NotGenuine("the certificate leads to no root of Microsoft's, or lapsed") from None
        key = leaf.public_key()
        if _organization(leaf) != _MICROSOFT or not isinstance(key, rsa.RSAPublicKey):
            raise NotGenuine("the certificate is not Microsoft's")
        return _Signer(key, now, leaf.not_valid_after_utc)

    def _between(self, leaf: x509.Certificate) -> list[x509.Certificate]:
        """Authorities between the signer and a root: each says where its own issuer is found."""
        found: list[x509.Certificate] = []
        current = leaf
        roots = {root.subject for root in self._roots}
        while current.issuer not in roots and len(found) < _LONGEST_CHAIN:
            url = self._issuer_url(current)
            if not url:
                break
            current = self._read(url)
            found.append(current)
        return found

    def _issuer_url(self, certificate: x509.Certificate) -> str:
        """
        RFC 5280, section 4.2.2.1. Such addresses are http, and their hosts answer https as well;
        what comes is not believed for where it lay, but for who signed it.
        """
        homes = self._places.issuers
        for told in _told_issuers(certificate):
            secure = told if is_at(told, homes) else f"https{told.removeprefix('http')}"
            if urlsplit(told).scheme in ("http", "https") and is_at(secure, homes):
                return secure
        return ""

    def _read(self, url: str) -> x509.Certificate:
        answer = self._wire.exchange("GET", url, {"Accept": "*/*"})
        if answer.status != HTTPStatus.OK or len(answer.body) > _LARGEST:
            raise Unavailable(SYSTEM, f"a certificate could not be read: {answer.status}")
        try:
            if answer.body.lstrip().startswith(b"-----BEGIN"):
                return x509.load_pem_x509_certificate(answer.body)
            return x509.load_der_x509_certificate(answer.body)
        except ValueError:
            raise Unavailable(SYSTEM, "what should be a certificate is none") from None


def _told_issuers(certificate: x509.Certificate) -> list[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    return [
        str(each.access_location.value)
        for each in told.value
        if each.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(each.access_location, x509.UniformResourceIdentifier)
    ]


def _organization(certificate: x509.Certificate) -> str:
    named = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(named[0].value) if len(named) == 1 else ""


def _has_signed(key: rsa.RSAPublicKey, body: bytes, signature: str) -> bool:
    try:
        told = base64.b64decode(signature, validate=True)
        key.verify(told, body, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
