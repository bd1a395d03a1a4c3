"""The connection check names what the policies that count lack in the CRM, too."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.connection import check_connection
from referral_hub.domain.crm import AssociationType, Check, CrmObject
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import FormField
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.hub import Hub
from tests.builders import Clock, a_hub, ask


class ChangingCrm(BuiltInCrm):
    """A CRM whose admins change it after a policy was published."""

    def __init__(self) -> None:
        super().__init__(MemoryTable(), Clock())
        self.known_roles: tuple[str, ...] = ()
        self.more: tuple[FormField, ...] = ()
        self.is_closed = False
        self.says: tuple[Check, ...] = (Check(name="sign-in"),)

    def check(self) -> tuple[Check, ...]:
        return self.says

    def describe(self, what: CrmObject) -> tuple[FormField, ...]:
        return (*super().describe(what), *self.more)

    def association_types(self) -> tuple[AssociationType, ...]:
        if self.is_closed:
            raise Unavailable(self.name, "it is closed")
        return super().association_types()

    def contact_roles(self) -> tuple[str, ...]:
        return self.known_roles


def problems(hub: Hub) -> dict[str, str]:
    found: tuple[Check, ...] = ask(hub, check_connection)
    assert all(check.fix for check in found if not check.passed)
    return {check.name: check.problem for check in found if not check.passed}


def publish(hub: Hub, **choices: Any) -> None:
    hub.policies.publish(IntakePolicy(**choices))


def test_a_policy_that_fits_is_told_with_its_version() -> None:
    hub = a_hub(crm=ChangingCrm())
    publish(hub)

    checks = ask(hub, check_connection)

    assert [(check.name, check.passed) for check in checks] == [
        ("sign-in", True),
        ("policy of all partners", True),
    ]
    assert "Version 1" in checks[-1].note


def test_a_role_that_the_crm_no_longer_has_is_named_for_whoever_has_it() -> None:
    crm = ChangingCrm()
    hub = a_hub(crm=crm)
    publish(hub, contact_role="Keeper")
    publish(hub, contact_role="Harbour master", partner_id="harbour")

    crm.known_roles = ("Keeper", "Pilot")

    assert problems(hub) == {
        "policy of harbour: contact_role": "must be one of: Keeper, Pilot",
    }


def test_a_field_that_the_crm_requires_by_now_is_named() -> None:
    crm = ChangingCrm()
    hub = a_hub(crm=crm)

    crm.more = (FormField(name="region", label="Region", required=True),)

    found = problems(hub)
    assert "region" in found["policy of all partners: opportunity_mapping"]
    assert "region" in found["policy of all partners: account_mapping"]


def test_of_a_crm_that_cannot_be_asked_the_reason_is_told_once() -> None:
    crm = ChangingCrm()
    hub = a_hub(crm=crm)
    crm.is_closed = True
    by_itself = problems(hub)

    crm.says = (Check(name="sign-in", problem="closed", fix="Open it."),)

    assert (by_itself, problems(hub)) == ({"policies": "it is closed"}, {"sign-in": "closed"})
