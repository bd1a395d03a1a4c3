"""Labels of links: what a contact is in a deal."""

from __future__ import annotations

import json
from functools import partial

import pytest

from referral_hub.domain.crm import ContactRole
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import LABEL, Portal, at_once

Role = ContactRole


@pytest.fixture
def role(portal: Portal) -> Role:
    deal, contact = portal.seed("deals", dealname="Lamps"), portal.seed("contacts", lastname="Holt")
    return Role(opportunity_id=deal, contact_id=contact, role="", association_type="Lamp keeper")


def labels(portal: Portal) -> list[str]:
    return [kind.label for kind in portal.connect().crm.association_types()]


def test_a_label_that_the_portal_lacks_is_made_once(portal: Portal, crm: Crm, role: Role) -> None:
    for _ in range(2):
        assert crm.give_role(role, token="t-1") == Done(result=role.contact_id)

    assert labels(portal).count("Lamp keeper") == 1
    assert [given.association_type for given in crm.roles(role.opportunity_id)] == ["Lamp keeper"]


def test_a_label_is_found_in_other_letters(portal: Portal, crm: Crm, role: Role) -> None:
    crm.give_role(role.model_copy(update={"association_type": "primary CONTACT"}), token="t-1")

    assert labels(portal) == [LABEL]


def test_a_role_without_an_association_type_is_labelled_by_its_name(crm: Crm, role: Role) -> None:
    named = role.model_copy(update={"association_type": "", "role": LABEL})

    crm.give_role(named, token="t-1")

    assert [given.role for given in crm.roles(role.opportunity_id)] == [LABEL]


def test_a_role_without_any_name_is_a_plain_link(crm: Crm, role: Role) -> None:
    crm.give_role(role.model_copy(update={"association_type": ""}), token="t-1")

    assert [given.contact_id for given in crm.roles(role.opportunity_id)] == [role.contact_id]


def test_two_processes_that_lack_a_label_make_it_once(portal: Portal, role: Role) -> None:
    crms = [portal.connect().crm for _ in range(2)]

    outcomes = at_once(*(partial(crm.give_role, role, token="t-1") for crm in crms))

    assert outcomes == [Done(result=role.contact_id)] * 2
    assert labels(portal).count("Lamp keeper") == 1


def test_a_label_that_was_made_meanwhile_is_taken(portal: Portal, crm: Crm, role: Role) -> None:
    crm.association_types()
    portal.connect().crm.give_role(role, token="t-1")

    assert crm.give_role(role, token="t-1") == Done(result=role.contact_id)
    assert labels(portal).count("Lamp keeper") == 1


def test_a_label_that_may_not_be_made_is_asked_for(portal: Portal, crm: Crm, role: Role) -> None:
    portal.hubspot.behave(scopes=["crm.objects.deals.read"])

    refused = crm.give_role(role, token="t-1")

    assert isinstance(refused, Refused)
    assert refused.cause == "no_permission"
    assert "crm.objects.deals.write" in refused.reason


def test_another_part_that_a_contact_has_in_the_deal_stays(
    portal: Portal, crm: Crm, role: Role
) -> None:
    deal, contact = ("deals", role.opportunity_id), ("contacts", role.contact_id)
    portal.hubspot.person_associates(deal, contact, LABEL)

    crm.give_role(role, token="t-1")

    last = next(call for call in reversed(portal.hubspot.calls) if call.method == "PUT")
    kinds = {kind.label: kind.type_id for kind in crm.association_types()}
    told = {kind["associationTypeId"] for kind in json.loads(last.body)}
    assert told == {3, kinds[LABEL], kinds["Lamp keeper"]}
