"""Microsoft's own library for sign-in against the token endpoint."""

from typing import Any

import pytest

from sandbox.partner_center import App, PartnerCenter, PartnerCenterServer
from tests.sandbox.msal_door import Rewriting

msal = pytest.importorskip("msal", reason="Microsoft's sign-in library is not installed")

MICROSOFT = "https://login.microsoftonline.com"
SCOPES = ["https://api.partner.microsoft.com/.default"]


@pytest.fixture
def client(server: PartnerCenterServer) -> Any:
    return msal.ConfidentialClientApplication(
        App().client_id,
        authority=f"{MICROSOFT}/{App().tenant}",
        client_credential=App().client_secret,
        http_client=Rewriting(server.url, instead_of=MICROSOFT),
        instance_discovery=False,
    )


def test_msal_redeems_a_refresh_token_and_gets_the_next(client: Any) -> None:
    granted = client.acquire_token_by_refresh_token(App().refresh_token, SCOPES)

    assert granted["token_type"] == "Bearer"
    assert granted["refresh_token"] != App().refresh_token


def test_msal_reads_why_a_token_was_refused(client: Any, center: PartnerCenter) -> None:
    center.behave(revoke_refresh_tokens=True)

    refused = client.acquire_token_by_refresh_token(App().refresh_token, SCOPES)

    assert refused["error"] == "invalid_grant"
    assert refused["error_codes"] == [50173]
