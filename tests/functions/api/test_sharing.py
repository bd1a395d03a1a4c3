"""POST /v1/referrals: a partner's platform shares a referral."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from referral_hub.ports import ChosenCrm, CrmConnection
from tests.functions.api.client import MAREN, Client, a_client, a_shared_referral

_EXAMPLE = Path("events/partners/platform/referral.json")


def test_the_full_record_comes_back_at_once_with_a_number_that_opens_it(partner: Client) -> None:
    shared = partner.shares()

    opened = partner.send("GET", shared.headers["Location"])
    assert shared.status == 201
    assert shared.said["number"] == "R-000001"
    assert shared.headers["Location"] == "/v1/referrals/R-000001"
    assert opened.said == shared.said


def test_a_referral_belongs_to_the_partner_of_the_key(partner: Client) -> None:
    shared = partner.shares()

    assert shared.said["partner_id"] == "harbour"


def test_nobody_can_share_in_the_name_of_another_partner(partner: Client) -> None:
    refused = partner.shares(partner_id="quay")

    assert refused.status == 422
    assert refused.wrong == {"/partner_id": "is not known here"}
    assert partner.lists() == []


def test_an_integration_shares_like_the_partners_staff(hub: Hub) -> None:
    integration = a_client(hub, Role.INTEGRATION)

    assert integration.shares().status == 201


def test_a_referral_comes_in_while_nobody_can_connect_to_the_crm(hub: Hub) -> None:
    def closed() -> CrmConnection:
        raise Unavailable("salesforce", "closed for the night")

    cut_off = replace(hub, chosen_crm=ChosenCrm("salesforce", closed))

    assert a_client(cut_off, Role.PARTNER_STAFF).shares().status == 201


def test_what_was_told_is_what_is_shown(partner: Client) -> None:
    told = json.loads(_EXAMPLE.read_text())

    shown = partner.shares(**told).said

    assert shown["title"] == told["title"]
    assert shown["company_name"] == told["customer"]["company_name"]
    assert shown["value"] == told["value"]
    assert shown["custom"] == told["custom"]
    assert shown["target_close_date"] == told["target_close_date"]


def test_a_new_referral_stands_at_the_beginning_of_each_axis(partner: Client) -> None:
    shown = partner.shares().said

    assert shown["direction"] == "inbound"
    assert shown["status"] == "pending_acceptance"
    assert shown["stage"] == "new"
    assert shown["progress"] == "awaiting_decision"
    assert shown["integrations"]["partner"]["status"] == "not_sent"


def test_a_repeated_delivery_finds_the_first(partner: Client) -> None:
    first = partner.shares()

    second = partner.shares()

    assert second.status == 200
    assert second.said == first.said
    assert len(partner.lists()) == 1


def test_the_same_id_with_other_content_is_refused(partner: Client) -> None:
    partner.shares()

    refused = partner.shares(title="Something else")

    assert refused.status == 409
    assert refused.code == "referral_id_reused"
    assert refused.wrong == {"title": "is not what was told before"}
    assert "PATCH /v1/referrals/{number}/deal" in refused.said["fix"]


def test_two_partners_may_use_the_same_id(partner: Client, stranger: Client) -> None:
    mine, theirs = partner.shares(), stranger.shares()

    assert (mine.status, theirs.status) == (201, 201)
    assert mine.said["number"] != theirs.said["number"]


def test_contacts_told_with_the_referral_are_kept(partner: Client) -> None:
    number = partner.shares(contacts=[MAREN]).said["number"]

    people = partner.get(f"/v1/referrals/{number}/contacts").said["items"]

    assert [person["last_name"] for person in people] == ["Holt"]


def test_a_delivery_repeated_after_rejection_adds_no_people(
    partner: Client, operator: Client
) -> None:
    number = partner.shares().said["number"]
    operator.rejects(number)

    repeated = partner.shares(contacts=[MAREN])

    assert repeated.status == 200
    assert partner.get(f"/v1/referrals/{number}/contacts").said["items"] == []


def test_moments_are_shown_in_utc_however_they_were_told(partner: Client) -> None:
    shown = partner.shares(expires_at="2027-03-15T14:30:00.75+02:00").said

    assert shown["expires_at"] == "2027-03-15T12:30:00Z"


def test_an_amount_keeps_the_digits_of_its_currency(partner: Client) -> None:
    yen = partner.shares(value={"amount": "1250", "currency": "JPY"}).said["value"]

    assert yen == {"amount": "1250", "currency": "JPY"}


def test_the_text_of_a_referral_may_be_in_any_script(partner: Client) -> None:
    title = "灯台の近代化 — Лампы 🔦"

    body = a_shared_referral(title=title, description="line one\nline two\twith a tab")
    shared = partner.post("/v1/referrals", body)

    assert partner.opens(shared.said["number"]).said["title"] == title


@pytest.mark.parametrize("moment", ["1800000000", "0", 1800000000, "2027-01-01_00:00:00Z"])
def test_the_end_of_an_offer_is_a_moment_with_an_offset(partner: Client, moment: object) -> None:
    refused = partner.shares(expires_at=moment)

    assert refused.status == 422
    assert set(refused.wrong) == {"/expires_at"}
