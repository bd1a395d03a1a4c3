"""
The certificates that webhooks are signed with, and the signatures.

Source: Microsoft Learn, "Partner Center webhooks", section "How to authenticate the callback": a
chain to a known root, `O=Microsoft Corporation` in subject or issuer, RSA with SHA-256 over the
body. Root and keys are made once in a process and known to nobody else.
"""

import base64
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

SIGNER = "pcnotifications-dispatch.microsoft.com"
CERTIFICATE_PATH = f"/cert/{SIGNER}.cer"
ISSUER_PATH = "/pkiops/certs/sandbox-issuing.crt"
MICROSOFT = "Microsoft Corporation"
_FROM, _TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
_LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


def root_pem() -> str:
    """Return the root that a receiver is to trust while it is tested."""
    return _authority("root").public_bytes(Encoding.PEM).decode()


def issuing_der() -> bytes:
    """Return the certificate between root and signer of the kind `intermediate`."""
    return _authority("issuing").public_bytes(Encoding.DER)


@cache
def certificate_der(kind: str, url: str) -> bytes:
    """
    Return the signer's certificate, by what is right or wrong with it.

    `good`; `intermediate`: issued by an authority that the root issued, found as its AIA says;
    `expired`; `other_root`; `other_organization`.
    """
    issuer = {"other_root": "rogue", "intermediate": "issuing"}.get(kind, "root")
    organization = "Contoso Ltd" if kind == "other_organization" else MICROSOFT
    builder = _builder(_name(SIGNER, organization), "signer", issuer)
    builder = builder.not_valid_after(_LONG_AGO if kind == "expired" else _TO)
    names = x509.SubjectAlternativeName([x509.DNSName(SIGNER)])
    builder = builder.add_extension(names, critical=False)
    if kind == "intermediate":
        builder = builder.add_extension(_found_at(f"{url}{ISSUER_PATH}"), critical=False)
    return builder.sign(_key(issuer), hashes.SHA256()).public_bytes(Encoding.DER)


def signature(body: bytes, kind: str) -> str:
    """Return the signature over a body as base64; `wrong` is that of another key."""
    key = _key("rogue" if kind == "wrong" else "signer")
    return base64.b64encode(key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()


@cache
def _key(who: str) -> rsa.RSAPrivateKey:  # noqa: ARG001 - each has its own
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _authority(who: str) -> x509.Certificate:
    issuer = "root" if who == "issuing" else who
    builder = _builder(_authority_name(who), who, issuer).not_valid_after(_TO)
    basic = x509.BasicConstraints(ca=True, path_length=None)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = builder.add_extension(basic, critical=True).add_extension(usage, critical=True)
    return builder.sign(_key(issuer), hashes.SHA256())


def _builder(subject: x509.Name, subject_key: str, issuer: str) -> x509.CertificateBuilder:
    public = _key(subject_key).public_key()
    of_issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(issuer).public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_authority_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(of_issuer, critical=False)
    )


def _authority_name(who: str) -> x509.Name:
    return _name(f"Sandbox {who} authority", MICROSOFT)


def _name(common: str, organization: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _found_at(address: str) -> x509.AuthorityInformationAccess:
    where = x509.UniformResourceIdentifier(address)
    method = AuthorityInformationAccessOID.CA_ISSUERS
    return x509.AuthorityInformationAccess([x509.AccessDescription(method, where)])
