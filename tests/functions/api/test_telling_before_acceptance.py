"""A partner corrects what it shared, and renews it, until somebody has decided."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.partners.news import PartnerNews
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import Client, a_client

TWO_THOUSAND = {"amount": "2000.00", "currency": "EUR"}
LATER = "2027-05-01T12:00:00Z"


@pytest.fixture
def platform(hub: Hub) -> Client:
    """Harbour's own system."""
    return a_client(hub, Role.INTEGRATION)


def lapse(hub: Hub, number: str) -> None:
    hub.clock.advance(days=20)  # type: ignore[attr-defined]
    hub.referrals.save(hub.referrals.get(number).expire())


def story(hub: Hub, number: str) -> list[dict[str, str]]:
    return list(a_client(hub).get(f"/v1/referrals/{number}/timeline").said["items"])


def test_what_the_partner_corrects_is_shown_listed_previewed_and_accepted(
    platform: Client, operator: Client, number: str
) -> None:
    corrected = platform.edits_deal(number, value=TWO_THOUSAND, title="Lamps and horns")

    preview = {f["name"]: f["value"] for f in operator.previews(number).said["opportunity"]}
    [row] = operator.lists()
    accepted = operator.accepts(number).said
    assert corrected.said["value"]["amount"]["text"] == "2000.00"
    assert (row["title"], row["value"]) == ("Lamps and horns", TWO_THOUSAND)
    assert preview["amount"] == "2000.00"
    assert preview["name"] == "Fenwick Lighthouses: Lamps and horns"
    assert accepted["value"] == TWO_THOUSAND


def test_the_timeline_tells_what_was_corrected(hub: Hub, platform: Client, number: str) -> None:
    platform.edits_deal(number, value=TWO_THOUSAND)

    [told] = [entry for entry in story(hub, number) if entry["what"] == "referral.retold"]
    assert (told["who"], told["why"]) == ("partner:harbour", "value.amount: 2000.00, was 12500.00")


def test_an_acceptance_of_what_was_shown_before_is_refused_as_overtaken(
    platform: Client, operator: Client, number: str
) -> None:
    seen = operator.opens(number).headers["ETag"]
    platform.edits_deal(number, value=TWO_THOUSAND)

    refused = operator.accepts(number, if_match=seen)

    assert (refused.status, refused.code) == (412, "precondition_failed")
    assert operator.opens(number).said["status"] == "pending_acceptance"


def test_a_partner_that_saw_another_deal_is_told_so(platform: Client, number: str) -> None:
    seen = platform.reads_deal(number).headers["ETag"]
    platform.edits_deal(number, value=TWO_THOUSAND)

    refused = platform.edits_deal(number, seen=seen, title="Lamps and horns")

    assert (refused.status, refused.code) == (412, "precondition_failed")


def test_saying_the_same_again_changes_nothing(platform: Client, number: str) -> None:
    before = platform.opens(number).said

    platform.edits_deal(number, title="Lamp modernisation")

    assert platform.opens(number).said == before


def test_the_first_delivery_again_does_not_undo_the_correction(
    platform: Client, number: str
) -> None:
    platform.edits_deal(number, value=TWO_THOUSAND)

    again = platform.shares()

    assert (again.status, again.said["value"]) == (200, TWO_THOUSAND)


def test_what_was_corrected_may_be_delivered_as_it_is_now(platform: Client, number: str) -> None:
    platform.edits_deal(number, value=TWO_THOUSAND)

    assert platform.shares(value=TWO_THOUSAND).status == 200


def test_every_field_that_differs_is_named(platform: Client, number: str) -> None:  # noqa: ARG001
    refused = platform.shares(value=TWO_THOUSAND, customer={"company_name": "Fenwick"})

    assert (refused.status, refused.code) == (409, "referral_id_reused")
    assert set(refused.wrong) == {"value", "customer"}


def test_what_people_typed_in_they_correct_themselves(hub: Hub, operator: Client) -> None:
    hub.partners.add(a_partner(partner_id="google", name="Google", kind="manual"))
    body = {"partner_referral_id": "G-1", "title": "Lamps", "customer": {"company_name": "F"}}
    number = operator.post("/v1/partners/google/referrals", body).said["number"]

    corrected = operator.edits_deal(number, title="Lamps and horns")

    assert corrected.status == 200
    assert operator.opens(number).said["title"] == "Lamps and horns"
    assert story(hub, number)[-1]["who"] == "operator:Ingrid"


