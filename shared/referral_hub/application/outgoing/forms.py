"""The forms of the partners with whom the host shares referrals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnections
from referral_hub.records.partners import Partners


def form_for(
    partner_id: str, *, partners: Partners, connections: PartnerConnections
) -> tuple[FormField, ...]:
    """
    List what a policy may fill: the form of its partner; or, of the policy of all partners, what is
    shared with everybody, then the own fields of each.

    Raises:
        PartnerNotFound: there is no such partner.
    """
    chosen = [partners.get(partner_id)] if partner_id else partners.all()
    forms = {field.name: field for field in _of_each(chosen, connections)}
    if partner_id:
        return tuple(forms.values()) or SHARED
    return tuple((forms | {field.name: field for field in SHARED}).values())


def _of_each(partners: Iterable[Partner], connections: PartnerConnections) -> Iterator[FormField]:
    for partner in partners:
        try:
            takes = connections.connect(partner).takes
        except Unavailable:
            # Its settings do not fit; its own check says so.
            continue
        yield from takes.form() if takes else ()
