"""Where the hub gets Salesforce from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from referral_hub.ports import CrmConnection
from referral_hub.records.attempts import Attempts

from .changes import SalesforceChanges
from .crm import SalesforceCrm
from .door import Door
from .referral_list import SalesforceReferralList
from .session import Session
from .wire import Wire


def connect(
    url: str,
    secret: Callable[[], Mapping[str, str]],
    clock: Callable[[], datetime],
    *,
    attempts: Attempts,
) -> CrmConnection:
    """
    Connect an org by its My Domain URL; nothing is contacted before the first call.

    `attempts` keep calls that Salesforce could not tell from their repetition.

    `secret` is `{"client_id", "username", "private_key", "audience"}` for JWT bearer or
    `{"client_id", "client_secret"}` for client credentials (docs/connect-salesforce.md).
    """
    wire = Wire()
    door = Door(wire, Session(wire, url, secret, clock))
    return CrmConnection(
        crm=SalesforceCrm(door, attempts, clock),
        referral_list=SalesforceReferralList(door),
        events=SalesforceChanges(door),
    )
