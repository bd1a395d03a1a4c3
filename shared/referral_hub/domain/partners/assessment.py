"""What a partner makes of a deal on its own side, in its own words."""

from __future__ import annotations

from referral_hub.domain.referrals.invitation import PartnerPerson
from referral_hub.domain.shapes import Frozen, Moment


class Assessment(Frozen):
    """
    What the partner's people and systems say of a deal that was shared, as it stood at `read_at`;
    nothing of it is kept, or goes anywhere.

    `advice` is what the partner would do next, `score` how likely it thinks a sale.
    """

    partner_opportunity_id: str
    stage: str = ""
    next_steps: str = ""
    score: str = ""
    advice: str = ""
    involvement: str = ""
    visibility: str = ""
    lost_because: str = ""
    people: tuple[PartnerPerson, ...] = ()
    read_at: Moment
