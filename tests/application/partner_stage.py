"""A partner that hears what the host changes of a deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from referral_hub.application.deals import edits as deal_edits
from referral_hub.application.deals import partner_telling
from referral_hub.application.deals.crm_telling import Telling
from referral_hub.domain.access import Role
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.application.crm_stage import a_connected_hub
from tests.application.deal_stage import mapped, there
from tests.application.stage import Lantern, Quiet, accept, filed, publish, run
from tests.builders import a_principal, ask
from tests.connected import Connected

ALL = tuple(DealField)
NOT_NOW = Unavailable("harbour", "the partner reviews it just now")


@dataclass
class Listening:
    """A partner that hears of deals, and remembers what it was told under which token."""

    hears: frozenset[DealField] = frozenset(DealField)
    answers: list[Outcome | Exception] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:  # noqa: ARG002
        return {}

    def tell_deal(
        self, referral: Referral, told: Mapping[DealField, str], *, token: str
    ) -> Outcome:
        assert referral.partner_id == "harbour"
        self.tokens.append(token)
        answer = self.answers.pop(0) if self.answers else Done()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Done):
            self.told.append({name.value: text for name, text in told.items()})
        return answer


def a_told_deal(hub: Hub, *tells: DealField, rule: str = "partner_wins", **said: Any) -> str:
    """A referral whose opportunity is there, and whose policy tells the partner of these fields."""
    publish(hub, opportunity_mapping=synced(rule), tells_partner=tells or ALL)
    number = filed(hub, **said).number
    accept(hub, number)
    run(hub, number)
    return there(hub, number).number


def synced(rule: str) -> tuple[dict[str, str], ...]:
    """Mappings under which every field comes back, by one rule."""
    texts = (
        {"target": t, "template": f"{{{f}}}"}
        for t, f in (("name", "title"), ("description", "description"))
    )
    back = {"sync": "both", "conflict": rule}
    return (*mapped(conflict=rule)[1:4], *({**text, **back} for text in texts))


def edit(hub: Hub, number: str, **told: str) -> None:
    fields = {DealField(name): text for name, text in told.items()}
    ask(hub, deal_edits.edit, number=number, told=fields, by=a_principal(Role.OPERATOR))


def tell(hub: Hub, number: str) -> Telling:
    return ask(hub, partner_telling.tell, number=number, hearing=lambda p: hub.connection(p).deals)


def a_listened_hub(partner: Listening, **override: Any) -> Hub:
    """A hub whose only partner hears of deals."""
    connection = PartnerConnection(Lantern(), Quiet(), deals=partner)
    return a_connected_hub(connections=Connected(lambda _: connection), **override)
