"""
What changed in Salesforce since, asked for by query: it finds what no event told of.

Source: REST API Developer Guide, "Query" (pages are followed by nextRecordsUrl), "QueryAll" (with
records that were deleted because of a merge or a delete).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from referral_hub.domain.crm_referrals import CrmHint, CrmThing

from . import soql
from .api import LEAD, OPPORTUNITY, ORDER, REFERRAL
from .door import Door
from .errors import Refusal
from .events import SalesforceEvents
from .refusals import as_unavailable
from .sales import NO_SUCH_OBJECT
from .values import to_moment

_WHICH: Mapping[CrmThing, tuple[str, ...]] = {
    CrmThing.OPPORTUNITY: (OPPORTUNITY,),
    CrmThing.REFERRAL: (REFERRAL, "Decision__c != null"),
    CrmThing.LEAD: (LEAD,),
    CrmThing.ORDER: (ORDER,),
}
# Not every org has these; the check of the connection says whether the hub sees them.
_MAY_BE_MISSING = (CrmThing.LEAD, CrmThing.ORDER)


class SalesforceChanges(SalesforceEvents):
    """The events of an org, and what it says when it is asked."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def changed_since(self, about: CrmThing, since: datetime) -> Iterator[CrmHint]:
        """
        List the records that are there; one call finds 2,000 of them.

        The hub's own writes are among them: LastModifiedById names who saved last, and a person who
        saved right before the hub did would be lost with it. For the same reason nobody is named
        as who decided.

        Of a sale those in the recycle bin are among them: it may be over by that. No decision is.
        """
        sobject, *conditions = _WHICH[about]
        query = soql.changed_since(sobject, since, *conditions)
        rows = self._door.rows(query, deleted=about is not CrmThing.REFERRAL)
        while row := as_unavailable(lambda: _next(about, rows)):
            yield _hint(about, row)


def _next(about: CrmThing, rows: Iterator[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    try:
        return next(rows, None)
    except Refusal as refusal:
        if about in _MAY_BE_MISSING and refusal.has(*NO_SUCH_OBJECT):
            return None
        raise


def _hint(about: CrmThing, row: Mapping[str, Any]) -> CrmHint:
    return CrmHint(about=about, record_id=row["Id"], at=to_moment(row["SystemModstamp"]))
