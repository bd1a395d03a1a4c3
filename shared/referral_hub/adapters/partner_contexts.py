"""What this deployment gives to the connection of a partner."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from referral_hub.domain.partners.partner import Partner
from referral_hub.domain.partners.quota import QuotaLimits
from referral_hub.ports import Table, WebhookQueue
from referral_hub.records.attempts import Attempts
from referral_hub.records.quotas import Quotas
from referral_hub.records.slots import Slots

from .announcing import Announcer
from .clients import client
from .line import Line
from .partner_context import HubSettings, PartnerContext
from .quota import SharedQuota
from .secrets import Secret

if TYPE_CHECKING:
    from referral_hub.domain.outgoing.partner_referral import PartnerWord


class DeploymentSettings(HubSettings, Protocol):
    """What contexts are made from, and connectors need not know."""

    @property
    def partner_secrets_prefix(self) -> str: ...

    @property
    def webhook_queue_url(self) -> str: ...


@dataclass(frozen=True)
class PartnerContexts:
    """Makes the context of one partner: its own secret, its own quota, its own webhook."""

    settings: DeploymentSettings
    table: Table
    clock: Callable[[], datetime]

    def __call__(self, partner: Partner) -> PartnerContext:
        name = f"{self.settings.partner_secrets_prefix}{partner.partner_id}"
        secret = Secret(partial(client, "secretsmanager"), name, self.clock)

        def quota(limits: QuotaLimits) -> SharedQuota:
            return SharedQuota(Quotas(self.table), partner.partner_id, limits, self.clock)

        return PartnerContext(
            secret,
            self.clock,
            self.settings,
            quota=quota,
            line=Line(Slots(self.table), partner.partner_id, clock=time.time, sleep=time.sleep),
            announce=Announcer(self.table, self._webhook_queue),
            answered=self._answered,
            attempts=Attempts(self.table, partner.partner_id),
        )

    def _answered(self, number: str) -> PartnerWord | None:
        # Imported here: only who shares referrals has to do with it.
        from referral_hub.records.outgoing import OutgoingReferrals  # noqa: PLC0415

        side = OutgoingReferrals(self.table).partners_side(number)
        return side.word if side else None

    def _webhook_queue(self) -> WebhookQueue:
        # Imported here: only the function that tells partners of deals has to do with it.
        from .webhooks import SqsWebhookQueue  # noqa: PLC0415

        url = self.settings.webhook_queue_url
        assert url, "whoever tells partners of deals knows the way to their webhooks"
        return SqsWebhookQueue(partial(client, "sqs"), url)
