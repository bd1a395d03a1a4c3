"""Referrals that the host shares: created, listed, edited, submitted over HTTPS."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.hub import Hub
from referral_hub.ports import Key
from tests.application.outgoing.sharing_stage import READY, an_opportunity, share
from tests.functions.api.client import Client, Reply

HERE = "/v1/outgoing-referrals"


def created(operator: Client, **override: Any) -> Reply:
    body = {"partner_id": "harbour", "fields": READY} | override
    return operator.post(HERE, body)


def test_a_draft_says_what_can_be_done_with_it_and_where_it_is(operator: Client) -> None:
    made = created(operator)

    assert made.status == 201
    assert made.headers["Location"] == f"{HERE}/{made.said['number']}"
    assert (made.said["status"], made.said["ready_for_submit"]) == ("pending", False)
    assert made.said["actions"] == ["edit", "submit", "link"]
    assert made.said["integrations"]["hub"]["status"] == "pending"
    assert operator.get(made.headers["Location"]).said == made.said


def test_a_draft_names_what_submitting_would_refuse(operator: Client) -> None:
    made = created(operator, fields={"title": "Tide gauges"})

    refused = operator.post(f"{HERE}/{made.said['number']}/submit")

    assert set(made.said["not_ready"]) == {"customer.company_name", "need"}
    assert (refused.status, refused.code) == (422, "not_ready_for_submit")
    assert set(refused.wrong) == {"fields.customer.company_name", "fields.need"}


def test_what_is_made_from_no_opportunity_is_refused(operator: Client) -> None:
    refused = created(operator, from_opportunity=True)

    told = "from_opportunity needs opportunity_id, the opportunity that it is made from"
    assert (refused.status, refused.wrong) == (422, {"": told})


def test_submitting_is_offered_once_and_cannot_be_taken_back(operator: Client) -> None:
    number = created(operator).said["number"]

    first = operator.post(f"{HERE}/{number}/submit")
    again = operator.post(f"{HERE}/{number}/submit")

    assert (first.status, again.status) == (200, 200)
    assert again.said == first.said
    assert first.said["actions"] == ["edit", "link"]
    assert first.said["submitted_by"] == "operator:Ingrid"


def test_the_partners_side_is_a_record_that_nobody_here_edits(operator: Client, hub: Hub) -> None:
    number = created(operator, ready_for_submit=True).said["number"]
    share(hub, number)

    shown = operator.get(f"{HERE}/{number}").said
    refused = operator.patch(
        f"{HERE}/{number}", {"partner_referral": {"status": "won"}}, if_match='"9"'
    )

    assert shown["partner_referral"]["partner_referral_id"] == "partner-000001"
    assert shown["integrations"]["partner"]["status"] == "success"
    assert (refused.status, refused.code) == (422, "invalid_request")
    assert "/partner_referral" in refused.wrong


def test_resubmitting_is_offered_while_it_is_refused(
    operator: Client, hub: Hub, taker: MemoryPartner
) -> None:
    number = created(operator, ready_for_submit=True).said["number"]
    taker.refuses_next = {"title": "is too vague"}
    share(hub, number)
    failed = operator.get(f"{HERE}/{number}").said

    again = operator.post(f"{HERE}/{number}/resubmit", {"fields": {"title": "Ninety gauges"}})
    twice = operator.post(f"{HERE}/{number}/resubmit", {})

    assert failed["actions"] == ["edit", "resubmit", "retry", "dismiss_problem", "link"]
    assert failed["integrations"]["partner"]["status"] == "create_failed"
    assert failed["sync_problems"][0]["reason"] == "title: is too vague"
    assert (again.status, again.said["fields"]["title"]) == (202, "Ninety gauges")
    assert (twice.status, twice.code) == (409, "not_resubmittable")


def test_an_edit_of_what_somebody_else_changed_is_refused(operator: Client) -> None:
    made = created(operator)
    here, seen = made.headers["Location"], made.headers["ETag"]
    operator.patch(here, {"fields": {"title": "Ninety gauges"}}, if_match=seen)

    late = operator.patch(here, {"fields": {"title": "Ten gauges"}}, if_match=seen)
    blind = operator.patch(here, {"fields": {"title": "Ten gauges"}})

    assert (late.status, late.code) == (412, "precondition_failed")
    assert (blind.status, blind.code) == (428, "precondition_required")
    assert operator.get(here).said["fields"]["title"] == "Ninety gauges"


def test_what_the_hub_does_in_the_background_is_nothing_that_an_editor_has_to_see(
    operator: Client, hub: Hub
) -> None:
    made = created(operator)
    share(hub, made.said["number"])

    edited = operator.patch(
        made.headers["Location"],
        {"fields": {"title": "Ninety gauges"}},
        if_match=made.headers["ETag"],
    )

    assert edited.status == 200


def test_one_request_sent_twice_under_a_key_makes_one_referral(operator: Client) -> None:
    body = {"partner_id": "harbour", "fields": READY}

    first = operator.post(HERE, body, idempotency_key="once")
    again = operator.post(HERE, body, idempotency_key="once")

    assert again.said["number"] == first.said["number"]
    assert len(operator.get(HERE).said["items"]) == 1


def test_a_request_whose_answer_was_never_kept_makes_no_second_referral(
    operator: Client, hub: Hub
) -> None:
    body = {"partner_id": "harbour", "fields": READY}
    first = operator.post(HERE, body, idempotency_key="once")
    hub.answers.forget(operator.get("/v1/me").said["key_id"], "once")

    again = operator.post(HERE, body, idempotency_key="once")

    assert again.said["number"] == first.said["number"]


def test_a_key_that_is_quoted_the_second_time_makes_no_second_referral(
    operator: Client, hub: Hub
) -> None:
    body = {"partner_id": "harbour", "fields": READY}
    first = operator.post(HERE, body, idempotency_key="once")
    hub.answers.forget(operator.get("/v1/me").said["key_id"], "once")

    again = operator.post(HERE, body, idempotency_key='"once"')

    assert again.said["number"] == first.said["number"]


def test_the_list_goes_on_from_page_to_page_and_filters(operator: Client) -> None:
    numbers = [created(operator).said["number"] for _ in range(3)]
    operator.post(f"{HERE}/{numbers[0]}/submit")

    first = operator.get(HERE, limit=2).said
    rest = operator.get(HERE, limit=2, cursor=first["next_cursor"]).said
    submitted = operator.get(HERE, status="submitted", partner_id="harbour").said

    listed = [item["number"] for page in (first, rest) for item in page["items"]]
    assert listed == sorted(numbers, reverse=True)
    assert [item["number"] for item in submitted["items"]] == numbers[:1]


def test_the_inbox_does_not_show_what_the_host_shares(operator: Client) -> None:
    number = created(operator).said["number"]

    assert operator.lists(partner_id="harbour") == []
    assert operator.opens(number).status == 404


def test_what_can_be_shared_with_a_partner_is_shown(operator: Client) -> None:
    form = operator.get("/v1/partners/harbour/form").said

    fields = {field["name"]: field for field in form["fields"]}
    assert fields["title"]["required"]
    assert fields["need"]["options"] == ["Advice", "Price", "Delivery"]


def test_a_partner_that_nobody_knows_is_named(operator: Client) -> None:
    refused = created(operator, partner_id="nobody")

    assert (refused.status, refused.code) == (422, "partner_not_found")


def test_a_preview_shows_what_would_be_created_and_writes_nothing(
    operator: Client, hub: Hub
) -> None:
    chosen = an_opportunity(hub)

    shown = operator.post(
        "/v1/outgoing-referral-preview", {"partner_id": "harbour", "opportunity_id": chosen}
    ).said

    fields = {field["name"]: field for field in shown["fields"]}
    assert fields["title"]["value"] == "Tide gauges"
    assert fields["title"]["origin"] == "mapping"
    assert set(shown["not_ready"]) == {"need"}
    assert operator.get(HERE).said["items"] == []


@pytest.mark.parametrize(
    "name", ["number", "status", "partner_id", "created_by", "integrations", "partner_referral"]
)
def test_what_the_hub_and_the_partner_keep_is_refused_by_name(operator: Client, name: str) -> None:
    made = created(operator)
    here, seen = made.headers["Location"], made.headers["ETag"]

    refused = operator.patch(here, {name: "else", "fields": {"title": "Mine"}}, if_match=seen)
    slipped = operator.patch(here, {"fields": {name: "else", "title": "Mine"}}, if_match=seen)

    assert (refused.status, set(refused.wrong)) == (422, {f"/{name}"})
    assert (slipped.status, set(slipped.wrong)) == (422, {f"fields.{name}"})
    assert operator.get(here).said == made.said


def test_shared_fields_the_customer_and_ones_own_details_are_edited(operator: Client) -> None:
    made = created(operator)
    edits = {
        "title": "Ninety gauges",
        "customer.city": "Bergen",
        "host.email": "ingrid@host.example",
        "contact.phone": "",
    }

    edited = operator.patch(
        made.headers["Location"], {"fields": edits}, if_match=made.headers["ETag"]
    ).said

    assert {name: edited["fields"].get(name, "") for name in edits} == edits


def test_who_may_only_read_sees_nobodys_contacts(
    operator: Client, reader: Client, hub: Hub, taker: MemoryPartner
) -> None:
    number = created(operator, ready_for_submit=True).said["number"]
    share(hub, number)
    hub.two_way_desk.look(number, taker, at=hub.clock())

    shown = reader.get(f"{HERE}/{number}")

    assert "Solberg Ports" in shown.text
    assert not any(name in shown.text for name in ("Lien", "tuva.lien", "+4722334466"))
    assert "tuva.lien" in operator.get(f"{HERE}/{number}").text


def test_no_pile_of_edits_outgrows_what_the_table_keeps(operator: Client) -> None:
    here = created(operator).headers["Location"]
    names = [field["name"] for field in operator.get("/v1/partners/harbour/form").said["fields"]]

    codes, sizes = [], []
    for first in (0, 4, 8):
        longest = dict.fromkeys(names[first : first + 4], "\u6e2f" * 4000)
        seen = operator.get(here).headers["ETag"]
        codes.append(operator.patch(here, {"fields": longest}, if_match=seen).code)
        sizes.append(len(operator.get(here).text))

    assert codes == ["", "", "fields_too_long"]
    assert sizes[1] == sizes[2]


def test_a_referral_whose_partner_is_gone_is_still_shown(operator: Client, hub: Hub) -> None:
    draft, shared = created(operator), created(operator, ready_for_submit=True)
    hub.table.delete(Key("PARTNER", "harbour"))

    shown = [operator.get(made.headers["Location"]) for made in (draft, shared)]

    assert [reply.status for reply in shown] == [200, 200]
    assert shown[0].said["not_ready"] == {"partner_id": "cannot be connected: no partner harbour"}
    assert shown[1].said["not_ready"] == {}
