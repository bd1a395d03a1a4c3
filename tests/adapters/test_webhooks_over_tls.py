"""A receiver must be who its name says, whatever address the name led to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from referral_hub.adapters import addresses
from referral_hub.adapters.webhooks import HttpWebhookSender

pytestmark = pytest.mark.usefixtures("loopback")
NAME = "hooks.harbour.example"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for the name, with its key, that only a test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    secret = key.private_bytes(*form, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return tmp_path / "both.pem"


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        addresses, "_tls", lambda: ssl.create_default_context(cafile=str(certificate))
    )


@contextmanager
def serving(certificate: Path | None) -> Iterator[int]:
    """Answer one request with 204 over TLS; without a certificate, take the call in silence."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def answer() -> None:
            caller, _ = listening.accept()
            with caller, suppress(OSError):
                if certificate is None:
                    over.wait(10)
                    return
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
                with context.wrap_socket(caller, server_side=True) as secured:
                    while not secured.recv(65536).endswith(b"{}"):
                        pass
                    secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        thread.join()


def said_by(host: str, port: int, *, timeout: float = 5.0) -> str:
    """What comes of calling the name, which leads to this machine."""
    sender = HttpWebhookSender(this_machine=True, timeout=timeout, resolve=lambda *_: ["127.0.0.1"])
    return sender.post(f"https://{host}:{port}/", {}, "{}").text


@pytest.mark.usefixtures("trusted")
def test_a_receiver_is_known_by_its_name_though_it_is_called_by_its_address(
    certificate: Path,
) -> None:
    with serving(certificate) as port:
        assert said_by(NAME, port) == "HTTP 204"


@pytest.mark.usefixtures("trusted")
def test_somebody_with_another_name_gets_nothing(certificate: Path) -> None:
    with serving(certificate) as port:
        assert said_by("other.harbour.example", port) == "no answer: SSLCertVerificationError"


def test_somebody_whom_nobody_vouches_for_gets_nothing(certificate: Path) -> None:
    with serving(certificate) as port:
        assert said_by(NAME, port) == "no answer: SSLCertVerificationError"


def test_who_never_ends_the_handshake_takes_no_more_time_than_others() -> None:
    with serving(None) as port:
        assert said_by(NAME, port, timeout=0.4) == "no answer within 0.4 seconds"
