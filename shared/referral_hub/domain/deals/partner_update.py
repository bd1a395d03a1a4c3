"""What the host changed of a deal and its partner has not heard, and the update that tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Self

from referral_hub.domain.effects import EMPTY, EffectState
from referral_hub.domain.referrals.deal_fields import DealField, plain

from .news import MONEY, as_one_value
from .update import DealUpdate, Untold
from .value import DealValue, Side

PARTNER_UPDATE = "partner_update"
# Whoever loses more answers in a row takes the oldest word for the partner's own.
MOST_DOUBTFUL = 5
# What a policy wrote where nobody said anything is nobody's word.
_HOST = (Side.CRM, Side.PERSON)


class PartnerUpdate(DealUpdate):
    """
    What the partner is told, by the names of `DealField`.

    `sent` is what it was told last of a field. The same is not told again to a partner that has put
    its own word in its place: two systems that both insist would never come to an end.

    `passed` is what the host had of a field when nobody was to be told: it is never told, before
    somebody says something else. `doubtful` are words of which nobody knows whether they came: they
    are no news when they come back.
    """

    effect: ClassVar[str] = PARTNER_UPDATE

    sent: Mapping[str, str] = {}
    passed: Mapping[str, str] = {}
    doubtful: Mapping[str, tuple[str, ...]] = {}

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
        if value.by not in _HOST or value.text == self.passed.get(field):
            return False
        return field in self.sending or value.text not in (value.shared, self.sent.get(field))

    def passing_over(
        self,
        values: Mapping[DealField, DealValue],
        fields: Collection[DealField] = tuple(DealField),
    ) -> Self:
        """Say that what the host has of these now is not to be told, later neither."""
        hosts = {f.value: values[f].text for f in fields if f in values and values[f].by in _HOST}
        return self.model_copy(update={"passed": {**self.passed, **hosts}})

    def superseded(self, values: Mapping[DealField, DealValue]) -> Self:
        """Forget what was told and passed over of the fields whose last word is the partner's."""
        partners = {field.value for field, value in values.items() if value.by is Side.PARTNER}
        sent = {name: text for name, text in self.sent.items() if name not in partners}
        passed = {name: text for name, text in self.passed.items() if name not in partners}
        return self.model_copy(update={"sent": sent, "passed": passed})

    def echoed(self, told: Mapping[DealField, str]) -> dict[DealField, str]:
        """Pick out what the hub told the partner, or is about to; an amount with its currency."""
        said = {field: plain(field, text) for field, text in told.items()}
        own = {field: text for field, text in said.items() if text and text in self._own(field)}
        whole = MONEY & said.keys() <= own.keys()
        return own if whole else {f: text for f, text in own.items() if f not in MONEY}

    def told_since(self, at: datetime) -> frozenset[DealField]:
        """Of which fields the partner may have been told since then: who read before saw others."""
        entry = self._entry
        if entry is None or entry.state is EffectState.REFUSED or entry.at < at:
            return frozenset()
        return frozenset(map(DealField, {*self.sent, *self.sending}))

    def _own(self, field: DealField) -> tuple[str, ...]:
        return (self.sending.get(field, ""), *self.doubtful.get(field, ()))

    def telling(
        self, wanted: Mapping[str, str], *, identity: tuple[str, ...], at: datetime
    ) -> Self:
        begun = super().telling(wanted, identity=identity, at=at)
        return begun.model_copy(update={"doubtful": self._doubted(but=begun.sending)})

    def under_way(self, words: Mapping[str, str]) -> Self:
        """
        Note what somebody else is telling the partner: an outgoing referral has a ledger of its
        own, and this has nothing to tell.
        """
        return self.model_copy(update={"sending": words, "doubtful": self._doubted(but=words)})

    def at_rest(self) -> Self:
        """Say that there is nothing to tell; what it refused is a problem as before."""
        rest = {"untold": Untold.NOTHING, "sending": {}, "ledger": self._at_rest(self.refused)}
        return self.model_copy(update={**rest, "doubtful": self._doubted(but={})})

    def told(self) -> Self:
        """Say that the partner has what was being told; what it refused is a problem as before."""
        left = {name: why for name, why in self.refused.items() if name not in self.sending}
        doubtful = {n: words for n, words in self.doubtful.items() if n not in self.sending}
        known = {"sent": {**self.sent, **self.sending}, "refused": left, "doubtful": doubtful}
        return self.model_copy(update={**known, "sending": {}}).at_rest()

    def again(self) -> Self:
        """Tell once more what was not taken."""
        anew = {"untold": Untold.FRESH, "ledger": EMPTY, "refused": {}, "dismissed_at": None}
        return self.model_copy(update=anew)

    def _doubted(self, *, but: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Add what was under way, and is given up for something else."""
        doubted = dict(self.doubtful)
        for name, text in self.sending.items():
            if text != but.get(name) and text not in doubted.get(name, ()):
                doubted[name] = (*doubted.get(name, ()), text)[-MOST_DOUBTFUL:]
        return doubted
