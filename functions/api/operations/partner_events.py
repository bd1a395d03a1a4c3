"""Operations that partners' platforms call, who sign what they send."""

from __future__ import annotations

from functions.api.routes import partner_events
from referral_hub.domain.partners.partner import NotGenuine

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/partner-events/microsoft/{partner_id}",
        "tellMicrosoftEvent",
        "Tell what changed in Partner Center, as its webhooks do",
        partner_events.tell_microsoft,
        answers={200: None},
        refusals=(NotGenuine,),
    ),
)
