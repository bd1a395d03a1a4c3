"""The main job with Salesforce as the hub's CRM, on the real state machine."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.sandbox.salesforce.rehearsal import KEY, SECRET, client
from tests.workflow.crms import Place
from tests.workflow.main_job import MainJob, books_of, contacts_of, problems, shared
from tests.workflow.world import AINO, World

ROLES = (
    "SELECT OpportunityId, Role, Contact.LastName, Contact.Email, Opportunity.StageName, "
    "Opportunity.Account.Name FROM OpportunityContactRole"
)


def at(place: Place) -> Any:
    """The client wants to know no more of a server than where it is."""
    return place


class TestSalesforce(MainJob):
    crm_name: ClassVar = "salesforce"
    amount: ClassVar = "Amount"

    def demands_an_amount(self, place: Place) -> None:
        place.system.behave(schema={"require": ["Opportunity.Amount"]})

    def demands_nothing(self, place: Place) -> None:
        place.system.behave(schema={"loosen": ["Opportunity.Amount"]})

    def test_any_client_reads_what_the_hub_made(self, world: World, place: Place) -> None:
        referral = world.until(shared(world), "done")

        salesforce = client(at(place), domain="acme.my", consumer_key=KEY, consumer_secret=SECRET)
        [role] = salesforce.query_all(ROLES)["records"]
        assert role["OpportunityId"] == referral.opportunity_id
        assert (role["Role"], role["Contact"]["LastName"]) == ("Business User", "Virta")
        assert role["Contact"]["Email"] == AINO.email
        assert role["Opportunity"]["StageName"] == "Prospecting"
        assert role["Opportunity"]["Account"]["Name"] == "Nordwind Oy"

    def test_a_rule_of_the_customer_is_told_in_its_own_words(
        self, world: World, place: Place
    ) -> None:
        number = world.partner_shares(value=None).number
        world.partner_tells(number, AINO)
        world.operator_accepts(number)
        rule = {"sobject": "Opportunity", "message": "Say how much.", "field": "Amount"}
        place.system.behave(validation_rule={**rule, "blank": "Amount"})
        world.until(number, "failed")
        world.until_quiet()

        [problem] = problems(world, number)
        place.system.behave(validation_rule=None)
        world.operator_retries(number)
        referral = world.until(number, "done")

        assert (problem.cause, problem.fields) == ("rule", ("Amount",))
        assert "Say how much." in problem.reason
        assert place.books() == books_of(referral, *contacts_of(world, number))

    def test_an_option_that_an_admin_took_away_is_named(self, world: World, place: Place) -> None:
        number = world.partner_shares().number
        world.operator_accepts(number)
        stage = {"object": "Opportunity", "name": "StageName", "picklist": ["Won"]}
        place.system.behave(schema={"fields": [{**stage, "restricted": True}]})

        world.until(number, "failed")

        [problem] = problems(world, number)
        assert (problem.cause, problem.fields) == ("option_refused", ("StageName",))
