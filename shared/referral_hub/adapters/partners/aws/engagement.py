"""
The engagement of a lead: who is in it, and whether it is qualified.

What was agreed on with AWS before acceptance hides the person; afterwards the Lead context of the
engagement names everybody whom AWS has spoken with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField

from .central import Central
from .errors import CONFLICT, SYSTEM, Refusal
from .opportunity import person_of
from .rewriting import fitted
from .texts import cut

_PREFIX = "eng-"
_OPEN = ("", "Unqualified")
_RACES = 4


@dataclass(frozen=True)
class Lead:
    """
    The Lead context of an engagement; `stamp` is the engagement's ModifiedAt as AWS wrote it.
    """

    engagement_id: str
    context_id: str
    stamp: str
    told: Mapping[str, Any]

    @property
    def status(self) -> str:
        return str(self.told.get("QualificationStatus") or "")

    @property
    def people(self) -> tuple[ContactInfo, ...]:
        """Everybody whom AWS has spoken with, each once."""
        found = (i.get("Contact") for i in self._interactions)
        return tuple(dict.fromkeys(person_of(contact) for contact in found if contact))

    @property
    def deal(self) -> dict[DealField, str]:
        """A lead tells of the problem only, and the last who was asked knows it best."""
        told = [i["BusinessProblem"] for i in self._interactions if i.get("BusinessProblem")]
        return {DealField.DESCRIPTION: cut(told[-1], 4000)} if told else {}

    @property
    def _interactions(self) -> list[Mapping[str, Any]]:
        return list(self.told.get("Interactions") or ())


def is_engagement(shared: str) -> bool:
    """Tell an engagement's id from an opportunity's: both name what AWS shares with us."""
    return shared.startswith(_PREFIX)


def find_lead(central: Central, engagement_id: str) -> Lead | None:
    """
    Read a lead; None when AWS does not show the engagement, or it is about something else.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    found = central.find_exactly("get_engagement", Identifier=engagement_id)
    contexts = (found or {}).get("Contexts") or ()
    context = next((each for each in contexts if each.get("Type") == "Lead"), None)
    if not found or not context:
        return None
    told = (context.get("Payload") or {}).get("Lead") or {}
    stamp = str(found.get("ModifiedAt", ""))
    return Lead(engagement_id, str(context.get("Id", "1")), stamp, told)


def qualified(central: Central, engagement_id: str) -> Lead:
    """
    Say that the lead is qualified, unless somebody has said how it stands.

    AWS takes any words for the status: what people have written there is theirs.

    Raises:
        Refusal: as `Central.ask` does.
        Unavailable: that too, or the engagement is not visible yet, or changes faster than we
            write.
    """
    for _ in range(_RACES):
        lead = find_lead(central, engagement_id)
        if lead is None:
            told = f"AWS does not show the lead {engagement_id} yet"
            raise Unavailable(SYSTEM, told, cause=Cause.BUSY)
        if lead.status not in _OPEN or _written(central, lead):
            return lead
    told = "AWS changes the lead faster than the hub can write"
    raise Unavailable(SYSTEM, told, cause=Cause.BUSY)


def _written(central: Central, lead: Lead) -> bool:
    """Write under the moment that was read; False when somebody else wrote in between."""
    shape = central.input_shape("UpdateEngagementContext").members["Payload"].members["Lead"]
    # Without interactions: those of an update are added to those that are there.
    known = {"Customer": lead.told.get("Customer") or {}, "QualificationStatus": "Qualified"}
    try:
        central.write_under(
            "EngagementLastModifiedAt",
            lead.stamp,
            "update_engagement_context",
            EngagementIdentifier=lead.engagement_id,
            ContextIdentifier=lead.context_id,
            Type="Lead",
            Payload={"Lead": fitted(known, shape)},
        )
    except Refusal as refusal:
        if refusal.code == CONFLICT:
            return False
        raise
    return True
