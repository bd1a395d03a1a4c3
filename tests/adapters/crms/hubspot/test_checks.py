"""What the check of a connection names as missing, one by one, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from referral_hub.adapters.crms.hubspot.connection import connect
from referral_hub.adapters.crms.hubspot.paths import VERSION
from referral_hub.domain.crm import Check
from sandbox.hubspot.scopes import ALL
from tests.adapters.crms.hubspot.portal import SECRET, Portal, opened
from tests.builders import Clock


@pytest.fixture
def bare(loopback: None) -> Iterator[Portal]:  # noqa: ARG001 - opens the way to the stand-in
    """A portal that nobody has prepared."""
    with opened(is_prepared=False) as portal:
        yield portal


@pytest.fixture
def below_enterprise(loopback: None) -> Iterator[Portal]:  # noqa: ARG001
    with opened(is_enterprise=False) as portal:
        yield portal


def checked(portal: Portal) -> dict[str, Check]:
    return {check.name: check for check in portal.connect().crm.check()}


def problems(portal: Portal) -> dict[str, Check]:
    return {name: check for name, check in checked(portal).items() if not check.passed}


def test_a_portal_that_has_everything_has_no_problem_and_says_which_it_is(portal: Portal) -> None:
    found = checked(portal)

    assert problems(portal) == {}
    assert "24816357" in found["sign-in"].note
    assert "are left" in found["calls left today"].note
    assert not [check.fix for check in found.values() if check.fix]


def test_a_check_writes_nothing(bare: Portal) -> None:
    checked(bare)

    assert bare.hubspot.effects == {}


def test_each_missing_property_is_named_with_what_to_create(bare: Portal) -> None:
    found = problems(bare)

    assert set(found) == {
        f"property referral_hub_id on {kind}"
        for kind in ("companies", "contacts", "deals", "notes")
    }
    assert "unique values" in found["property referral_hub_id on deals"].fix


def test_a_property_whose_values_are_not_unique_is_a_problem(bare: Portal) -> None:
    bare.calls_api(
        "POST",
        f"/crm/properties/{VERSION}/deals",
        {
            "name": "referral_hub_id",
            "label": "Referral hub id",
            "type": "string",
            "fieldType": "text",
            "groupName": "dealinformation",
        },
    )

    assert "not unique" in problems(bare)["property referral_hub_id on deals"].problem


def test_a_portal_without_the_code_is_told_what_to_create_and_has_no_problem(
    bare: Portal,
) -> None:
    found = checked(bare)

    for kind in ("contacts", "deals"):
        check = found[f"property referral_code on {kind}"]
        assert (check.passed, "single-line text" in check.note) == (True, True)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [({"hasUniqueValue": True}, "unique"), ({"type": "number", "fieldType": "number"}, "no text")],
)
def test_a_code_that_can_hold_no_code_is_a_problem(
    bare: Portal, wrong: dict[str, object], problem: str
) -> None:
    told = {"name": "referral_code", "label": "Code", "groupName": "dealinformation"}
    kind = {"type": "string", "fieldType": "text", **wrong}
    bare.calls_api("POST", f"/crm/properties/{VERSION}/deals", {**told, **kind})

    assert problem in problems(bare)["property referral_code on deals"].problem


def test_a_token_that_may_not_see_orders_is_told_so_and_has_no_problem(portal: Portal) -> None:
    noted = checked(portal)["orders"].note
    seen = [scope for scope in sorted(ALL) if ".orders." not in scope]
    portal.hubspot.behave(scopes=seen)

    assert noted == ""
    assert problems(portal) == {}
    assert "order" in checked(portal)["orders"].note


def test_each_missing_scope_is_named(portal: Portal) -> None:
    portal.hubspot.behave(scopes=["crm.objects.deals.read", "crm.objects.deals.write"])

    found = problems(portal)

    assert "scope crm.objects.contacts.write" in found
    assert "scope crm.objects.deals.write" not in found
    assert "new token" in found["scope crm.objects.contacts.write"].fix


def test_a_portal_below_enterprise_lacks_nothing_but_is_told_of_the_list(
    below_enterprise: Portal,
) -> None:
    assert problems(below_enterprise) == {}
    assert "Enterprise" in checked(below_enterprise)["list of referrals"].note


def test_a_list_that_lacks_properties_is_a_problem(portal: Portal) -> None:
    portal.calls_api("DELETE", f"/crm/properties/{VERSION}/p_referral/hub_answer")

    found = problems(portal)

    assert "hub_answer" in found["list of referrals"].problem


def test_without_a_sign_in_nothing_else_is_asked(portal: Portal) -> None:
    portal.secret = {"access_token": "pat-old"}

    found = checked(portal)

    assert list(found) == ["connection URL", "sign-in"]
    assert "access token" in found["sign-in"].problem
    assert found["sign-in"].fix


def test_a_url_without_https_is_named_and_nothing_is_sent_there() -> None:
    crm = connect("http://api.hubapi.com", lambda: SECRET, Clock()).crm

    (check,) = crm.check()

    assert (check.name, "https://" in check.problem) == ("connection URL", True)
    assert "CrmUrl" in check.fix


@pytest.mark.parametrize("fault", ["internal_error", "html_page", "drop_before_commit"])
def test_a_check_never_raises(portal: Portal, fault: str) -> None:
    portal.fails(fault, times=50)

    assert problems(portal)


def test_one_thing_that_cannot_be_looked_at_does_not_hide_the_others(portal: Portal) -> None:
    portal.fails("internal_error", "GET", "/properties/.*/contacts/")

    assert list(problems(portal)) == ["property referral_hub_id on contacts"]


def test_a_quota_that_runs_out_is_a_problem(portal: Portal) -> None:
    portal.hubspot.behave(daily_limit=100)

    assert "left" in problems(portal)["calls left today"].problem
