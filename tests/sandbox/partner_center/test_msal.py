"""Microsoft's own library for sign-in against the token endpoint."""

from typing import Any

import pytest
import requests

from sandbox.partner_center import App, PartnerCenter, PartnerCenterServer

msal = pytest.importorskip("msal", reason="Microsoft's sign-in library is not installed")

SCOPES = ["https://api.partner.microsoft.com/.default"]


class Rewriting:
    """Send what is meant for Microsoft to the sandbox; MSAL takes no address without TLS."""

    def __init__(self, url: str) -> None:
        self._url = url

    def _here(self, url: str) -> str:
        return url.replace("https://login.microsoftonline.com", self._url)

    def post(self, url: str, **asked: Any) -> requests.Response:
        return requests.post(self._here(url), timeout=5, **asked)

    def get(self, url: str, **asked: Any) -> requests.Response:
        answer = requests.get(self._here(url), timeout=5, **asked)
        answer._content = answer.content.replace(
            self._url.encode(), b"https://login.microsoftonline.com"
        )
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def client(server: PartnerCenterServer) -> Any:
    return msal.ConfidentialClientApplication(
        App().client_id,
        authority=f"https://login.microsoftonline.com/{App().tenant}",
        client_credential=App().client_secret,
        http_client=Rewriting(server.url),
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
