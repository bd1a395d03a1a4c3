"""Many referrals with one request: what is asked for, what is answered, and how it goes."""

from __future__ import annotations

from typing import Any

import pytest

from functions.sqs.outgoing_batch import handle
from referral_hub.adapters.mail_memory import MemoryMail
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.effects import Refused
from referral_hub.hub import Hub
from tests.application.outgoing.batch_stage import INGRID, a_bulk_hub, of_nobody, sales
from tests.functions.api.client import Client, Reply, a_client
from tests.functions.batch_parts import all_parts_of

PATH = "/v1/outgoing-referral-batches"


@pytest.fixture
def hub(taker: MemoryPartner) -> Hub:
    return a_bulk_hub(taker)


def asks(operator: Client, ids: list[str], *, headers: Any = None, **override: Any) -> Reply:
    body = {"partner_id": "harbour", "opportunity_ids": ids, "fields": {"need": "Price"}}
    return operator.post(PATH, body | override, **(headers or {}))


def works_off(hub: Hub, batch_id: str) -> None:
    handle(all_parts_of(hub.batches.get(batch_id)), hub=hub)


def test_it_is_answered_at_once_and_says_where_to_look(operator: Client, hub: Hub) -> None:
    reply = asks(operator, sales(hub, 3))

    assert reply.status == 202
    assert reply.headers["Location"] == f"{PATH}/{reply.said['batch_id']}"
    assert (reply.said["total"], reply.said["done"], reply.said["outcome"]) == (3, 0, None)
    assert list(hub.outgoing.newest()) == []


def test_every_row_has_a_link_or_says_what_is_wrong(operator: Client, hub: Hub) -> None:
    (good,) = sales(hub, 1)
    location = asks(operator, [good, of_nobody(hub), "opp-nowhere"], ready_for_submit=True).headers[
        "Location"
    ]
    works_off(hub, location.rpartition("/")[2])

    said = operator.get(location).said

    links = [row["url"] for row in said["rows"]]
    assert operator.get(links[0]).status == 200
    assert links[1:] == ["", ""]
    assert said["rows"][1]["errors"] == [
        {
            "field": "fields.customer.company_name",
            "message": "is required: what fills it is empty",
        }
    ]
    assert [each["field"] for each in said["rows"][2]["errors"]] == ["opportunity_id"]
    assert (said["outcome"], said["created"], said["failed"]) == ("partial", 1, 2)


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_takes_one_to_two_hundred(operator: Client, count: int) -> None:
    refused = asks(operator, [f"opp-{place}" for place in range(count)])

    told = f"names {count} opportunities, and a batch takes 1 to 200"
    assert (refused.status, refused.wrong) == (422, {"/opportunity_ids": told})


def test_two_hundred_are_taken(operator: Client) -> None:
    assert asks(operator, [f"opp-{place}" for place in range(200)]).said["total"] == 200


def test_what_is_named_twice_is_told(operator: Client) -> None:
    refused = asks(operator, ["opp-1", "opp-2", "opp-1"])

    assert refused.wrong == {"/opportunity_ids": "names some more than once: opp-1"}


def test_of_many_that_are_named_twice_some_are_told(operator: Client) -> None:
    refused = asks(operator, [f"opp-{place % 20}" for place in range(40)])

    assert refused.wrong["/opportunity_ids"].endswith("opp-9 and 10 more")


def test_an_opportunity_without_an_id_is_none(operator: Client) -> None:
    refused = asks(operator, [""])

    assert refused.wrong == {"/opportunity_ids": "names an opportunity without an id"}


def test_the_same_request_under_one_key_is_one_batch(operator: Client, hub: Hub) -> None:
    ids, key = sales(hub, 2), {"idempotency_key": "k-1"}

    first, second = (asks(operator, ids, headers=key) for _ in range(2))

    assert first.said["batch_id"] == second.said["batch_id"]
    assert len(list(hub.batches.newest())) == 1


def test_it_is_one_batch_even_if_the_first_answer_was_never_kept(
    operator: Client, hub: Hub
) -> None:
    ids, key = sales(hub, 2), {"idempotency_key": "k-1"}
    first = asks(operator, ids, headers=key)
    key_id = operator.get("/v1/me").said["key_id"]
    hub.answers.forget(key_id, "k-1")

    second = asks(operator, ids, headers=key)

    assert second.headers["Location"] == first.headers["Location"]
    assert len(list(hub.batches.newest())) == 1


def test_without_a_key_each_request_is_a_batch_and_the_rows_hold(
    operator: Client, hub: Hub
) -> None:
    ids = sales(hub, 2)
    first, second = (asks(operator, ids).said["batch_id"] for _ in range(2))
    for batch_id in (first, second):
        works_off(hub, batch_id)

    said = operator.get(f"{PATH}/{second}").said

    assert (said["created"], said["existing"], said["outcome"]) == (0, 2, "full_success")
    assert len(list(hub.outgoing.newest())) == 2


def test_how_the_mail_went_is_shown(operator: Client, hub: Hub) -> None:
    batch_id = asks(operator, sales(hub, 1), notify=INGRID).said["batch_id"]
    before = operator.get(f"{PATH}/{batch_id}").said["mail"]["state"]
    works_off(hub, batch_id)

    after = operator.get(f"{PATH}/{batch_id}").said["mail"]["state"]

    assert (before, after) == ("waiting", "sent")


def test_why_the_mail_was_not_sent_is_shown(operator: Client, hub: Hub) -> None:
    assert isinstance(hub.mail, MemoryMail)
    hub.mail.refusal = Refused(reason="SES refused it: MessageRejected", fix="Verify the sender.")
    batch_id = asks(operator, sales(hub, 1), notify=INGRID).said["batch_id"]
    works_off(hub, batch_id)

    mail = operator.get(f"{PATH}/{batch_id}").said["mail"]

    assert (mail["state"], mail["fix"]) == ("not_sent", "Verify the sender.")


def test_mail_that_nobody_wants_is_off(operator: Client, hub: Hub) -> None:
    assert asks(operator, sales(hub, 1)).said["mail"]["state"] == "off"


def test_a_hub_that_sends_no_mail_says_so(taker: MemoryPartner) -> None:
    refused = asks(a_client(a_bulk_hub(taker, mail=None)), ["opp-1"], notify=INGRID)

    assert (refused.status, refused.code) == (409, "mail_is_off")
    assert list(refused.wrong) == ["notify"]


def test_fields_that_the_partner_does_not_know_are_refused_for_all(operator: Client) -> None:
    refused = asks(operator, ["opp-1"], fields={"colour": "blue"})

    assert (refused.status, list(refused.wrong)) == (422, ["fields.colour"])


def test_pages_of_batches_lead_on(operator: Client) -> None:
    for place in range(3):
        asks(operator, [f"opp-{place}"])

    first = operator.get(PATH, limit=2).said
    rest = operator.get(PATH, limit=2, cursor=first["next_cursor"]).said

    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, "")


def test_a_batch_that_is_not_there_is_not_found(operator: Client) -> None:
    assert operator.get(f"{PATH}/{'0' * 24}").code == "outgoing_batch_not_found"
