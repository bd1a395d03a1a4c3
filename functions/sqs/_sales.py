"""Look at what a CRM tells of its sales, where there are referral codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from functions._entrypoint import logger
from referral_hub.domain.crm_referrals import CrmHint
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.hub import Hub

if TYPE_CHECKING:
    from referral_hub.application.lifecycles.looking import SalesWatch


@dataclass(frozen=True)
class Sales:
    """
    The sales that the hints of one batch tell of. Whether there is any code is asked once, and
    without one nothing of lifecycles is loaded, and no record is read.
    """

    hub: Hub

    @cached_property
    def _watch(self) -> SalesWatch | None:
        return self.hub.sales_watch

    def look(self, hint: CrmHint) -> bool:
        """
        Tell whether a referral began or went on.

        Raises:
            Unavailable, Conflict: look again later.
        """
        if self._watch is None:
            return False
        from referral_hub.application.lifecycles import looking  # noqa: PLC0415

        kind, record_id = RecordKind(hint.about), hint.record_id
        found = looking.look(
            kind=kind, record_id=record_id, now=self.hub.clock(), watch=self._watch
        )
        for followed in found:
            number = followed.tracked.number if followed.tracked else ""
            logger.info("crm_hint.followed", what=followed.what, number=number)
        return any(followed.is_news for followed in found)
