"""What an admin does with the connection to a partner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import ConnectionSettings, NotPolled, Partner
from referral_hub.ports import PartnerConnections
from referral_hub.records.partners import Partners

_CHANGE = "Change the settings with PATCH /v1/partners/{}."
_PUT = "Put the whole secret with PUT /v1/partners/{}/secret."


def change(
    *,
    partner: Partner,
    told: Mapping[str, Any],
    partners: Partners,
    connections: PartnerConnections,
) -> Partner:
    """
    Change a partner's name or settings; `told` has fields of `Partner`, settings that fit.

    Where the secret would go to somebody else than it was put for, it is wiped: whoever may change
    an address could have it sent to their own otherwise.

    Raises:
        Unavailable: the secret could not be wiped; nothing was changed.
        Conflict: the partner changed since it was read.
    """
    changed = partner.model_copy(update=told)
    if partner.secret_changed_at and _goes_elsewhere(partner, changed, connections):
        connections.put_secret(partner, {})
        changed = changed.model_copy(update={"secret_changed_at": None})
    return partners.save(changed)


def pause(
    *, partner: Partner, now: datetime, partners: Partners, connections: PartnerConnections
) -> Partner:
    """
    Ask the partner for no more news. What waits in its feed is found after resuming; the referrals
    that are here go on.

    Raises:
        NotPolled: nobody asks this partner.
        Conflict: it changed since it was read.
    """
    if not connections.settings_of(partner.kind).polled:
        raise NotPolled(f"the hub does not ask {partner.partner_id} for news")
    return partner if partner.is_paused else partners.save(partner.paused(now))


def resume(*, partner: Partner, partners: Partners) -> Partner:
    """
    Raises:
        Conflict: it changed since it was read.
    """
    return partners.save(partner.resumed()) if partner.is_paused else partner


def misfits(
    partner: Partner, members: Mapping[str, str], connections: PartnerConnections
) -> dict[str, str]:
    """
    Name what the partner's secret would lack, or have without need, each with why.

    Raises:
        Unavailable: the settings, which say what is needed, fit their kind no longer.
    """
    settings = _settings(partner, connections)
    known = {*settings.secret_names, *settings.optional_secret_names}
    lacking = {name: "is required" for name in settings.secret_names if name not in members}
    return lacking | {name: "is not known here" for name in members if name not in known}


def put_secret(
    *,
    partner: Partner,
    members: Mapping[str, str],
    now: datetime,
    partners: Partners,
    connections: PartnerConnections,
) -> Partner:
    """
    Replace the partner's secret; whoever speaks with the partner next signs in with it.

    Raises:
        Unavailable: it could not be kept.
        Conflict: the partner changed in between; the secret is kept, and counts within minutes.
    """
    connections.put_secret(partner, members)
    return partners.save(partner.with_new_secret(now))


def check(*, partner: Partner, connections: PartnerConnections) -> tuple[Check, ...]:
    """
    Look at the settings first, then at the secret, then ask the connector: each needs the one
    before. Never raises `Unavailable`.
    """
    try:
        settings, connection = _settings(partner, connections), connections.connect(partner)
    except Unavailable as trouble:
        fix = _CHANGE.format(partner.partner_id)
        return (Check(name="settings", problem=trouble.reason, fix=fix),)
    secret = (_secret(partner, settings, connections),) if settings.secret_names else ()
    if not all(each.passed for each in secret):
        return secret
    return (Check(name="settings"), *secret, *connection.check())


def _goes_elsewhere(before: Partner, after: Partner, connections: PartnerConnections) -> bool:
    try:
        was = _settings(before, connections).secret_goes_to
    except Unavailable:
        return True
    return was != _settings(after, connections).secret_goes_to


def _secret(
    partner: Partner, settings: ConnectionSettings, connections: PartnerConnections
) -> Check:
    try:
        there = connections.names_in_secret(partner)
    except Unavailable as trouble:
        problem = f"It {trouble.reason}."
    else:
        lacking = [name for name in settings.secret_names if name not in there]
        problem = f"It lacks {', '.join(lacking)}." if lacking else ""
    fix = _PUT.format(partner.partner_id) if problem else ""
    return Check(name="secret", problem=problem, fix=fix)


def _settings(partner: Partner, connections: PartnerConnections) -> ConnectionSettings:
    try:
        return connections.settings_of(partner.kind).model_validate(partner.settings)
    except ValidationError:
        reason = "its settings no longer fit its kind"
        raise Unavailable(partner.partner_id, reason, cause=Cause.INVALID_FIELDS) from None
