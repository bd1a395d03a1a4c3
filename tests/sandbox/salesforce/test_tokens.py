import time
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from sandbox.salesforce import Salesforce, SalesforceServer
from tests.sandbox.salesforce.rehearsal import (
    AUDIENCE,
    JWT_BEARER,
    KEY,
    SECRET,
    USER,
    Rest,
    assertion,
    client,
    private_key,
    private_pem,
    problem,
)


def refused(server: SalesforceServer, token: str) -> tuple[int, str, str]:
    response = Rest(server).token(grant_type=JWT_BEARER, assertion=token)
    told = response.json()
    return response.status_code, told["error"], told["error_description"]


def certificate() -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    plain = x509.CertificateBuilder(name, name, private_key().public_key(), 1)
    dated = plain.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return dated.sign(private_key(), hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def test_a_client_logs_in_with_its_credentials(sf: Client) -> None:
    created = sf.Account.create({"Name": "Nordwind Oy"})

    assert created["success"]


def test_a_client_logs_in_with_a_signed_assertion(
    signed_in_by_certificate: SalesforceServer,
) -> None:
    sf = client(signed_in_by_certificate, username=USER, consumer_key=KEY, privatekey=private_pem())

    assert sf.Account.create({"Name": "Nordwind Oy"})["success"]


def test_a_certificate_serves_as_well_as_a_public_key(
    signed_in_by_certificate: SalesforceServer,
) -> None:
    signed_in_by_certificate.salesforce.configure_app(certificate=certificate())

    granted = Rest(signed_in_by_certificate).token(grant_type=JWT_BEARER, assertion=assertion())

    assert granted.status_code == 200


def test_a_grant_names_the_instance_and_never_when_it_ends(
    signed_in_by_certificate: SalesforceServer,
) -> None:
    server = signed_in_by_certificate

    granted = Rest(server).token(grant_type=JWT_BEARER, assertion=assertion()).json()

    assert granted["instance_url"] == server.url
    assert set(granted) == {"access_token", "instance_url", "scope", "id", "token_type"}


def test_an_assertion_signed_by_another_key_is_refused(
    signed_in_by_certificate: SalesforceServer,
) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = {"iss": KEY, "sub": USER, "aud": AUDIENCE, "exp": int(time.time()) + 120}

    told = refused(signed_in_by_certificate, jwt.encode(claims, other, "RS256"))

    assert told == (400, "invalid_grant", "invalid assertion")


@pytest.mark.parametrize(
    ("claims", "error", "description"),
    [
        ({"aud": "https://example.com"}, "invalid_grant", "audience is invalid"),
        ({"exp": 1}, "invalid_grant", "invalid assertion"),
        ({"exp": int(time.time()) + 3600}, "invalid_grant", "invalid assertion"),
        ({"iss": "another app"}, "invalid_client_id", "client identifier invalid"),
        ({"sub": "sam@example.com"}, "invalid_grant", "user hasn't approved this consumer"),
    ],
)
def test_every_claim_of_an_assertion_is_checked(
    signed_in_by_certificate: SalesforceServer,
    claims: dict[str, object],
    error: str,
    description: str,
) -> None:
    told = refused(signed_in_by_certificate, assertion(**claims))

    assert told == (400, error, description)


def test_an_app_that_nobody_approved_grants_no_assertion(
    signed_in_by_certificate: SalesforceServer,
) -> None:
    signed_in_by_certificate.behave(user_approved=False)

    told = refused(signed_in_by_certificate, assertion())

    assert told == (400, "invalid_grant", "user hasn't approved this consumer")


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        ({"consumer_key": "nobody", "consumer_secret": SECRET}, "invalid_client_id"),
        ({"consumer_key": KEY, "consumer_secret": "wrong"}, "invalid_client"),
    ],
)
def test_wrong_credentials_are_told_apart(
    server: SalesforceServer, credentials: dict[str, str], code: str
) -> None:
    with pytest.raises(SalesforceAuthenticationFailed) as refusal:
        client(server, domain="acme.my", **credentials)

    assert refusal.value.code == code


def test_an_app_without_a_run_as_user_grants_no_client_credentials(
    server: SalesforceServer,
) -> None:
    server.behave(run_as_user=False)

    with pytest.raises(SalesforceAuthenticationFailed, match="no client credentials user enabled"):
        client(server, domain="acme.my", consumer_key=KEY, consumer_secret=SECRET)


def test_an_expired_session_is_told_on_the_next_call(rest: Rest, org: Salesforce) -> None:
    org.behave(expire_sessions=True)

    told = problem(rest.call("POST", "/sobjects/Account", {"Name": "Nordwind Oy"}))

    assert told == (401, "INVALID_SESSION_ID", None)
    assert org.records("Account") == []


def test_a_client_whose_session_expired_logs_in_again(sf: Client, org: Salesforce) -> None:
    org.behave(expire_sessions=True)

    sf.restful("sobjects/Account", method="POST", json={"Name": "Nordwind Oy"})

    outcomes = [(call.path.rsplit("/", 1)[-1], call.outcome) for call in org.calls]
    assert outcomes[1:] == [("Account", "401"), ("token", "200"), ("Account", "201")]


def test_nobody_enters_without_a_token(server: SalesforceServer) -> None:
    told = problem(Rest(server).call("GET", "/limits"))

    assert told == (401, "INVALID_SESSION_ID", None)
