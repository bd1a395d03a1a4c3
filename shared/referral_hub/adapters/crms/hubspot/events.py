"""
HubSpot's webhook events as hints to go and read.

HubSpot waits five seconds for its answer, so an event is read without asking HubSpot anything: the
id of a custom object's record is kept with its type, and the list says later whether it is ours.

Source: HubSpot developer docs, "Webhooks" and "Create generic webhook subscriptions" (payloads).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable

from .errors import unavailable
from .signature import is_genuine

_DEAL_TYPE = "0-3"
_USER = "userId:"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Only these properties of a referral are people's; the others are the hub's to write.
_DECIDING = ("decision", "rejection_reason", "account_id", "create_account", "opportunity_id")

Event = Mapping[str, Any]
Ask = Callable[[CrmThing, datetime], Iterator[CrmHint]]


def _nobody_to_ask(about: CrmThing, since: datetime) -> Iterator[CrmHint]:
    raise unavailable(f"the hub has no way to ask HubSpot for each {about} since {since}")


class HubSpotEvents:
    """
    `secret` may have `app_id`, the hub's own app, whose changes are the hub's, and `client_secret`,
    with which HubSpot signs. `ask` asks HubSpot what changed; events are read without it.
    """

    def __init__(self, secret: Callable[[], Mapping[str, str]], ask: Ask = _nobody_to_ask) -> None:
        self._secret = secret
        self._ask = ask

    def hints_in(self, event: Event) -> tuple[CrmHint, ...]:
        """Read one event of the list that HubSpot posts."""
        found = None if self._is_ours(event) else _pointed_at(event)
        if found is None:
            return ()
        about, record_id = found
        by = _user(event) if about is CrmThing.REFERRAL else ""
        return (CrmHint(about=about, record_id=record_id, at=_when(event), by=by),)

    def changed_since(self, about: CrmThing, since: datetime) -> Iterator[CrmHint]:
        """
        Ask HubSpot's search. Its index is behind, by moments as the docs say and up to 30 seconds
        as far as is known, and not in order: whoever goes on later begins two minutes before the
        last `at`. A portal without the custom object has no referrals.

        Whoever stops does it where `at` changes: of one second there may be any number.
        """
        return self._ask(about, since)

    def is_genuine(
        self, *, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> bool:
        try:
            secret = self._secret().get("client_secret", "")
        except Unavailable:
            # HubSpot sends again what is not taken, for a day.
            return False
        return is_genuine(method, url, headers, body, secret, now)

    def _is_ours(self, event: Event) -> bool:
        """`appId` is whoever listens; who made the change is the source."""
        app_id = self._secret().get("app_id", "")
        by_app = event.get("changeSource") == "INTEGRATION"
        return bool(app_id) and by_app and str(event.get("sourceId", "")) == app_id


def _pointed_at(event: Event) -> tuple[CrmThing, str] | None:
    """Name the record, if its change may be news."""
    record_id = str(event["objectId"])
    match event["subscriptionType"]:
        case "deal.propertyChange":
            return CrmThing.OPPORTUNITY, record_id
        case "object.propertyChange":
            return _of_type(str(event["objectTypeId"]), str(event["propertyName"]), record_id)
        case _:
            return None


def _of_type(type_id: str, name: str, record_id: str) -> tuple[CrmThing, str] | None:
    if type_id == _DEAL_TYPE:
        return CrmThing.OPPORTUNITY, record_id
    if name in _DECIDING:
        return CrmThing.REFERRAL, f"{type_id}/{record_id}"
    return None


def _user(event: Event) -> str:
    """The id of the user who made the change; a workflow or an app is no user."""
    source = str(event.get("sourceId") or "")
    return source.removeprefix(_USER) if source.startswith(_USER) else ""


def _when(event: Event) -> datetime | None:
    at = event.get("occurredAt")
    return _EPOCH + timedelta(milliseconds=int(at)) if at else None
