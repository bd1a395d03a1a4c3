"""A plain HTTP client of the sandbox, and a receiver of its webhooks."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from sandbox.partner_center import App, PartnerCenter, PartnerCenterServer
from tests.sandbox.listeners import Receiver
from tests.sandbox.rehearsal import SHARED

SPECIFICATION = SHARED / "data/microsoft/partner-center-referrals.swagger.json"
REFERRALS = "/v1.0/engagements/referrals"
REGISTRATION = "/webhooks/v1/registration"
WEBHOOKS = "https://api.partnercenter.microsoft.com"
JSON = {"Content-Type": "application/json"}
OWN = {
    "name": "Hull 14",
    "type": "Independent",
    "customerProfile": {"name": "Nordwind Oy", "address": {"country": "FI"}},
    "consent": {"consentToShareReferralWithMicrosoftSellers": False},
    "details": {"notes": "Refit", "dealValue": 1200.5, "currency": "EUR"},
}
SHARED_WITH_SELLERS = {"consentToShareReferralWithMicrosoftSellers": True}


@dataclass
class Clock:
    """Stands still until somebody moves it."""

    now: datetime = datetime(2027, 3, 1, 8, 30, 0, 250_000, UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Wire:
    """Speak to the sandbox with a token of one of the two APIs."""

    server: PartnerCenterServer
    app: App = field(default_factory=App)
    refresh_token: str = App().refresh_token
    headers: dict[str, str] = field(default_factory=dict)

    def token(self, **form: str) -> requests.Response:
        filled = {
            "grant_type": "refresh_token",
            "client_id": self.app.client_id,
            "client_secret": self.app.client_secret,
            "refresh_token": self.refresh_token,
            "scope": "https://api.partner.microsoft.com/.default offline_access",
        } | form
        url = f"{self.server.url}/{self.app.tenant}/oauth2/v2.0/token"
        return requests.post(url, data=filled, timeout=5)

    def log_in(self, resource: str = "https://api.partner.microsoft.com") -> "Wire":
        granted = self.token(scope=f"{resource}/.default offline_access").json()
        self.refresh_token = granted["refresh_token"]
        self.headers = JSON | {"Authorization": f"Bearer {granted['access_token']}"}
        return self

    def call(
        self, method: str, path: str = "", body: Any = None, **headers: str
    ) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            path if path.startswith("http") else f"{self.server.url}{path}",
            data=None if body is None else json.dumps(body),
            headers=self.headers | named,
            timeout=10,
            allow_redirects=False,
        )

    def listed(self, **options: str) -> requests.Response:
        asked = "&".join(f"${name}={quote(value)}" for name, value in options.items())
        return self.call("GET", f"{REFERRALS}?{asked}")

    def pages(self, **options: str) -> list[dict[str, Any]]:
        """Follow the links to the end."""
        page = self.listed(**options).json()
        pages = [page]
        while "@odata.nextLink" in page:
            page = self.call("GET", page["@odata.nextLink"]).json()
            pages.append(page)
        return pages

    def ids(self, **options: str) -> list[str]:
        return [row["id"] for page in self.pages(**options) for row in page["value"]]

    def get(self, referral_id: str) -> requests.Response:
        return self.call("GET", f"{REFERRALS}/{referral_id}")

    def patch(self, referral_id: str, *operations: Any, **headers: str) -> requests.Response:
        return self.call("PATCH", f"{REFERRALS}/{referral_id}", list(operations), **headers)

    def accept(self, referral_id: str) -> requests.Response:
        return self.patch(
            referral_id, replace("/status", "Active"), replace("/substatus", "Accepted")
        )


def replace(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def add(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def invitation_into(engagement_id: str, **override: Any) -> dict[str, Any]:
    """What invites Microsoft's sellers into an engagement."""
    asked = {
        "type": "Shared",
        "engagementId": engagement_id,
        "consent": SHARED_WITH_SELLERS,
        "target": [{"type": "BusinessProfileLocation", "id": "msft"}],
        "inviteContext": {"notes": "Help", "assistanceRequestCode": "GeneralOrOther"},
    }
    return {**OWN, **asked, **override}


def problem(response: requests.Response) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return response.status_code, response.json()["error"]["code"]


def register(wire: Wire, receiver: Receiver, **more: object) -> requests.Response:
    """Register the receiver for every event there is."""
    events = ["referral-created", "referral-updated", "test-created"]
    body = {"WebhookUrl": receiver.url, "WebhookEvents": events} | more
    return wire.log_in(WEBHOOKS).call("POST", REGISTRATION, body)


def delivered(center: PartnerCenter, receiver: Receiver) -> tuple[dict[str, str], bytes]:
    """Let the sandbox send, and return headers and body of the only webhook."""
    center.tick()
    (taken,) = receiver.taken
    return taken
