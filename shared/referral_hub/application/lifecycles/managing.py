"""What an admin decides of referrals by code: lifecycles, referrers and their codes."""

from __future__ import annotations

from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.errors import HubError
from referral_hub.domain.lifecycles.check import misfits_of
from referral_hub.domain.lifecycles.code import CodeDoesNotFit, ReferralCode
from referral_hub.domain.lifecycles.lifecycle import MOST_ACTIVE, Lifecycle, LifecycleDoesNotFit
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerDoesNotFit
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.records.partners import Partners

from .desk import LifecycleDesk

_STAYS = "stays as it is: make another one"


def publish_lifecycle(
    *,
    lifecycle: Lifecycle,
    before: Lifecycle | None,
    by: Principal,
    now: datetime,
    desk: LifecycleDesk,
) -> Lifecycle:
    """
    Publish a version after `before`, for referrals that begin from now on; None is there for a new
    lifecycle.

    Raises:
        LifecycleDoesNotFit: it names all that is wrong, each with its place.
        Conflict: somebody published in between.
    """
    wrong = misfits_of(lifecycle)
    if lifecycle.writes_back and not desk.has_programme:
        wrong["writes_back"] = "the CRM has no referral programme that could be told"
    others = [known for known in desk.lifecycles.active() if known.rule_id != lifecycle.rule_id]
    if lifecycle.active and len(others) >= MOST_ACTIVE:
        wrong["active"] = f"there are {MOST_ACTIVE} active lifecycles already"
    _refuse(LifecycleDoesNotFit, wrong)
    return desk.lifecycles.publish(lifecycle.follows(before, by=by.actor, at=now))


def save_referrer(
    *, referrer: Referrer, before: Referrer | None, partners: Partners, desk: LifecycleDesk
) -> Referrer:
    """
    Keep a referrer. Whose it is stays: who sees what it earned follows from that. For one that is
    active again, records that waited are to be looked at.

    Raises:
        ReferrerDoesNotFit: there is no such partner, or it was another's.
        Conflict: somebody changed it in between.
    """
    wrong = {}
    if referrer.partner_id and not _exists(referrer.partner_id, partners):
        wrong["/partner_id"] = "there is no such partner: POST /v1/partners adds one"
    if before and (before.kind, before.partner_id) != (referrer.kind, referrer.partner_id):
        wrong["/partner_id"] = _STAYS
    _refuse(ReferrerDoesNotFit, wrong)
    saved = desk.referrers.save(referrer)
    if before and saved.active and not before.active:
        _match_again(saved, desk)
    return saved


def _match_again(referrer: Referrer, desk: LifecycleDesk) -> None:
    """Let records be looked at that waited while the codes of this referrer did not count."""
    for code in desk.codes.all():
        if code.referrer_id == referrer.referrer_id and code.active:
            desk.codes.save(code.model_copy(update={"matching": True}))


def save_code(
    *, code: ReferralCode, before: ReferralCode | None, desk: LifecycleDesk
) -> ReferralCode:
    """
    Keep a code; records that wait for one that counts from now on are to be looked at.

    Raises:
        CodeDoesNotFit: it names what there is not, and what stays.
        Conflict: somebody changed it in between.
    """
    policy = desk.policies.find(code.policy_id)
    lifecycle = desk.lifecycles.find(code.lifecycle_id)
    wrong = {
        "/referrer_id": _unknown(desk.referrers.find(code.referrer_id), "referrer"),
        "/lifecycle_id": _unknown(lifecycle and lifecycle.active, "active lifecycle"),
        "/policy_id": _unknown(policy and policy.active, "active reward policy"),
    }
    if before and before.referrer_id != code.referrer_id:
        wrong["/referrer_id"] = _STAYS
    _refuse(CodeDoesNotFit, {place: why for place, why in wrong.items() if why})
    waiting = next(desk.unmatched.newest(code=code.code), None) if code.active else None
    return desk.codes.save(code.model_copy(update={"matching": waiting is not None}))


def _unknown(found: object, what: str) -> str:
    return "" if found else f"there is no such {what}"


def _exists(partner_id: str, partners: Partners) -> bool:
    try:
        return bool(partners.get(partner_id))
    except PartnerNotFound:
        return False


def _refuse(refusal: type[HubError], wrong: dict[str, str]) -> None:
    if wrong:
        told = "; ".join(f"{place}: {why}" for place, why in wrong.items())
        raise refusal(told, fields=wrong)
