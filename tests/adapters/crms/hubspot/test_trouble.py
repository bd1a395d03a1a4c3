"""What HubSpot's troubles mean to whoever called: try again, and why."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.hubspot.connection import connect
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import SECRET, Portal, opened
from tests.builders import Clock

TROUBLES = {
    "unauthenticated": "signed_out",
    "expired": "signed_out",
    "rate_limited": "busy",
    "rate_limited_with_retry_after": "busy",
    "rate_limited_daily": "quota",
    "search_rate_limited": "busy",
    "locked": "busy",
    "migrating": "busy",
    "internal_error": "unreachable",
    "bad_gateway": "unreachable",
    "html_page": "unreachable",
    "service_unavailable": "unreachable",
    "gateway_timeout": "unreachable",
    "drop_before_commit": "unreachable",
    "drop_after_commit": "unreachable",
    "truncated_body": "unreachable",
}


def trouble(crm: Crm) -> Unavailable:
    with pytest.raises(Unavailable) as told:
        crm.create_account({"name": "Fenwick Lighthouses"}, token="t-1")
    return told.value


@pytest.mark.parametrize(("fault", "cause"), TROUBLES.items())
def test_a_trouble_that_passes_asks_for_another_try(
    portal: Portal, crm: Crm, fault: str, cause: str
) -> None:
    portal.fails(fault)

    assert trouble(crm).cause == cause


def test_a_quota_of_the_day_is_told_from_one_of_the_moment(portal: Portal, crm: Crm) -> None:
    portal.fails("rate_limited")
    of_the_moment = trouble(crm)
    portal.fails("rate_limited_daily")

    assert "today" in trouble(crm).reason
    assert "today" not in of_the_moment.reason


def test_a_server_that_is_not_there_is_unreachable(portal: Portal) -> None:
    portal.url = "http://127.0.0.1:9"

    assert trouble(portal.connect().crm).cause == "unreachable"


@pytest.mark.parametrize("url", ["http://api.hubapi.com", "api.hubapi.com", "", "ftp://x"])
def test_no_token_leaves_in_the_open(url: str) -> None:
    told = trouble(connect(url, lambda: SECRET, Clock()).crm)

    assert (told.cause, "https://" in told.reason) == ("signed_out", True)


def test_a_secret_without_a_token_is_no_sign_in(portal: Portal, crm: Crm) -> None:
    portal.secret = {}

    assert trouble(crm).cause == "signed_out"


def test_a_token_that_was_replaced_counts_at_once(portal: Portal, crm: Crm) -> None:
    portal.secret = {"access_token": "pat-old"}
    assert trouble(crm).cause == "signed_out"

    portal.hubspot.add_token("pat-new")
    portal.secret = {"access_token": "pat-new"}

    assert crm.create_account({"name": "Fenwick"}, token="t-1")


def test_a_missing_scope_is_a_refusal_that_names_it(portal: Portal, crm: Crm) -> None:
    crm.describe(CrmObject.ACCOUNT)
    portal.hubspot.behave(scopes=["crm.objects.companies.read"])

    refused = crm.create_account({"name": "Fenwick"}, token="t-1")

    assert isinstance(refused, Refused)
    assert refused.cause == "no_permission"
    assert "crm.objects.companies.write" in refused.reason


def test_a_reader_without_the_scope_hears_of_it_too(portal: Portal, crm: Crm) -> None:
    portal.hubspot.behave(scopes=[])

    with pytest.raises(Unavailable) as told:
        crm.contacts("1")

    assert told.value.cause == "no_permission"
    assert "crm.objects.companies.read" in told.value.reason
    assert "Give the hub's app or key these scopes" in told.value.reason


@pytest.mark.usefixtures("loopback")
def test_a_portal_without_the_hubs_property_says_what_to_create() -> None:
    with opened(is_prepared=False) as portal:
        refused = portal.crm.create_account({"name": "Fenwick"}, token="t-1")

    assert isinstance(refused, Refused)
    assert refused.fields == ("referral_hub_id",)
    assert "unique" in refused.reason
