"""How far the CRM knows of a deal, and the update that tells it the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar, Self

from referral_hub.domain.effects import EMPTY
from referral_hub.domain.forms import Fields

from .update import DealUpdate, Untold

CRM_UPDATE = "opportunity_update"


class CrmUpdate(DealUpdate):
    """
    What the CRM is told, by its own names of the fields.

    One more state than other updates have: fresh while something is in `sending` says that the
    opportunity is being created with that, and read afterwards.

    `sent` is what the mappings gave for each field of the CRM when both were last in line;
    `sending` may be what the creation writes. `currency` is the one that the amounts in the CRM are
    in, unless it is told another.

    `policy_version` is set where a retry pinned another policy than that of the acceptance.
    """

    effect: ClassVar[str] = CRM_UPDATE

    sent: Mapping[str, str] = {}
    currency: str = ""
    policy_version: int | None = None
    policy_scope: str = ""

    def begun_anew(self, given: Fields, *, currency: str) -> Self:
        """Forget another opportunity; the policy stays pinned."""
        pinned = {"policy_version": self.policy_version, "policy_scope": self.policy_scope}
        return type(self)(sent=given, currency=currency).model_copy(update=pinned)

    def without(self, names: Collection[str]) -> Self:
        """Forget what was sent of these fields, and what was refused: they are said anew."""
        if not names:
            return self
        sent = {name: text for name, text in self.sent.items() if name not in names}
        refused = {name: why for name, why in self.refused.items() if name not in names}
        return self.model_copy(update={"sent": sent, "refused": refused})

    def words_for(self, name: str) -> tuple[str, ...]:
        """What the hub itself has written into a field, or is writing."""
        return tuple(has[name] for has in (self.sending, self.sent) if name in has)

    def wanting(self, filled: Fields, told: Collection[str]) -> dict[str, str]:
        """
        List what is to be told of what the mappings give now: what they did not give before, and
        that of which nobody knows whether it arrived.
        """
        return {
            name: text
            for name, text in filled.items()
            if text and name not in told and (text != self.sent.get(name) or name in self.sending)
        }

    def creating(self, filled: Fields, synced: Collection[str], *, currency: str) -> Self:
        """
        Note what the creation of the opportunity writes, where it comes back or is another value
        than was shared; what was noted at the first try may be there already, and stays.

        Whoever reads the opportunity afterwards brings both in line.
        """
        own = {n: text for n, text in filled.items() if n in synced or text != self.sent.get(n)}
        own_currency = self.currency if self.sending else currency
        noted = self.model_copy(
            update={"sending": {**own, **self.sending}, "currency": own_currency}
        )
        return noted.fresh() if noted.sending else noted

    def past(self, names: Collection[str]) -> Self:
        """
        Forget what the creation wrote where the CRM has something else by now: the same word,
        later, is somebody's own. An update that is under way may still arrive late.
        """
        gone = frozenset() if self._under_way else self.sending.keys() & set(names)
        if not gone:
            return self
        sending = {name: text for name, text in self.sending.items() if name not in gone}
        return self.without(gone).model_copy(update={"sending": sending})

    def taken_over(self, before: Fields, now: Fields) -> Self:
        """
        Say that what the mappings made of a linked opportunity that nobody had read, and what they
        make of it `now`, is all the same to it: it keeps what it has.
        """
        same = {n: text for n, text in now.items() if self.sent.get(n, "") == before.get(n, "")}
        return self.model_copy(update={"sent": {**self.sent, **same}})

    def in_line(self, filled: Fields, *, currency: str) -> Self:
        """
        Say that the CRM has all of this, or is to keep what it has instead; what it refused is a
        problem as before.
        """
        refused = {n: r for n, r in self.refused.items() if self._is_refused(n, filled.get(n, ""))}
        taken = {name: text for name, text in filled.items() if name not in refused}
        update = {"sent": {**self.sent, **taken}, "refused": refused, "untold": Untold.NOTHING}
        update |= {"sending": {}, "currency": self.currency or currency}
        return self.model_copy(update={**update, "ledger": self._at_rest(refused)})

    def again(self, version: int, scope: str, *, as_it_is: Fields) -> Self:
        """
        Tell it once more, under this policy.

        `as_it_is` is what its mappings give where nothing has changed since: another mapping alone
        overwrites nothing in the CRM.
        """
        pinned = {"policy_version": version, "policy_scope": scope, "dismissed_at": None}
        sent = {**self.sent, **as_it_is}
        begun = {"untold": Untold.FRESH, "ledger": EMPTY, "sent": sent, "refused": {}}
        return self.model_copy(update={**pinned, **begun})
