"""The main job with HubSpot as the hub's CRM, on the real state machine, while search lags."""

from __future__ import annotations

from typing import Any, ClassVar

import hubspot

from sandbox.hubspot import TOKEN
from tests.workflow.crms import Entry, Place
from tests.workflow.main_job import MainJob, books_of, contacts_of, problems, shared
from tests.workflow.world import AINO, World


def crm_of(place: Place) -> Any:
    """Speak with the portal by HubSpot's own client."""
    return hubspot.Client.create(access_token=TOKEN, host=place.url).crm


class TestHubSpot(MainJob):
    crm_name: ClassVar = "hubspot"
    amount: ClassVar = "amount"

    def demands_an_amount(self, place: Place) -> None:
        place.system.behave(create_requires={"deals": ["amount"]})

    def demands_nothing(self, place: Place) -> None:
        place.system.behave(create_requires={})

    def test_any_client_reads_what_the_hub_made(self, world: World, place: Place) -> None:
        referral = world.until(shared(world), "done")

        crm, deal_id = crm_of(place), referral.opportunity_id
        deal = crm.deals.basic_api.get_by_id(deal_id, properties=["dealname", "dealstage"])
        [link] = crm.associations.v4.basic_api.get_page("deals", deal_id, "contacts").results
        person = crm.contacts.basic_api.get_by_id(link.to_object_id, properties=["email"])
        assert deal.properties["dealname"] == "Nordwind Oy: Data lake"
        assert "Business User" in {kind.label for kind in link.association_types}
        assert person.properties["email"] == AINO.email

    def test_a_person_known_at_another_company_is_taken_and_joins_this_one(
        self, world: World, place: Place
    ) -> None:
        elsewhere = place.has_account("Suolahti Oy")
        known = place.has_contact(elsewhere, AINO.last_name, AINO.email)

        number = shared(world)
        referral = world.until(number, "done")

        assert contacts_of(world, number) == [known]
        there = {Entry("account", elsewhere): 1, Entry("contact", known, elsewhere): 1}
        assert place.books() == books_of(referral, known) + type(place.books())(there)

    def test_scopes_that_an_admin_took_away_are_named(self, world: World, place: Place) -> None:
        number = shared(world)
        place.system.behave(missing_scopes={"method": "POST", "path": "/companies/batch/upsert"})
        world.until(number, "failed")
        world.until_quiet()

        [problem] = problems(world, number)
        world.operator_retries(number)
        referral = world.until(number, "done")

        assert problem.cause == "no_permission"
        assert "crm.objects.contacts.write" in problem.reason
        assert place.books() == books_of(referral, *contacts_of(world, number))
