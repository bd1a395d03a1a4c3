"""Tokens: what they must say, and everything that does not help one that says it wrongly."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from sandbox.identity_provider import IdentityProvider
from tests.builders import NOON
from tests.signed_in import INGRID, ISSUER, a_provider, verifying

NOW = int(NOON.timestamp())
Forge = Callable[[IdentityProvider], str]


@pytest.fixture
def provider() -> IdentityProvider:
    return a_provider(lambda: NOON)


def email_of(provider: IdentityProvider, token: str, *, seconds: float = 0, **claims: str) -> str:
    """Whom the hub takes a token for, so many seconds after it was issued."""
    return verifying(provider, **claims).email_of(token, now=NOON + timedelta(seconds=seconds))


def signed(provider: IdentityProvider, *, key: Any = None, **header: Any) -> str:
    """A token whose claims are all right, with another header or key."""
    claims = jwt.decode(provider.token(INGRID, ISSUER), options={"verify_signature": False})
    headers = {"kid": "key-1", **header}
    return jwt.encode(claims, key or provider.keys.private, "RS256", headers)


def part(document: Any) -> str:
    return urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_a_token_of_the_sign_in_says_who_somebody_is(
    provider: IdentityProvider, algorithm: str
) -> None:
    provider.rotate(algorithm)

    assert email_of(provider, provider.token(INGRID, ISSUER)) == INGRID


# Forged


def without_a_signature(provider: IdentityProvider) -> str:
    _, claims, _ = provider.token(INGRID, ISSUER).split(".")
    return f"{part({'alg': 'none', 'kid': 'key-1'})}.{claims}."


def with_the_old_signature_of_none(provider: IdentityProvider) -> str:
    _, claims, signature = provider.token(INGRID, ISSUER).split(".")
    return f"{part({'alg': 'none', 'kid': 'key-1'})}.{claims}.{signature}"


def by_the_public_key_as_a_shared_secret(provider: IdentityProvider) -> str:
    public = provider.keys.private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, claims, _ = provider.token(INGRID, ISSUER).split(".")
    told = f"{part({'alg': 'HS256', 'kid': 'key-1', 'typ': 'JWT'})}.{claims}"
    mac = hmac.new(pem, told.encode(), sha256).digest()
    return f"{told}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def another() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def by_another_key(provider: IdentityProvider) -> str:
    return signed(provider, key=another())


def with_a_key_of_its_own(provider: IdentityProvider) -> str:
    mine = another()
    public = json.loads(RSAAlgorithm.to_jwk(mine.public_key()))
    return signed(provider, key=mine, jwk=public | {"kid": "key-1"})


def with_the_address_of_a_key(provider: IdentityProvider) -> str:
    at = "https://keys.attacker.example/jwks"
    return signed(provider, key=another(), jku=at, x5u=at)


def with_a_certificate(provider: IdentityProvider) -> str:
    return signed(provider, key=another(), x5c=["MIIB"])


def of_an_unknown_key(provider: IdentityProvider) -> str:
    return signed(provider, kid="key-9")


def of_a_key_in_a_file(provider: IdentityProvider) -> str:
    return signed(provider, kid="../../dev/null")


def of_no_named_key(provider: IdentityProvider) -> str:
    claims = jwt.decode(provider.token(INGRID, ISSUER), options={"verify_signature": False})
    return jwt.encode(claims, provider.keys.private, "RS256")


def with_what_the_hub_does_not_understand(provider: IdentityProvider) -> str:
    return signed(provider, crit=["b64"], b64=True)


def that_signs_somebody_out(provider: IdentityProvider) -> str:
    return signed(provider, typ="logout+jwt")


def with_other_claims(provider: IdentityProvider) -> str:
    header, _, signature = provider.token(INGRID, ISSUER).split(".")
    return f"{header}.{part({'email': INGRID, 'email_verified': True})}.{signature}"


def that_is_huge(provider: IdentityProvider) -> str:
    return provider.token(INGRID, ISSUER, padding="x" * 9000)


FORGERIES: list[Forge] = [
    without_a_signature,
    with_the_old_signature_of_none,
    by_the_public_key_as_a_shared_secret,
    by_another_key,
    with_a_key_of_its_own,
    with_the_address_of_a_key,
    with_a_certificate,
    of_an_unknown_key,
    of_a_key_in_a_file,
    of_no_named_key,
    with_what_the_hub_does_not_understand,
    that_signs_somebody_out,
    with_other_claims,
    that_is_huge,
]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_token_that_the_sign_in_did_not_sign_like_this_proves_nothing(
    provider: IdentityProvider, forge: Forge
) -> None:
    token = forge(provider)

    assert email_of(provider, provider.token(INGRID, ISSUER)) == INGRID
    assert email_of(provider, token) == ""


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "a.b", "é.é.é", "a.b.c,a.b.c", "e30.e30.e30", "W10.W10.W10"]
)
def test_what_is_no_token_proves_nothing(provider: IdentityProvider, token: str) -> None:
    assert email_of(provider, token) == ""


def test_a_key_signs_with_its_own_algorithm_only(provider: IdentityProvider) -> None:
    claims = jwt.decode(provider.token(INGRID, ISSUER), options={"verify_signature": False})

    token = jwt.encode(claims, provider.keys.private, "PS256", {"kid": "key-1"})

    assert email_of(provider, token) == ""


def test_a_key_that_is_too_short_verifies_nothing(provider: IdentityProvider) -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    public = json.loads(RSAAlgorithm.to_jwk(short.public_key()))
    provider.keys.published()["keys"][0].update(n=public["n"], e=public["e"])

    assert email_of(provider, signed(provider, key=short)) == ""


# Genuine, and not for us


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-app"},
        {"aud": ["another-app"]},
        {"aud": ["referral-hub", "another-app"]},
        {"aud": []},
        {"aud": None},
        {"iss": "https://sign-in.example/"},
        {"iss": "https://another.example"},
        {"iss": ""},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "yes"},
        {"email_verified": [True]},
        {"email": None},
        {"email": [INGRID]},
        {"iat": None},
        {"exp": None},
        {"exp": "2099-01-01"},
        {"exp": True},
        {"exp": 10**400},
        {"exp": float("inf")},
        {"nbf": float("nan")},
        {"nbf": "soon"},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_or_of_nobody_proves_nothing(
    provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    assert email_of(provider, provider.token(INGRID, ISSUER, **claims)) == ""


def test_a_token_for_the_hub_alone_may_say_so_in_a_list(provider: IdentityProvider) -> None:
    assert email_of(provider, provider.token(INGRID, ISSUER, aud=["referral-hub"])) == INGRID


@pytest.mark.parametrize(
    ("claims", "seconds", "counts"),
    [
        ({"exp": NOW}, 59, True),
        ({"exp": NOW}, 60, False),
        ({"exp": NOW}, 61, False),
        ({"nbf": NOW}, -59, True),
        ({"nbf": NOW}, -61, False),
        ({"iat": NOW}, -59, True),
        ({"iat": NOW}, -61, False),
    ],
)
def test_the_clocks_of_both_may_be_a_minute_apart(
    provider: IdentityProvider, claims: dict[str, int], seconds: int, counts: object
) -> None:
    early = {"iat": NOW - 900, "exp": NOW + 900}

    token = provider.token(INGRID, ISSUER, **early | claims)

    assert bool(email_of(provider, token, seconds=seconds)) is counts


# Where an issuer has other names


@pytest.mark.parametrize("said", [True, "true", "1", 1])
def test_an_issuer_may_vouch_for_the_address_under_another_name(
    provider: IdentityProvider, said: object
) -> None:
    token = provider.token(INGRID, ISSUER, xms_edov=said)

    assert email_of(provider, token, verified_claim="xms_edov") == INGRID


def test_an_issuer_that_says_that_nobody_vouches_is_taken_at_its_word(
    provider: IdentityProvider,
) -> None:
    token = provider.token(INGRID, ISSUER, xms_edov=True, email_verified=False)

    assert email_of(provider, token, verified_claim="xms_edov") == ""


def test_an_issuer_may_have_the_address_under_another_name(provider: IdentityProvider) -> None:
    token = provider.token(INGRID, ISSUER, work_email="ida@host.example")

    assert email_of(provider, token, email_claim="work_email") == "ida@host.example"
