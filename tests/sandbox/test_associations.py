"""What of a partner's offers an opportunity is about: associated, taken away, listed."""

import pytest

from sandbox.partner_central import PartnerCentral
from tests.sandbox.rehearsal import Clock
from tests.sandbox.submitting import SOLUTION, Submitter, refusal


def test_a_new_opportunity_can_be_hidden_for_some_seconds(
    us: Submitter, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(visibility_delay_seconds=3)
    opportunity_id = us.creates()

    with refusal() as refused:
        us.associates(opportunity_id)
    clock.advance(seconds=3)
    us.associates(opportunity_id)

    assert refused.code == "ResourceNotFoundException"
    assert us.reads(opportunity_id)["RelatedEntityIdentifiers"]["Solutions"] == [SOLUTION]


@pytest.mark.parametrize(
    ("switch", "code"), [("conflict", "ConflictException"), ("duplicate", "ValidationException")]
)
def test_a_solution_is_associated_once(
    us: Submitter, central: PartnerCentral, switch: str, code: str
) -> None:
    central.behave(associated_twice=switch)
    opportunity_id = us.creates()
    us.associates(opportunity_id)

    with refusal() as refused:
        us.associates(opportunity_id)

    assert refused.code == code
    assert central.effects["opportunity.associated"] == 1


def test_a_solution_is_taken_away_once(us: Submitter) -> None:
    opportunity_id = us.creates()
    us.associates(opportunity_id)
    us.disassociates(opportunity_id)

    with refusal() as refused:
        us.disassociates(opportunity_id)

    assert refused.code == "ResourceNotFoundException"
    assert us.reads(opportunity_id)["RelatedEntityIdentifiers"]["Solutions"] == []


@pytest.mark.parametrize(
    ("solution", "code"),
    [("S-9", "ResourceNotFoundException"), ("S-0000104", "ValidationException")],
)
def test_only_what_the_partner_offers_is_associated(
    us: Submitter, solution: str, code: str
) -> None:
    with refusal() as refused:
        us.associates(us.creates(), solution)

    assert refused.code == code


def test_an_opportunity_is_about_ten_solutions_at_most(
    us: Submitter, central: PartnerCentral
) -> None:
    opportunity_id = us.creates()
    for number in range(1, 12):
        central.offer_solution(f"S-{number}", f"Offer {number}")
    for number in range(1, 11):
        us.associates(opportunity_id, f"S-{number}")

    with refusal() as refused:
        us.associates(opportunity_id, "S-11")

    assert refused.errors == {"RelatedEntityIdentifier": "TOO_MANY_VALUES"}


def test_the_list_of_solutions_is_filtered_and_paged(us: Submitter) -> None:
    active = us.aws.list_solutions(Catalog="Sandbox", Status=["Active"], MaxResults=2)
    others = us.aws.list_solutions(
        Catalog="Sandbox", Status=["Active"], MaxResults=2, NextToken=active["NextToken"]
    )
    named = us.aws.list_solutions(Catalog="AWS", Identifier=["S-0000104"])

    shown = [row["Id"] for page in (active, others) for row in page["SolutionSummaries"]]
    assert shown == ["S-0000101", "S-0000102", "S-0000103"]
    assert [row["Status"] for row in named["SolutionSummaries"]] == ["Inactive"]
