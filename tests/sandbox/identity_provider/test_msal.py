"""Microsoft's own library for sign-in, at the page and the token endpoint."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from sandbox.identity_provider import IdentityProviderServer
from tests.sandbox.identity_provider.conftest import INGRID
from tests.sandbox.msal_door import Rewriting

msal = pytest.importorskip("msal", reason="Microsoft's sign-in library is not installed")

# MSAL wants a segment in the path of an issuer.
ISSUER = "https://sign-in.example/host"
BACK = "http://127.0.0.1:8400/back"


@pytest.fixture
def client(server: IdentityProviderServer) -> Any:
    server.provider.behave(issuer=ISSUER)
    return msal.PublicClientApplication(
        "referral-hub",
        oidc_authority=ISSUER,
        http_client=Rewriting(server.url, instead_of=ISSUER),
    )


def picked(flow: dict[str, Any], url: str) -> dict[str, str]:
    """Open the page that the client sends a person to, pick one, and come back."""
    page = urlsplit(flow["auth_uri"])
    asked = dict(parse_qsl(page.query))
    assert INGRID in requests.get(f"{url}/authorize", asked, timeout=5).text

    told = requests.post(
        f"{url}/authorize", asked | {"email": INGRID}, timeout=5, allow_redirects=False
    )
    assert told.headers["Location"].startswith(BACK)
    return dict(parse_qsl(urlsplit(told.headers["Location"]).query))


def test_msal_signs_a_person_in(client: Any, server: IdentityProviderServer) -> None:
    flow = client.initiate_auth_code_flow(["email"], redirect_uri=BACK)

    granted = client.acquire_token_by_auth_code_flow(flow, picked(flow, server.url))

    claims = granted["id_token_claims"]
    assert (claims["email"], claims["email_verified"]) == (INGRID, True)
    assert (claims["iss"], claims["aud"]) == (ISSUER, "referral-hub")


def test_a_code_is_good_once(client: Any, server: IdentityProviderServer) -> None:
    flow = client.initiate_auth_code_flow(["email"], redirect_uri=BACK)
    came_back = picked(flow, server.url)
    client.acquire_token_by_auth_code_flow(dict(flow), came_back)

    again = client.acquire_token_by_auth_code_flow(dict(flow), came_back)

    assert again["error"] == "invalid_grant"


def test_a_code_is_nothing_to_whoever_does_not_know_its_verifier(
    client: Any, server: IdentityProviderServer
) -> None:
    flow = client.initiate_auth_code_flow(["email"], redirect_uri=BACK)
    came_back = picked(flow, server.url)

    stolen = client.acquire_token_by_auth_code_flow(
        flow | {"code_verifier": "of somebody else"}, came_back
    )

    assert stolen["error"] == "invalid_grant"
