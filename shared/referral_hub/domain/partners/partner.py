"""A partner, as the hub knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import Field

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen, Moment


class PartnerKind(StrEnum):
    """Which connector speaks with the partner."""

    PLATFORM = "platform"
    AWS = "aws"
    MICROSOFT = "microsoft"
    GOOGLE = "google"
    FEED = "feed"
    MANUAL = "manual"
    PEER = "peer"


class PartnerNotFound(HubError):
    code = "partner_not_found"
    fix = "GET /v1/partners lists the partners; an admin adds one with POST /v1/partners."

    @classmethod
    def of(cls, partner_id: str) -> Self:
        """Say alike of one that does not exist and of one that is none of the caller's business."""
        return cls(f"no partner {partner_id}", fields={"partner_id": "is not known"})


class PartnerExists(HubError):
    code = "partner_exists"
    fix = "Choose another partner_id."


class NotPolled(HubError):
    code = "partner_not_polled"
    fix = "There is nothing to pause; keys of a platform that should push no more can be revoked."


class NotGenuine(HubError):
    """What claims to be a partner's event, and is not; the detail is for the log alone."""

    code = "not_genuine"
    fix = "Send it as the partner's platform does, signed, to the address of that partner."


class Partner(Frozen):
    """
    `manager` is the e-mail address of the host's user who answers for the partner.

    `settings` are data of the partner's kind, whose connector alone knows their shape; nothing in
    them is secret. A paused partner is not asked for news, and its referrals go on.
    """

    partner_id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: str = Field(min_length=1, max_length=120)
    kind: PartnerKind = PartnerKind.PLATFORM
    manager: str = ""
    settings: Mapping[str, Any] = {}
    paused_at: Moment | None = None
    secret_changed_at: Moment | None = None
    version: int = 0

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def paused(self, at: datetime) -> Self:
        return self if self.is_paused else self.model_copy(update={"paused_at": at})

    def with_new_secret(self, at: datetime) -> Self:
        return self.model_copy(update={"secret_changed_at": at})

    def resumed(self) -> Self:
        return self.model_copy(update={"paused_at": None}) if self.is_paused else self


class ConnectionSettings(Frozen):
    """
    What an admin sets of a partner; each kind of partner has its own `Settings`. Nothing is secret.

    Of all partners of this kind: `polled` tells whether they are asked for news, `by_hand` whether
    the host's people bring their referrals in, `told_by_webhook` whether a system of their own may
    be told, and `by_link` whether they send deals through an inbound link. `only_id` is the
    partner_id of a kind of which a hub has one.
    """

    polled: ClassVar[bool] = True
    by_hand: ClassVar[bool] = False
    told_by_webhook: ClassVar[bool] = False
    by_link: ClassVar[bool] = False
    only_id: ClassVar[str] = ""

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The texts that the partner's secret must have; none when the hub needs no secret."""
        return ()

    @property
    def optional_secret_names(self) -> tuple[str, ...]:
        """The texts that the secret may have besides."""
        return ()

    @property
    def secret_goes_to(self) -> str:
        """Whom the secret is shown to, where settings say so: nobody else may be shown it."""
        return ""


class Hint(Frozen):
    """
    Somebody says that a partner has news: `about` is invitation, closed, opportunity or
    contact_info; or referral, where one id stands for all of it.

    `id` is the partner's id of the invitation or opportunity, or the referral's number. `sent_at`
    is when the partner's event was sent; our own hints tell nothing of it.
    """

    partner_id: str
    about: str
    id: str
    sent_at: Moment | None = Field(default=None, exclude=True)
