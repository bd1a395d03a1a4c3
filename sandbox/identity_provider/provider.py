"""
An OpenID Connect provider with a handful of people and one client.

Sources: OpenID Connect Core 1.0, sections 2 and 3.1; OpenID Connect Discovery 1.0, section 4.
"""

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sandbox.faults import EVERYWHERE, Fault, FaultPlan
from sandbox.http_door import Answer, NotHereError, Request
from sandbox.identity_provider import page
from sandbox.identity_provider.codes import Asked, AuthorizationError, Codes
from sandbox.identity_provider.signing_keys import SigningKeys
from sandbox.switches import Reader, seconds, switch_value

DISCOVERY = "/.well-known/openid-configuration"
_HOUR = 3600
_FAULTS = {**EVERYWHERE, "down": Fault(Answer.of(503, {"error": "temporarily_unavailable"}))}
_SWITCHES: Mapping[str, Reader] = {"issuer": str, "silence_seconds": seconds}


@dataclass(frozen=True)
class Person:
    email: str
    name: str = ""
    email_verified: bool = True


class IdentityProvider:
    """
    Thread-safe. `calls` are the requests but those under `/_sandbox/`, oldest first.

    `issuer` is what it calls itself; empty means the address that it is asked at.
    """

    def __init__(
        self,
        people: Iterable[Person] = (),
        *,
        client_id: str = "referral-hub",
        issuer: str = "",
        algorithm: str = "RS256",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.client_id = client_id
        self.keys = SigningKeys(algorithm)
        self.faults = FaultPlan(_FAULTS)
        self.calls: list[str] = []
        self._clock = clock
        self._people = {person.email: person for person in people}
        self._codes = Codes()
        self._switches: dict[str, Any] = {"issuer": issuer, "silence_seconds": 0.0}
        self._lock = threading.RLock()

    def add(self, email: str, **more: Any) -> None:
        """Know one person more, or know one anew."""
        with self._lock:
            self._people[email] = Person(email, **more)

    def people(self) -> list[str]:
        with self._lock:
            return list(self._people)

    def rotate(self, algorithm: str = "RS256", *, drop: bool = False) -> str:
        """Sign with a new key; `drop` takes the old ones back, and their tokens with them."""
        with self._lock:
            return self.keys.rotate(algorithm, drop=drop)

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Set switches and plan faults, and return what results.

        Raises:
            BadBehaviourError: no such switch or fault, or a wish that cannot be read.
        """
        for name, wish in wishes.items():
            if name in _SWITCHES:
                self._switches[name] = switch_value(_SWITCHES, name, wish)
            else:
                self.faults.plan(name, wish)
        return {**self._switches, "planned_faults": self.faults.left()}

    def token(self, email: str, url: str, /, **claims: Any) -> str:
        """
        Sign somebody in without any page: the ID token, with other claims if told.

        Raises:
            KeyError: nobody has this address.
        """
        with self._lock:
            return self.keys.sign(self._claims(self._people[email], url) | claims)

    def serve(self, request: Request, url: str) -> Answer:
        """Answer a request to this address."""
        self.calls.append(f"{request.method} {request.path}")
        answer = self.faults.around(request, lambda asked: self._answered(asked, url))
        silence = answer.silence_seconds or self._switches["silence_seconds"]
        return replace(answer, silence_seconds=silence)

    def _answered(self, request: Request, url: str) -> Answer:
        routes: Mapping[tuple[str, str], Callable[[], Answer]] = {
            ("GET", DISCOVERY): lambda: Answer.of(200, self._configuration(url)),
            ("GET", "/jwks"): lambda: Answer.of(200, self.keys.published()),
            ("GET", "/authorize"): lambda: self._page(request),
            ("POST", "/authorize"): lambda: self._picked(_form(request)),
            ("POST", "/token"): lambda: self._redeemed(_form(request), url),
        }
        if (request.method, request.path) not in routes:
            raise NotHereError
        try:
            with self._lock:
                return routes[request.method, request.path]()
        except AuthorizationError as error:
            return Answer.of(400, {"error": str(error)})

    def _configuration(self, url: str) -> dict[str, Any]:
        return {
            "issuer": self._issuer(url),
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "email", "email_verified"],
        }

    def _page(self, request: Request) -> Answer:
        Asked.of(request.query, client_id=self.client_id)
        return page.of(request.query, self._people)

    def _picked(self, form: Mapping[str, str]) -> Answer:
        asked = Asked.of(form, client_id=self.client_id)
        if form.get("email") not in self._people:
            raise AuthorizationError("access_denied")
        code = self._codes.give(asked, form["email"], now=self._clock())
        back = urlencode({"code": code, "state": asked.state})
        return Answer(302, headers={"Location": f"{asked.redirect_uri}?{back}"})

    def _redeemed(self, form: Mapping[str, str], url: str) -> Answer:
        asked, email = self._codes.redeem(form, now=self._clock())
        nonce = {"nonce": asked.nonce} if asked.nonce else {}
        told = {
            "access_token": secrets.token_urlsafe(24),
            "token_type": "Bearer",
            "expires_in": _HOUR,
            "scope": "openid email profile",
            "id_token": self.token(email, url, **nonce),
        }
        return Answer.of(200, told).with_headers({"Cache-Control": "no-store"})

    def _claims(self, person: Person, url: str) -> dict[str, Any]:
        now = int(self._clock().timestamp())
        return {
            "iss": self._issuer(url),
            "sub": sha256(person.email.encode()).hexdigest()[:16],
            "aud": self.client_id,
            "iat": now,
            "exp": now + _HOUR,
            "email": person.email,
            "email_verified": person.email_verified,
            "name": person.name or person.email,
        }

    def _issuer(self, url: str) -> str:
        return str(self._switches["issuer"] or url)


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode()))
