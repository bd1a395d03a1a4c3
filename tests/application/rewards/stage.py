"""A desk with Nadja of Harbour and Ola, an advocate, and the rewards that they have earned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.rewards.auditing import audit
from referral_hub.application.rewards.desk import RewardDesk
from referral_hub.application.rewards.paying import Run, create
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerKind
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.reward import Reward
from referral_hub.domain.rewards.settling import settled
from referral_hub.ports import Table, Write
from tests.builders import NOON
from tests.domain.rewards.examples import earned, in_days

NADJA, OLA = "harbour-nadja", "advocate-ola"
ADA = Principal(key_id="a", role=Role.ADMIN, user="ada@host.example")
HARBOUR = Principal(key_id="h", role=Role.PARTNER_STAFF, partner_ids=("harbour",))
LANTERN = Principal(key_id="l", role=Role.PARTNER_STAFF, partner_ids=("lantern",))
DUE = in_days(30)


class OvertakenTable(MemoryTable):
    """Lets somebody else be faster, once, when somebody is about to write."""

    meanwhile: Callable[[], object] | None = None

    def put_all(self, writes: Sequence[Write]) -> None:
        if faster := self.meanwhile:
            self.meanwhile = None
            faster()
        super().put_all(writes)


def a_desk(table: Table | None = None) -> RewardDesk:
    desk = RewardDesk.over(table or MemoryTable())
    desk.referrers.save(
        Referrer(
            referrer_id=NADJA,
            kind=ReferrerKind.PARTNER,
            partner_id="harbour",
            name="Nadja Berg",
            email="nadja@harbour.example",
            payee="V-77",
        )
    )
    desk.referrers.save(Referrer(referrer_id=OLA, kind=ReferrerKind.ADVOCATE, name="Ola Dahl"))
    return desk


def decide(
    desk: RewardDesk,
    number: str,
    decision: Decision | None = None,
    *,
    referrer_id: str = NADJA,
    at: datetime = NOON,
) -> Reward:
    """Let the reward of a referral follow a decision, as whoever follows the referral does."""
    before = desk.rewards.find(number)
    after = settled(
        before,
        decision or earned(),
        number=number,
        referrer_id=referrer_id,
        partner_id="harbour" if referrer_id == NADJA else "",
        at=at,
    )
    if writes := desk.rewards.writes_of(before, after):
        desk.rewards.table.put_all(writes)
    return desk.rewards.get(number)


def pay_out(desk: RewardDesk, at: datetime = NOON) -> Run:
    return create(due_by=DUE, by=ADA, now=at, desk=desk)


def must_balance(desk: RewardDesk) -> None:
    looked = audit(limit=100, after="", desk=desk)
    assert looked.differences == ()
    assert looked.ledger == looked.rewards
