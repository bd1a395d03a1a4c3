"""What an admin is told when the connection to Partner Central is tested."""

from __future__ import annotations

from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.checks import check
from tests.adapters.partners.aws.stage import Stage, client_of

LIST = "ListEngagementInvitations"


def central(stage: Stage, catalog: str = "Sandbox") -> Central:
    return Central(lambda: client_of(stage.url), catalog)


def test_a_catalog_that_the_hub_may_read_passes(stage: Stage) -> None:
    catalog, invitations = check(central(stage))

    assert catalog.passed
    assert invitations.passed


def test_a_hub_without_a_catalog_says_which_parameter_is_missing(stage: Stage) -> None:
    (catalog,) = check(central(stage, catalog=""))

    assert "PartnerCentralCatalog" in catalog.fix


def test_a_role_that_may_not_read_says_what_to_permit(stage: Stage) -> None:
    stage.aws.behave(access_denied={"operation": LIST, "times": 1})

    _, invitations = check(central(stage))

    assert not invitations.passed
    assert "IAM" in invitations.fix


def test_an_outage_is_told_and_raises_nothing(stage: Stage) -> None:
    stage.aws.behave(throttle={"operation": LIST, "times": 1})

    _, invitations = check(central(stage))

    assert invitations.problem == "AWS was asked too much at once"
