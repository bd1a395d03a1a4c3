"""Look at both other sides of an accepted referral now, because somebody asks for it (X-1)."""

from __future__ import annotations

from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import HintQueue, Outbound, PartnerConnection
from referral_hub.records.deals import Deals

from .crm_links import CrmLinks
from .crm_telling import pass_on
from .ground import NotAccepted


def sync(
    *,
    referral: Referral,
    connection: PartnerConnection,
    queue: HintQueue,
    crm_links: CrmLinks | None,
    deals: Deals,
    outbound: Outbound | None,
) -> tuple[str, ...]:
    """
    Queue what events and polls queue, too: go and read. What either side was not told goes out
    again. Returns who is asked: `crm` where the CRM tells of changes, `partner` where it has news.

    Raises:
        NotAccepted: there is no deal yet, or never will be.
        Unavailable: a queue did not take it; ask again.
    """
    if referral.status is not Status.ACCEPTED:
        raise NotAccepted(f"{referral.number} is {referral.status}")
    asked = []
    if crm_links and referral.opportunity_id:
        crm_links.look_at(referral.opportunity_id)
        asked.append("crm")
    if connection.feed:
        queue.send([hint.model_dump() for hint in _hints(referral)])
        asked.append("partner")
    pass_on(number=referral.number, deals=deals, outbound=outbound)
    return tuple(asked)


def _hints(referral: Referral) -> list[Hint]:
    partner_id = referral.partner_id
    shared = [
        Hint(partner_id=partner_id, about="opportunity", id=name)
        for name in referral.partner_opportunity_ids
    ]
    return [*shared, Hint(partner_id=partner_id, about="contact_info", id=referral.number)]
