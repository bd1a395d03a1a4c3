"""Clients and clocks that the scenes of the Salesforce sandbox share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce as Client

from sandbox.salesforce import SalesforceServer

KEY, SECRET = "sandbox-consumer-key", "sandbox-consumer-secret"
HUB_ID = "Referral_Hub_Id__c"
AUDIENCE = "https://login.salesforce.com"
USER = "integration@example.com"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Clock:
    """Tell a time that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 7, 41, 18, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def private_pem() -> str:
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return private_key().private_bytes(*pem, serialization.NoEncryption()).decode()


@cache
def public_pem() -> str:
    pem = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return private_key().public_key().public_bytes(*pem).decode()


def assertion(**claims: Any) -> str:
    told = {"iss": KEY, "sub": USER, "aud": AUDIENCE, "exp": int(time.time()) + 120}
    return jwt.encode({**told, **claims}, private_pem(), "RS256")


class _Home(HTTPAdapter):
    """Bring every call for salesforce.com, or https, to the sandbox."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url)
        super().__init__()

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        address = urlsplit(request.url)
        home = address._replace(scheme="http", netloc=self._place.netloc)
        request.url = home.geturl()
        return super().send(request, *args, **kwargs)


def homing_session(url: str) -> requests.Session:
    session = requests.Session()
    session.mount("https://", _Home(url))
    return session


def client(server: SalesforceServer, **credentials: Any) -> Client:
    """Return the client library nobody here wrote, logged in by its own means."""
    return Client(session=homing_session(server.url), version="68.0", **credentials)


@dataclass
class Rest:
    """Speak plain HTTP, as `client=referral-hub`; `last` is the last response."""

    server: SalesforceServer
    headers: dict[str, str] = field(default_factory=dict)

    def log_in(self) -> Rest:
        form = {"grant_type": "client_credentials", "client_id": KEY, "client_secret": SECRET}
        granted = self.token(**form).json()
        self.headers = {
            "Authorization": f"Bearer {granted['access_token']}",
            "Sforce-Call-Options": "client=referral-hub",
        }
        return self

    def token(self, **form: str) -> requests.Response:
        return requests.post(f"{self.server.url}/services/oauth2/token", data=form, timeout=5)

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        url = f"{self.server.url}/services/data/v68.0{path}"
        return requests.request(method, url, json=body, headers=headers, timeout=5, **more)

    def create(self, sobject: str, **fields: Any) -> str:
        response = self.call("POST", f"/sobjects/{sobject}", fields)
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def upsert(self, sobject: str, key: str, **fields: Any) -> requests.Response:
        return self.call("PATCH", f"/sobjects/{sobject}/{HUB_ID}/{key}", fields)

    def query(self, text: str, **more: Any) -> requests.Response:
        return self.call("GET", "/query", params={"q": text}, **more)

    def found(self, text: str) -> list[dict[str, Any]]:
        response = self.query(text)
        assert response.status_code == 200, response.text
        return list(response.json()["records"])


def problem(response: requests.Response) -> tuple[int, str, list[str] | None]:
    """Return the status, code and fields of the only error in a body."""
    (told,) = response.json()
    return response.status_code, told["errorCode"], told.get("fields")
