"""
HubSpot's webhook events as hints to go and read.

HubSpot waits five seconds for its answer, so an event is read without asking HubSpot anything: the
id of a custom object's record is kept with its type, and the list says later whether it is ours.

What happens to contacts comes as `contact.*` or `object.*`, as the subscription says; what happens
to orders as `object.*` only.

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

_GENERIC = "object"
_TYPES = {
    "contact": CrmThing.LEAD,
    "0-1": CrmThing.LEAD,
    "deal": CrmThing.OPPORTUNITY,
    "0-3": CrmThing.OPPORTUNITY,
    "0-123": CrmThing.ORDER,
}
_TOLD = ("creation", "propertyChange", "deletion", "restore", "merge", "associationChange")
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
        about = None if self._is_ours(event) else _about(event)
        if about is None:
            return ()
        by = _user(event) if about is CrmThing.REFERRAL else ""
        return tuple(
            CrmHint(about=about, record_id=record_id, at=_when(event), by=by)
            for record_id in _records(event, about)
        )

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


def _about(event: Event) -> CrmThing | None:
    """Say what the event is about, if it may be news."""
    word, _, what = str(event["subscriptionType"]).partition(".")
    if what not in _TOLD:
        return None
    of_type = _type_id(event, what) if word == _GENERIC else word
    if of_type in _TYPES:
        return _TYPES[of_type]
    is_decision = what == "propertyChange" and event["propertyName"] in _DECIDING
    return CrmThing.REFERRAL if word == _GENERIC and is_decision else None


def _type_id(event: Event, what: str) -> str:
    return str(event["fromObjectTypeId" if what == "associationChange" else "objectTypeId"])


def _records(event: Event, about: CrmThing) -> tuple[str, ...]:
    """Name the record; of a merge all of them, since each of them may be followed."""
    if about is CrmThing.REFERRAL:
        return (f"{event['objectTypeId']}/{event['objectId']}",)
    if "fromObjectId" in event:
        return (str(event["fromObjectId"]),)
    merged = event.get("mergedObjectIds") or ()
    return tuple(dict.fromkeys(map(str, (event["objectId"], *merged))))


def _user(event: Event) -> str:
    """The id of the user who made the change; a workflow or an app is no user."""
    source = str(event.get("sourceId") or "")
    return source.removeprefix(_USER) if source.startswith(_USER) else ""


def _when(event: Event) -> datetime | None:
    at = event.get("occurredAt")
    return _EPOCH + timedelta(milliseconds=int(at)) if at else None
