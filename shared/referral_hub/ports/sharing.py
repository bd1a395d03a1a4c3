"""Partners with whom the host shares referrals of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from referral_hub.domain.effects import Outcome
    from referral_hub.domain.forms import FormField
    from referral_hub.domain.outgoing.partner_referral import PartnerWord
    from referral_hub.domain.outgoing.referral import OutgoingReferral, Step


class TakesReferrals(Protocol):
    """
    A partner that takes referrals. What differs by platform lives here (OUT-12): its form, its
    rules, and the calls that it takes to share one.
    """

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of sharing a referral, in order; `CORRECT` is no part of it."""

    @property
    def corrects(self) -> bool:
        """Whether the partner's record can be brought in line with what is edited afterwards."""

    @property
    def tells_stage(self) -> bool:
        """Whether a correction tells the partner how far the sale is."""

    def form(self) -> tuple[FormField, ...]:
        """List what can be shared; no call is made."""

    def misfits(self, referral: OutgoingReferral, *, today: date) -> Mapping[str, str]:
        """
        Name all that the partner would refuse beyond what the form says, such as rules over several
        fields: by field, or `solutions`, what is wrong and how to mend it. No call is made.
        """

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        """
        Take one step. A repeated call with the same token has the effect of one. `Done.result` of
        `CREATE` is the partner's id of its record. `CORRECT` brings the record in line with what
        the referral says now, and leaves what else the partner has.

        `Refused` quotes what the partner says, field by field, in plain words; `Refused.fields`
        are those of the form.

        Raises:
            Unavailable: the partner did not answer, has not finished, or takes nothing now, as
                while it reviews the record.
        """

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        """
        Read what the partner's record says now; None when there is none to see.

        Raises:
            Unavailable: it did not answer.
        """
