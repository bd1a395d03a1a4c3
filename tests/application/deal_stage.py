"""Deals that go on after acceptance, and people on both sides of them."""

from __future__ import annotations

from typing import Any

from referral_hub.application.deals import edits as deal_edits
from referral_hub.domain.access import Role
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.deal_troubles import fields_of
from tests.application.stage import accept, accepted, filed, publish, run
from tests.builders import a_principal, ask


def mapped(**amount: str) -> tuple[dict[str, str], ...]:
    return (
        {"target": "name", "template": "{customer.company_name}: {title}", "sync": "to_crm"},
        {"target": "amount", "template": "{value.amount}", "sync": "both", **amount},
        {"target": "currency", "template": "{value.currency}", "sync": "both", **amount},
        {"target": "close_date", "template": "{target_close_date}", "sync": "both"},
        {"target": "description", "template": "{description}"},
    )


def a_deal(hub: Hub, mapping: Any = mapped(), **said: Any) -> Referral:  # noqa: B008
    """A referral whose opportunity is there."""
    publish(hub, opportunity_mapping=mapping)
    number = accepted(hub, **said).number
    run(hub, number)
    return there(hub, number)


def there(hub: Hub, number: str) -> Referral:
    referral = hub.referrals.get(number)
    hub.deals.link(referral.opportunity_id, number)
    return referral


def sharing(hub: Hub, referral: Referral, **said: Any) -> Referral:
    """Another referral, linked to the opportunity of this one."""
    number = filed(hub, **{"partner_referral_id": "H-78"} | said).number
    linked = {
        "account": AccountChoice(existing=referral.account_id),
        "opportunity": OpportunityChoice(existing=referral.opportunity_id),
    }
    accept(hub, number, **linked)
    run(hub, number)
    return there(hub, number)


def retell(hub: Hub, number: str, **told: str) -> None:
    """Let the partner's machine tell the deal anew."""
    partner = a_principal(Role.INTEGRATION, partner_ids=("harbour",))
    fields = {DealField(name): text for name, text in told.items()}
    ask(hub, deal_edits.edit, number=number, told=fields, by=partner)


def amount(text: str, currency: str = "EUR") -> dict[str, str]:
    return {"value.amount": text, "value.currency": currency}


def given(hub: Hub, referral: Referral, *names: str) -> Fields:
    return {name: fields_of(hub, referral).get(name, "") for name in names}
