"""Connect the hub to one HubSpot portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.ports import CrmConnection

from .connector import HubSpotCrm
from .custom_object import CustomObject
from .door import Door
from .events import Ask, HubSpotEvents
from .referral_list import HubSpotReferralList


def connect(
    url: str, secret: Callable[[], Mapping[str, str]], clock: Callable[[], datetime]
) -> CrmConnection:
    """
    Put one portal behind the ports. Nothing is contacted before something is asked.

    `url` is `https://api.hubapi.com`, or a stand-in's. The secret has `access_token`, and for
    webhooks also `client_secret` and `app_id`. In a portal without the custom object the
    list stays empty.
    """
    door = Door(url, secret)
    custom_object = CustomObject(door, clock)
    return CrmConnection(
        crm=HubSpotCrm(door, clock),
        referral_list=HubSpotReferralList(door, custom_object),
        events=HubSpotEvents(secret, _asking(door, custom_object)),
    )


def _asking(door: Door, custom_object: CustomObject) -> Ask:
    def ask(about: CrmThing, since: datetime) -> Iterator[CrmHint]:
        # Of all the functions only the poll needs it.
        from .changes import changed_since  # noqa: PLC0415

        return changed_since(door, custom_object, about, since)

    return ask
