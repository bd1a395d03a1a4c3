"""What is shown of partners and of the connections with them; never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Check
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.partner import ConnectionSettings, Partner, PartnerKind
from referral_hub.domain.partners.quota import QuotaLeft
from referral_hub.domain.shapes import Frozen, Moment


class FeedHealth(Frozen):
    """
    How asking the partner for news goes; the counts are of all polls since the partner was added.

    A poll that went well ends an error: `error` and `cause` are those of the last poll.
    """

    polled_at: Moment | None = None
    succeeded_at: Moment | None = None
    newest_at: Moment | None = Field(
        default=None, description="When the newest entry that was met had changed at the partner."
    )
    lag_seconds: int | None = Field(
        default=None,
        description="How old that entry was when it was met; null where the partner does not tell"
        " when an entry changed.",
    )
    seen_within_seconds: int | None = Field(
        default=None,
        description="How late news may be seen, as polls go now: the time between the last two that"
        " came to the end of all there is.",
    )
    unfinished: bool = Field(
        default=False, description="The last poll found more than it could take, and goes on."
    )
    failures: int = Field(description="Polls that failed since the last one that went well.")
    error: str = Field(default="", description="Why the last poll failed, in plain words.")
    cause: Cause | None = None
    asked_again_at: Moment | None = Field(
        default=None,
        description="Until then the partner wants to be left alone, an hour at most; it said so.",
    )
    warning: str = Field(
        default="", description="What is not as it should be although all was read, in plain words."
    )
    found: int = Field(description="News that polls brought.")
    missed: int = Field(description="Of these, what an event should have brought, and did not.")
    quarantined: int = Field(description="What could not be read, and was put aside.")


class PartnerView(Frozen):
    """A partner, and how its connection goes; no `health` for one that is not asked for news."""

    partner_id: str
    name: str
    kind: PartnerKind
    state: Literal["active", "paused"]
    paused_at: Moment | None = None
    manager: str = Field(default="", description="Who of the host answers for the partner.")
    health: FeedHealth | None = None


class PartnerList(Frozen):
    items: tuple[PartnerView, ...]


class PartnerDetail(PartnerView):
    """A partner with its connection: how it is made is shown to admins, how it goes to others."""

    settings: Mapping[str, Any] | None = Field(default=None, description="Shown to admins only.")
    secret_names: tuple[str, ...] = Field(
        default=(), description="The texts that its secret must have; shown to admins only."
    )
    optional_secret_names: tuple[str, ...] = ()
    secret_changed_at: Moment | None = Field(default=None, description="Shown to admins only.")
    quota: tuple[QuotaLeft, ...] = Field(
        default=(),
        description="How many calls the partner allows in any 24 hours, and how many are left;"
        " empty for one that limits none. Counted in tens.",
    )


class PartnerChecks(Frozen):
    """Whether the connection has all it needs; each check that failed says the fix."""

    partner_id: str
    passed: bool
    checks: tuple[Check, ...]


def partner_view(
    partner: Partner, model: type[ConnectionSettings], state: FeedState
) -> PartnerView:
    return PartnerView(**_view(partner, model, state))


def partner_detail(
    partner: Partner,
    model: type[ConnectionSettings],
    state: FeedState,
    quota: tuple[QuotaLeft, ...],
    *,
    settings: bool,
) -> PartnerDetail:
    """Show a partner, with how it is connected only if its `settings` are asked for."""
    view = PartnerDetail(**_view(partner, model, state), quota=quota)
    return view.model_copy(update=_connected(partner, model)) if settings else view


def _view(partner: Partner, model: type[ConnectionSettings], state: FeedState) -> dict[str, Any]:
    told = partner.model_dump(include={"partner_id", "name", "kind", "paused_at", "manager"})
    told["state"] = "paused" if partner.is_paused else "active"
    return told | {"health": _health(state) if model.polled else None}


def _connected(partner: Partner, model: type[ConnectionSettings]) -> dict[str, Any]:
    known = {"settings": partner.settings, "secret_changed_at": partner.secret_changed_at}
    return known | _secret_names(partner, model)


def _secret_names(partner: Partner, model: type[ConnectionSettings]) -> dict[str, Any]:
    try:
        settings = model.model_validate(partner.settings)
    except ValidationError:
        # A release before this one took them: the check says so, and they can still be put right.
        return {}
    return {
        "secret_names": settings.secret_names,
        "optional_secret_names": settings.optional_secret_names,
    }


def _health(state: FeedState) -> FeedHealth:
    return FeedHealth(**state.model_dump(include=set(FeedHealth.model_fields)))