def test_a_partner_that_moves_the_end_renews_what_has_expired(
    hub: Hub, platform: Client, operator: Client, number: str
) -> None:
    lapse(hub, number)

    renewed = platform.shares(expires_at=LATER)

    assert (renewed.status, renewed.said["number"]) == (200, number)
    assert (renewed.said["status"], renewed.said["expires_at"]) == ("pending_acceptance", LATER)
    assert [entry["what"] for entry in story(hub, number)][-2:] == [
        "referral.expired",
        "referral.renewed",
    ]
    assert operator.accepts(number).status == 200


def test_what_was_renewed_is_renewed_once(hub: Hub, platform: Client, number: str) -> None:
    lapse(hub, number)
    renewed = platform.shares(expires_at=LATER).said

    assert platform.shares(expires_at=LATER).said == renewed
    assert platform.shares().said == renewed


def test_the_end_of_what_still_waits_can_be_moved(platform: Client, number: str) -> None:
    moved = platform.shares(expires_at=LATER).said

    assert (moved["number"], moved["expires_at"]) == (number, LATER)


def test_whoever_accepts_what_has_expired_hears_what_helps(
    hub: Hub, platform: Client, operator: Client, number: str
) -> None:
    lapse(hub, number)

    refused = operator.accepts(number)
    corrected = platform.edits_deal(number, seen="*", title="Lamps and horns")

    assert (refused.status, refused.code) == (409, "invitation_expired")
    assert "with a later expires_at" in refused.said["fix"]
    assert (corrected.status, corrected.code) == (409, "invitation_expired")


def test_the_end_of_what_is_decided_is_not_moved(
    platform: Client, operator: Client, number: str
) -> None:
    operator.rejects(number)

    refused = platform.shares(expires_at=LATER)

    assert (refused.status, set(refused.wrong)) == (409, {"expires_at"})


def test_what_is_over_already_is_refused_with_the_field_and_what_helps(partner: Client) -> None:
    refused = partner.shares(expires_at="2027-02-28T12:00:00Z")

    assert (refused.status, refused.code) == (422, "already_over")
    assert refused.wrong == {"expires_at": "is in the past: it is 2027-03-01T12:00:00Z"}
    assert "lies ahead" in refused.said["fix"]
    assert partner.lists() == []


def test_an_end_is_not_moved_into_the_past(hub: Hub, platform: Client, number: str) -> None:
    lapse(hub, number)

    refused = platform.shares(expires_at="2027-03-16T12:00:00Z")

    assert (refused.status, refused.code) == (422, "already_over")


def test_a_repeated_delivery_of_what_has_lapsed_finds_the_first(
    hub: Hub, platform: Client, number: str
) -> None:
    lapse(hub, number)

    again = platform.shares()

    assert (again.status, again.said["status"]) == (200, "expired")


@pytest.mark.parametrize("query", ["", "dry_run=true"])
def test_a_row_whose_offer_is_over_is_refused_and_the_others_go_on(
    hub: Hub, operator: Client, query: str
) -> None:
    hub.partners.add(a_partner(partner_id="google", name="Google", kind="manual"))
    file = "id,title,company,expires_at\nG-1,Lamps,F,2027-02-01T12:00:00Z\nG-2,Horns,F,\n"

    rows = operator.imports(file, query=query).said["rows"]

    assert [row["outcome"] for row in rows] == ["refused", "created"]
    assert rows[0]["errors"][0]["field"] == "expires_at"


def test_what_its_partner_closed_says_why(hub: Hub, operator: Client, number: str) -> None:
    gone = PartnerNews(
        partner_id="harbour", partner_referral_id="H-77", closed="the partner withdrew it"
    )
    hub.news_desk.take(gone, via="poll", at=hub.clock())

    shown, refused = operator.opens(number).said, operator.accepts(number)

    assert (shown["status"], shown["closed"]) == ("expired", "the partner withdrew it")
    assert refused.code == "invitation_expired"
    assert "the partner withdrew it" in refused.said["detail"]
