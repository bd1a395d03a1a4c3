"""What a partner shares is allocated to the one of the host who answers for that partner (PB-9)."""

from __future__ import annotations

from referral_hub.domain.errors import HubError
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.fitness import unfit_for
from referral_hub.domain.users import same_address
from referral_hub.records.partners import Partners
from referral_hub.records.users import Users


class NoManager(HubError):
    code = "no_manager"
    fix = "Name an active admin or operator, or a partner manager of this partner."


def manager_of(partner_id: str, email: str, users: Users) -> str:
    """
    Write the address of who is to answer for a partner as users are known by; empty is nobody.

    Raises:
        NoManager: there is no such user, or none who may be given referrals of the partner.
    """
    if not email:
        return ""
    if why := unfit_for(partner_id, users.find(email)):
        raise NoManager(f"{email} {why}", fields={"/manager": why})
    return same_address(email)


def allocated(referral: Referral, *, partners: Partners, users: Users) -> Referral:
    """
    Allocate a new referral to its partner's manager, unless a rule gave it to another; one who has
    left by now is named on it.
    """
    known = referral.assignment
    try:
        manager = partners.get(referral.partner_id).manager
    except PartnerNotFound:
        return referral
    if not manager or known.partner_manager:
        return referral
    why = unfit_for(referral.partner_id, users.find(manager))
    told = f"its partner's manager, {manager}, {why}" if why else f"{manager} manages its partner"
    update = {"partner_manager": "" if why else manager, "why": (*known.why, told)}
    return referral.model_copy(update={"assignment": known.model_copy(update=update)})
