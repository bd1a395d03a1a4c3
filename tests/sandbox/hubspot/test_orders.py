"""Orders, and what a record was before: as HubSpot's own clients see them."""

from typing import Any

import pytest
from hubspot.crm.objects.models import (
    AssociationSpec,
    PublicAssociationsForObject,
    PublicObjectId,
    SimplePublicObjectInputForCreate,
)

from sandbox.hubspot import APP_ID, HubSpot
from tests.sandbox.hubspot.conftest import Clock
from tests.sandbox.hubspot.wire import OBJECTS, Wire

ORDERS = "0-123"


@pytest.fixture
def deal(wire: Wire) -> str:
    return wire.makes("deals", dealname="Hull 14")


def an_order(deal: str) -> SimplePublicObjectInputForCreate:
    spec = AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=512)
    link = PublicAssociationsForObject(to=PublicObjectId(id=deal), types=[spec])
    told = {"hs_order_name": "Lamps", "hs_fulfillment_status": "Packing", "hs_total_price": "310"}
    return SimplePublicObjectInputForCreate(properties=told, associations=[link])


def test_an_order_is_made_with_its_deal_and_read_by_the_id_of_its_type(
    legacy: Any, strict: Any, deal: str
) -> None:
    made = legacy.objects.basic_api.create("orders", an_order(deal))

    read = strict.crm.objects.custom.get(
        made.id, object_type=ORDERS, properties=["hs_total_price"], associations=["deals"]
    )
    assert read.properties["hs_total_price"] == "310"
    assert [link.id for link in read.associations["deals"].results] == [deal]
    back = legacy.associations.v4.basic_api.get_page("deals", deal, "orders").results
    assert [(link.to_object_id, link.association_types[0].type_id) for link in back] == [
        (made.id, 511)
    ]


def test_a_new_order_shows_no_more_than_its_stamps(legacy: Any, deal: str) -> None:
    made = legacy.objects.basic_api.create("orders", an_order(deal))

    read = legacy.objects.basic_api.get_by_id("orders", made.id)

    assert set(read.properties) == {"hs_object_id", "hs_createdate", "hs_lastmodifieddate"}


def test_what_happens_to_orders_is_told_by_the_id_of_their_type(portal: HubSpot) -> None:
    [[order]] = portal.seed({"orders": [{"hs_order_name": "Lamps"}]}).values()

    portal.person_edits("orders", order, {"hs_fulfillment_status": "Delivered"})

    [event] = portal.events
    assert (event["subscriptionType"], event["objectTypeId"]) == ("object.propertyChange", ORDERS)


def test_orders_have_scopes_of_their_own(portal: HubSpot, wire: Wire, deal: str) -> None:
    portal.behave(scopes=["crm.objects.deals.read"])

    refused = wire.get(f"{OBJECTS}/orders")

    assert (refused.status, refused.body["category"]) == (403, "MISSING_SCOPES")
    assert wire.get(f"{OBJECTS}/deals/{deal}").status == 200


def test_what_is_restored_lives_again_and_is_told(portal: HubSpot, wire: Wire, deal: str) -> None:
    portal.person_deletes("deals", deal)
    gone = wire.get(f"{OBJECTS}/deals/{deal}").status

    portal.person_restores("deals", deal)

    assert (gone, wire.get(f"{OBJECTS}/deals/{deal}").status) == (404, 200)
    assert portal.events[-1]["subscriptionType"] == "deal.restore"


# What a property was


def test_a_property_tells_its_history_with_the_newest_value_first(
    legacy: Any, wire: Wire, portal: HubSpot, clock: Clock
) -> None:
    contact = wire.makes("contacts", lastname="Virta")
    for code in ("HARBOR", "", "HARBOUR"):
        clock.advance(60)
        portal.person_edits("contacts", contact, {"referral_code": code})

    read = legacy.contacts.basic_api.get_by_id(
        contact, properties_with_history=["referral_code", "lastname", "nowhere"]
    )

    told = read.properties_with_history
    assert [each.value for each in told["referral_code"]] == ["HARBOUR", "", "HARBOR"]
    assert told["referral_code"][0].timestamp == clock.now
    assert (told["referral_code"][0].source_type, told["referral_code"][0].updated_by_user_id) == (
        "CRM_UI",
        1001,
    )
    assert [(each.source_type, each.source_id) for each in told["lastname"]] == [
        ("INTEGRATION", str(APP_ID))
    ]
    assert set(told) == {"referral_code", "lastname"}


# Associations


def test_whoever_subscribes_to_associations_is_told_of_both_sides(
    portal: HubSpot, wire: Wire, deal: str
) -> None:
    contact = wire.makes("contacts", lastname="Virta")
    portal.person_associates(("deals", deal), ("contacts", contact))
    untold = [e for e in portal.events if e["subscriptionType"].endswith("associationChange")]
    portal.behave(subscribed=["contact.associationChange", "deal.associationChange"])

    wire.delete(f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}")

    assert untold == []
    one, other = portal.events[-2:]
    assert (one["subscriptionType"], one["associationType"]) == (
        "deal.associationChange",
        "DEAL_TO_CONTACT",
    )
    assert (one["fromObjectId"], one["toObjectId"]) == (int(deal), int(contact))
    assert (other["fromObjectId"], other["associationRemoved"]) == (int(contact), True)
