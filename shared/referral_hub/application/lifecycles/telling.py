"""What a caller says of a lead, an opportunity or an order, in the words of lifecycles."""

from __future__ import annotations

from datetime import datetime, timedelta

from referral_hub.domain.errors import HubError
from referral_hub.domain.lifecycles.sales_record import RecordSeen

from .desk import LifecycleDesk
from .following import Followed, follow

# What is said of later would count as the latest until then; clocks differ by less.
_AHEAD = timedelta(hours=1)


class NotYet(HubError):
    code = "not_yet"
    fix = "Say at which moment the record was saved so in the CRM: it is over."


def tell(*, seen: RecordSeen, now: datetime, desk: LifecycleDesk) -> Followed:
    """
    Follow a record as somebody says that it was; `close_date` may lie ahead, `at` may not.

    Raises:
        NotYet: it is said of a moment that is still to come.
        Conflict: others see records of the same sale, time and again: later.
    """
    if seen.at > now + _AHEAD:
        raise NotYet(f"{seen.at} is still to come", fields={"/at": "is still to come"})
    return follow(seen=seen, now=now, desk=desk)
