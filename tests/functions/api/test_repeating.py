"""Idempotency-Key: the same request again gets the same answer again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.access import Role
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key
from tests.builders import a_hub
from tests.functions.api.client import MAREN, Client, a_client, a_shared_referral

ONCE = {"idempotency_key": "8e03978e"}


class BrokenTable(MemoryTable):
    """A table that cannot read what was shared for a while."""

    broken = False

    def get(self, key: Key) -> Item | None:
        if self.broken and key.pk.startswith("INVITATION#"):
            raise Unavailable("the table", "it does not answer")
        return super().get(key)


def without_turn(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer that do not tell what is left of the rate."""
    mine = {"RateLimit", "RateLimit-Policy", "Idempotency-Replayed"}
    return {name: value for name, value in headers.items() if name not in mine}


def test_a_repeated_request_gets_the_first_answer_to_the_byte(partner: Client) -> None:
    first = partner.shares(headers=ONCE)

    again = partner.shares(headers=ONCE)

    assert (again.status, again.text) == (201, first.text)
    assert without_turn(again.headers) == without_turn(first.headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_the_first_answer_is_given_again_although_the_referral_has_moved_on(
    partner: Client, operator: Client
) -> None:
    first = partner.shares(headers=ONCE)
    operator.accepts(first.said["number"])

    assert partner.shares(headers=ONCE).said == first.said


def test_a_quoted_key_is_the_same_as_an_unquoted_one(partner: Client) -> None:
    first = partner.shares(headers=ONCE)

    again = partner.shares(headers={"idempotency_key": '"8e03978e"'})

    assert again.text == first.text
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_is_not_good_for_another_request(partner: Client) -> None:
    partner.shares(headers=ONCE)

    refused = partner.shares(headers=ONCE, title="Something else")

    assert (refused.status, refused.code) == (422, "idempotency_key_reused")


def test_a_key_is_not_good_for_another_operation(operator: Client, partner: Client) -> None:
    one, two = (partner.shares(partner_referral_id=i).said["number"] for i in "ab")
    operator.accepts(one, **ONCE)

    refused = operator.accepts(two, **ONCE)

    assert (refused.status, refused.code) == (422, "idempotency_key_reused")
    assert operator.opens(two).said["status"] == "pending_acceptance"


def test_a_request_still_running_is_not_begun_again(hub: Hub, partner: Client) -> None:
    partner.shares(headers=ONCE)
    place, running = next(
        (key, item)
        for key, item in hub.table._items.items()
        if key.pk.startswith("IDEMPOTENCY#")  # type: ignore[attr-defined]
    )
    half = {**running, "doc": f'{{"request_hash":"{hash_in(running)}","began_at":"{noon(hub)}"}}'}
    hub.table._items[place] = half  # type: ignore[attr-defined]

    refused = partner.shares(headers=ONCE)

    assert (refused.status, refused.code) == (409, "request_in_progress")


def hash_in(item: Item) -> str:
    return str(item["doc"]).split('"request_hash":"')[1].split('"')[0]


def noon(hub: Hub) -> str:
    return hub.clock().isoformat()


def test_after_a_day_the_key_is_new_again(partner: Client, hub: Hub) -> None:
    partner.shares(headers=ONCE)
    hub.clock.advance(hours=25)  # type: ignore[attr-defined]

    again = partner.shares(headers=ONCE, partner_referral_id="H-78")

    assert again.status == 201
    assert "Idempotency-Replayed" not in again.headers


def test_a_refusal_is_kept_like_any_answer(operator: Client, number: str) -> None:
    first = operator.retries(number, **ONCE)

    again = operator.retries(number, **ONCE)

    assert (again.status, again.text) == (409, first.text)
    assert again.headers["Content-Type"] == "application/problem+json"
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_failure_is_not_kept() -> None:
    table = BrokenTable()
    partner = a_client(a_hub(table=table), Role.PARTNER_STAFF)
    table.broken = True
    failed = partner.shares(headers=ONCE)
    table.broken = False

    again = partner.shares(headers=ONCE)

    assert (failed.status, failed.code) == (503, "try_again")
    assert again.status == 201


def test_two_callers_may_use_the_same_key(partner: Client, stranger: Client, hub: Hub) -> None:
    first = partner.shares(headers=ONCE)

    theirs = stranger.shares(headers=ONCE)
    colleagues = a_client(hub, Role.PARTNER_STAFF).shares(headers=ONCE)

    assert theirs.said["number"] != first.said["number"]
    assert "Idempotency-Replayed" not in colleagues.headers


def test_fifty_identical_requests_at_once_make_one_referral(partner: Client) -> None:
    with ThreadPoolExecutor(50) as crowd:
        replies = list(crowd.map(lambda _: partner.shares(headers=ONCE), range(50)))

    answered = [reply for reply in replies if reply.status == 201]
    waited = {reply.code for reply in replies if reply.status != 201}
    assert len(partner.lists()) == 1
    assert len({reply.text for reply in answered}) == 1
    assert waited <= {"request_in_progress"}


def test_fifty_identical_requests_without_a_key_make_one_referral_too(partner: Client) -> None:
    with ThreadPoolExecutor(50) as crowd:
        replies = list(crowd.map(lambda _: partner.shares(), range(50)))

    assert len(partner.lists()) == 1
    assert {reply.status for reply in replies} <= {200, 201, 503}
    assert len({r.said["number"] for r in replies if r.status < 300}) == 1


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "sch\u00f6n", "a\tb", "a b"])
def test_a_key_that_cannot_be_kept_is_refused(partner: Client, key: str) -> None:
    refused = partner.shares(headers={"idempotency_key": key})

    assert (refused.status, refused.code) == (400, "invalid_idempotency_key")
    assert partner.lists() == []


def test_a_bad_request_does_not_use_the_key_up(partner: Client) -> None:
    body = a_shared_referral(title="")
    partner.post("/v1/referrals", body, **ONCE)

    assert partner.shares(headers=ONCE).status == 201


def test_a_secret_is_never_kept_to_be_repeated(admin: Client, hub: Hub) -> None:
    refused = admin.post("/v1/keys", {"role": "read_only"}, **ONCE)

    assert (refused.status, refused.code) == (400, "idempotency_key_not_taken")
    assert len(hub.keys.all()) == 1


def test_contacts_told_twice_are_answered_alike(partner: Client, number: str) -> None:
    first = partner.tells_of(number, MAREN, **ONCE)

    again = partner.tells_of(number, MAREN, **ONCE)

    assert again.text == first.text
    assert first.said["new"] == 1


def test_an_answer_that_could_not_be_kept_is_given_all_the_same() -> None:
    class Forgetful(MemoryTable):
        def put(self, item: Item, *, version: int) -> None:
            if item["pk"].startswith("IDEMPOTENCY#") and version:
                raise Unavailable("the table", "it does not answer")
            super().put(item, version=version)

    partner = a_client(a_hub(table=Forgetful()), Role.PARTNER_STAFF)

    assert partner.shares(headers=ONCE).status == 201


def test_an_answer_too_large_to_be_kept_is_worked_out_again(partner: Client) -> None:
    custom = {f"f{i}": "\U0001f526" * 1000 for i in range(50)}
    first = partner.shares(headers=ONCE, custom=custom)

    again = partner.shares(headers=ONCE, custom=custom)

    assert (first.status, again.status) == (201, 200)
    assert again.said == first.said
