"""
What the book shows of each item that is kept of a referral: while that is the same, nobody who
follows the book has to look at the item again.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from referral_hub.domain.contacts.arrivals import ContactArrival
    from referral_hub.domain.deals.deal import Deal
    from referral_hub.domain.outgoing.referral import OutgoingReferral
    from referral_hub.domain.referrals.notes import Notes
    from referral_hub.domain.referrals.referral import Referral

# Six bytes: of a thousand million changes one would be missed, if it were not for the next one.
_LENGTH = 6


def of_referral(referral: Referral) -> str:
    stands = [referral.status, referral.stage, referral.workflow, referral.workflow_stage]
    told = referral.told.model_dump_json(
        include={"title", "description", "value", "target_close_date"}
    )
    who = [referral.assignment.owner, referral.assignment.partner_manager]
    return _face("referral", [*stands, told, *who])


def of_deal(deal: Deal) -> str:
    """Nothing, until somebody says something new: before that it is as it was shared."""
    if not deal.changes:
        return ""
    said = [[field, value.text, value.shared] for field, value in sorted(deal.values.items())]
    return _face("deal", said)


def of_outgoing(referral: OutgoingReferral) -> str:
    stands = [referral.status, referral.stage, referral.ready, referral.partner_referral_id]
    stands.append(referral.workflow_stage)
    return _face("outgoing", [*stands, sorted(referral.fields.items())])


def of_contact(arrival: ContactArrival) -> str:
    info = arrival.info
    return _face("contact", [info.first_name, info.last_name, info.email])


def of_notes(notes: Notes) -> str:
    return _face("notes", [notes.text])


def _face(kind: str, shown: Sequence[object]) -> str:
    text = json.dumps([kind, *shown], separators=(",", ":"))
    return urlsafe_b64encode(blake2b(text.encode(), digest_size=_LENGTH).digest()).decode()
