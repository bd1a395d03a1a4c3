"""
HubSpot's webhook events as hints to go and read.

Source: HubSpot developer docs, "Webhooks" and "Create generic webhook subscriptions" (payloads).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable

from .custom_object import CustomObject
from .errors import as_unavailable
from .signature import is_genuine

_DEAL_TYPE = "0-3"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Only these properties of a referral are people's; the others are the hub's to write.
_DECIDING = ("decision", "rejection_reason", "account_id", "create_account", "opportunity_id")

Event = Mapping[str, Any]


class HubSpotEvents:
    """
    `secret` may have `app_id`, the hub's own app, whose changes are the hub's, and `client_secret`,
    with which HubSpot signs.
    """

    def __init__(
        self, secret: Callable[[], Mapping[str, str]], custom_object: CustomObject
    ) -> None:
        self._secret = secret
        self._custom_object = custom_object

    def hints_in(self, event: Event) -> tuple[CrmHint, ...]:
        """Read one event of the list that HubSpot posts."""
        about = self._about(event)
        if about is None:
            return ()
        return (CrmHint(about=about, record_id=str(event["objectId"]), at=_when(event)),)

    def is_genuine(
        self, *, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> bool:
        try:
            secret = self._secret().get("client_secret", "")
        except Unavailable:
            # HubSpot sends again what is not taken, for a day.
            return False
        return is_genuine(method, url, headers, body, secret, now)

    def _about(self, event: Event) -> CrmThing | None:
        if self._is_ours(event):
            return None
        match event["subscriptionType"]:
            case "deal.propertyChange":
                return CrmThing.OPPORTUNITY
            case "object.propertyChange":
                return self._of_type(str(event["objectTypeId"]), str(event["propertyName"]))
            case _:
                return None

    def _of_type(self, type_id: str, name: str) -> CrmThing | None:
        if type_id == _DEAL_TYPE:
            return CrmThing.OPPORTUNITY
        if name in _DECIDING and type_id == as_unavailable(self._custom_object.type_id):
            return CrmThing.REFERRAL
        return None

    def _is_ours(self, event: Event) -> bool:
        """`appId` is whoever listens; who made the change is the source."""
        app_id = self._secret().get("app_id", "")
        by_app = event.get("changeSource") == "INTEGRATION"
        return bool(app_id) and by_app and str(event.get("sourceId", "")) == app_id


def _when(event: Event) -> datetime | None:
    at = event.get("occurredAt")
    return _EPOCH + timedelta(milliseconds=int(at)) if at else None
