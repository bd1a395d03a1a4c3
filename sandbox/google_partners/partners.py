"""
The leads of one partner of Google's, which are created and read, and its opportunities, which are
read and patched by their ids.

Source: Google for Developers, "Cloud CRM Partners API", REST reference of v1. There is no list.
"""

import re
import threading
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from sandbox.faults import FaultPlan
from sandbox.google_partners.errors import FAULTS, ApiError, invalid
from sandbox.google_partners.lead import Lead, created
from sandbox.google_partners.opportunity import Opportunity, patched
from sandbox.google_partners.sign_in import SignIn
from sandbox.http_door import Answer, NotHereError, Request

_NAME = re.compile(r"/v1/(partners/[^/]+/opportunities/[^/]+)")
_LEAD = re.compile(r"/v1/(partners/[^/]+/leads)(/[^/]+)?")


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    mask: str
    body: str
    status: int


class GooglePartners:
    """Thread-safe. `calls` are the requests for opportunities, oldest first; 0 is a lost answer."""

    def __init__(
        self,
        *,
        partner_id: str = "8210",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.partner_id = partner_id
        self.sign_in = SignIn(clock)
        self.faults = FaultPlan(FAULTS)
        self.calls: list[Call] = []
        self._opportunities: dict[str, Opportunity] = {}
        self._leads: dict[str, Lead] = {}
        self._lock = threading.Lock()

    def share(self, **fields: Any) -> str:
        """Refer a customer to the partner; returns the id of the opportunity."""
        with self._lock:
            own_id = f"opp-{len(self._opportunities) + 1:05d}"
            name = f"partners/{self.partner_id}/opportunities/{own_id}"
            plain: Opportunity = {
                "dealSize": 12500.5,
                "dealCurrencyCode": "EUR",
                "closeDate": {"year": 2027, "month": 9, "day": 30},
                "notes": "Forty lamps, two winters.",
            }
            self._opportunities[name] = {"name": name, **plain, **fields}
        return own_id

    def change(self, own_id: str, **fields: Any) -> None:
        """Let Google's people change an opportunity, in any field."""
        with self._lock:
            self._opportunities[self._name(own_id)] |= fields

    def remove(self, own_id: str) -> None:
        with self._lock:
            del self._opportunities[self._name(own_id)]

    def opportunity(self, own_id: str) -> Opportunity:
        with self._lock:
            return deepcopy(self._opportunities[self._name(own_id)])

    @property
    def leads(self) -> list[Lead]:
        """All leads in the order of their creation."""
        with self._lock:
            return deepcopy(list(self._leads.values()))

    def judge(self, own_id: str, **fields: Any) -> None:
        """Let Google's people change a lead, in any field."""
        with self._lock:
            self._leads[f"{self._ours}/leads/{own_id}"] |= fields

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Plan faults, and return those that are planned.

        Raises:
            BadBehaviourError: no such fault, or a wish that cannot be read.
        """
        for name, wish in wishes.items():
            self.faults.plan(name, wish)
        return {"planned_faults": self.faults.left()}

    def serve(self, request: Request, url: str) -> Answer:
        """Answer a request to this address."""
        if (request.method, request.path) == ("POST", "/token"):
            return self.faults.around(request, lambda asked: self._token(asked, url))
        answer = self.faults.around(request, self._answered)
        mask, body = request.query.get("updateMask", ""), request.body.decode()
        status = 0 if answer.is_lost else answer.status
        self.calls.append(Call(request.method, request.path, mask, body, status))
        return answer

    def _token(self, request: Request, url: str) -> Answer:
        return self.sign_in.token(dict(parse_qsl(request.body.decode())), f"{url}/token")

    def _answered(self, request: Request) -> Answer:
        try:
            self.sign_in.must_be_signed_in(request.headers.get("Authorization", ""))
            if found := _LEAD.fullmatch(request.path):
                return Answer.of(HTTPStatus.OK, self._lead(request, found[1], found[2] or ""))
            return Answer.of(HTTPStatus.OK, self._opportunity(request))
        except ApiError as error:
            return error.answer()

    def _lead(self, request: Request, parent: str, own: str) -> Lead:
        if request.method != ("GET" if own else "POST"):
            raise NotHereError
        with self._lock:
            if parent != f"{self._ours}/leads" or (own and parent + own not in self._leads):
                raise ApiError(HTTPStatus.NOT_FOUND, "Requested entity was not found.")
            name = parent + (own or f"/lead-{len(self._leads) + 1:05d}")
            if not own:
                self._leads[name] = {"name": name, **created(_json(request))}
            return self._leads[name]

    def _opportunity(self, request: Request) -> Opportunity:
        found = _NAME.fullmatch(request.path)
        if not found or request.method not in ("GET", "PATCH"):
            raise NotHereError
        with self._lock:
            if found[1] not in self._opportunities:
                raise ApiError(HTTPStatus.NOT_FOUND, "Requested entity was not found.")
            if request.method == "PATCH":
                self._patch(found[1], request)
            return self._opportunities[found[1]]

    def _patch(self, name: str, request: Request) -> None:
        mask = request.query.get("updateMask", "")
        self._opportunities[name] = patched(self._opportunities[name], _json(request), mask)

    def _name(self, own_id: str) -> str:
        return f"{self._ours}/opportunities/{own_id}"

    @property
    def _ours(self) -> str:
        return f"partners/{self.partner_id}"


def _json(request: Request) -> Any:
    try:
        return request.json()
    except ValueError:
        raise invalid("Invalid JSON payload received.") from None
