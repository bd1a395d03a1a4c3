"""The main job with HubSpot as the hub's CRM, on the real state machine, while search lags."""

from __future__ import annotations

from typing import Any, ClassVar

import hubspot

from referral_hub.application import dismissing
from referral_hub.domain.contacts.contact import IDENTIFYING, ContactInfo, MatchKind
from sandbox.hubspot import TOKEN
from tests.workflow.crms import Entry, Place
from tests.workflow.main_job import MainJob, books_of, contacts_of, problems, shared
from tests.workflow.world import AINO, ONNI, OPERATOR, World

EERO = ContactInfo(first_name="Eero", last_name="Salo", email="eero@nordwind.example")


def outcomes(world: World, number: str) -> dict[str, str]:
    """What became of each person, by last name."""
    return {arrival.info.last_name: arrival.outcome for arrival in world.hub.contacts.of(number)}


def dismiss(world: World, number: str) -> None:
    dismissing.dismiss(
        number=number,
        reason="Linked by hand",
        by=OPERATOR,
        now=world.clock(),
        referrals=world.hub.referrals,
        deals=world.hub.deals,
        contacts=world.hub.contacts,
        timeline=world.hub.timeline,
    )


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

    def test_the_same_person_from_another_company_is_adopted_and_joins_this_one(
        self, world: World, place: Place
    ) -> None:
        elsewhere = place.has_account("Suolahti Oy")
        known = place.has_contact(elsewhere, AINO.last_name, AINO.email)

        number = shared(world)
        referral = world.until(number, "done")

        [arrival] = world.hub.contacts.of(number)
        assert (arrival.outcome, arrival.match.kind) == ("adopted", MatchKind.EXISTING)
        assert (arrival.match.contact_id, arrival.match.keys) == (known, IDENTIFYING)
        there = {Entry("account", elsewhere): 1, Entry("contact", known, elsewhere): 1}
        assert place.books() == books_of(referral, known) + type(place.books())(there)

    def with_somebody_elses_address(self, world: World, place: Place) -> tuple[str, str]:
        """A referral of two people; Berg has the address of the first. Its number, Berg's id."""
        berg = place.has_contact(place.has_account("Suolahti Oy"), "Berg", AINO.email)
        number = world.partner_shares().number
        world.partner_tells(number, AINO, ONNI)
        world.operator_accepts(number)
        world.until(number, "failed")
        world.until_quiet()
        return number, berg

    def test_whoever_has_the_address_of_somebody_else_gets_nothing_and_the_others_go_on(
        self, world: World, place: Place
    ) -> None:
        number, berg = self.with_somebody_elses_address(world, place)
        [problem] = problems(world, number)
        dismiss(world, number)

        world.partner_tells(number, EERO)
        carried = world.eventually(lambda: outcomes(world, number).get("Salo"))

        assert (problem.cause, problem.fields) == ("duplicate", ("email",))
        assert berg in problem.reason
        assert problem.fix
        assert carried == "created"
        assert outcomes(world, number) == {"Virta": "", "Laine": "created", "Salo": "created"}
        deal_id = world.referral(number).opportunity_id
        in_role = {e.record_id for e in place.books() if e.what == "role" and e.to == deal_id}
        assert in_role == {id_ for id_ in contacts_of(world, number) if id_}
        assert berg not in in_role

    def test_what_a_person_says_in_hubspot_of_who_it_is_completes_with_one_retry(
        self, world: World, place: Place
    ) -> None:
        number, berg = self.with_somebody_elses_address(world, place)

        place.system.person_edits("contacts", berg, {"lastname": AINO.last_name})
        world.operator_retries(number)
        world.until(number, "done")

        assert outcomes(world, number) == {"Virta": "adopted", "Laine": "created"}
        assert berg in contacts_of(world, number)

    def test_scopes_that_an_admin_took_away_are_named(self, world: World, place: Place) -> None:
        number = shared(world)
        place.system.behave(missing_scopes={"method": "POST", "path": "/companies$"})
        world.until(number, "failed")
        world.until_quiet()

        [problem] = problems(world, number)
        world.operator_retries(number)
        referral = world.until(number, "done")

        assert problem.cause == "no_permission"
        assert "crm.objects.contacts.write" in problem.reason
        assert place.books() == books_of(referral, *contacts_of(world, number))
