"""What the host changed of a deal and its partner has not heard, and the update that tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar, Self

from .deal_fields import DealField
from .deal_news import MONEY, as_one_value
from .deal_update import DealUpdate, Untold
from .deal_value import DealValue, Side
from .effects import EMPTY

PARTNER_UPDATE = "partner_update"
# What a policy wrote where nobody said anything is nobody's word.
_HOST = (Side.CRM, Side.PERSON)


class PartnerUpdate(DealUpdate):
    """
    What the partner is told, by the names of `DealField`.

    `sent` is what it was told last of a field, or what the host had when nobody was to be told. The
    same is not told: neither what was never meant for the partner, nor our word again to a partner
    that has put its own in its place; two systems that both insist would never come to an end.
    """

    effect: ClassVar[str] = PARTNER_UPDATE

    sent: Mapping[str, str] = {}

    def wanting(
        self, values: Mapping[DealField, DealValue], tells: Collection[DealField]
    ) -> dict[str, str]:
        """
        List what is to be told of the fields that the partner is told of: what the host has and the
        partner has not, and that of which nobody knows whether it came.

        An amount and its currency are told together, or not at all.
        """
        known = {f: values[f] for f in as_one_value(frozenset(tells)) if values[f].text}
        new = {field for field, value in known.items() if self._is_new(field, value)}
        names = as_one_value(frozenset(new)) & known.keys()
        names = names if names >= MONEY else names - MONEY
        return {field.value: known[field].text for field in DealField if field in names}

    def _is_new(self, field: DealField, value: DealValue) -> bool:
        if value.by not in _HOST:
            return False
        return field in self.sending or value.text not in (value.shared, self.sent.get(field))

    def passing_over(
        self,
        values: Mapping[DealField, DealValue],
        fields: Collection[DealField] = tuple(DealField),
    ) -> Self:
        """Say that what the host has of these now is not to be told, later neither."""
        hosts = {f.value: values[f].text for f in fields if f in values and values[f].by in _HOST}
        return self.model_copy(update={"sent": {**self.sent, **hosts}})

    def at_rest(self) -> Self:
        """Say that there is nothing to tell; what it refused is a problem as before."""
        rest = {"untold": Untold.NOTHING, "sending": {}, "ledger": self._at_rest(self.refused)}
        return self.model_copy(update=rest)

    def told(self) -> Self:
        """Say that the partner has what was being told; what it refused is a problem as before."""
        left = {name: why for name, why in self.refused.items() if name not in self.sending}
        known = {"sent": {**self.sent, **self.sending}, "refused": left}
        return self.model_copy(update=known).at_rest()

    def again(self) -> Self:
        """Tell once more what was not taken."""
        anew = {"untold": Untold.FRESH, "ledger": EMPTY, "refused": {}, "dismissed_at": None}
        return self.model_copy(update=anew)
