import jwt
import pytest
import requests

from sandbox.identity_provider import IdentityProviderServer
from tests.sandbox.identity_provider.conftest import INGRID
from tests.sandbox.processes import started


def verified(server: IdentityProviderServer, token: str) -> dict[str, object]:
    """Check a token as PyJWT's own client of published keys does."""
    key = jwt.PyJWKClient(f"{server.url}/jwks").get_signing_key_from_jwt(token)
    algorithms = [key.algorithm_name]
    return dict(jwt.decode(token, key, algorithms, audience="referral-hub", issuer=server.url))


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_a_token_is_signed_with_the_newest_key(
    server: IdentityProviderServer, algorithm: str
) -> None:
    old = server.token(INGRID)
    server.provider.rotate(algorithm)

    new = server.token(INGRID)

    assert jwt.get_unverified_header(new)["alg"] == algorithm
    assert verified(server, new)["email"] == INGRID
    assert verified(server, old)["email"] == INGRID


def test_a_key_that_was_dropped_verifies_nothing(server: IdentityProviderServer) -> None:
    old = server.token(INGRID)

    server.provider.rotate(drop=True)

    with pytest.raises(jwt.PyJWKClientError):
        verified(server, old)


def test_it_is_down_as_often_as_it_was_told(server: IdentityProviderServer) -> None:
    server.provider.behave(down=1)

    answers = [requests.get(f"{server.url}/jwks", timeout=5).status_code for _ in range(2)]

    assert answers == [503, 200]


def test_one_command_signs_somebody_in() -> None:
    with started("identity_provider", "--person", INGRID) as sandbox:
        asked = {"email": INGRID}
        token = requests.get(f"{sandbox.url}/_sandbox/token", asked, timeout=5).json()
        stranger = requests.get(
            f"{sandbox.url}/_sandbox/token", {"email": "x@y.example"}, timeout=5
        )
        code = sandbox.ends()

    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["email"], claims["iss"]) == (INGRID, sandbox.url)
    assert (stranger.status_code, code) == (404, 0)
