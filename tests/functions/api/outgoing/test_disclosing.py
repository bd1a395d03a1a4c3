"""Sending a deal to another organisation: with consent, on purpose, once, and nothing beyond."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.features import Feature
from referral_hub.domain.outgoing.submission import OutboundLink
from referral_hub.hub import Hub
from tests.adapters.partners.peer.outbound import LINK, Silence, outbound, sending_to
from tests.application.outgoing.sharing_stage import an_opportunity
from tests.builders import OUTGOING_FIELDS
from tests.functions.api.client import Client, Reply, a_client

HERE = "/v1/access-referrals"
PREVIEW = "/v1/access-referral-preview"
CONSENT = {
    "given_by": "Tuva Lien",
    "given_at": "2027-02-27T09:30:00Z",
    "statement": "You may share this project and my contact details with Fjord.",
    "contacts": True,
}


@pytest.fixture
def hub() -> Hub:
    return sending_to(outbound(Silence()))


def wanted(**override: Any) -> dict[str, Any]:
    said = {"partner_id": "fjord", "fields": OUTGOING_FIELDS, "consent": CONSENT, "confirm": True}
    return said | override


def sent(operator: Client, **override: Any) -> Reply:
    return operator.post(HERE, wanted(**override))


def filed(hub: Hub) -> int:
    return len(list(hub.outgoing.newest()))


def test_what_is_sent_is_submitted_at_once_with_the_consent_and_who_recorded_it(
    operator: Client,
) -> None:
    made = sent(operator, note="They ask for a call.")

    shown = operator.get(made.headers["Location"]).said
    assert made.status == 201
    assert (shown["status"], shown["ready_for_submit"]) == ("submitted", True)
    content = shown["disclosure"].pop("content")
    assert content["client"]["company_name"] == "Solberg Ports"
    assert shown["disclosure"] == CONSENT | {
        "feature": "diversification",
        "workflow": "sales",
        "note": "They ask for a call.",
        "recorded_by": "operator:Ingrid",
        "recorded_at": "2027-03-01T12:00:00Z",
    }
    assert shown["integrations"]["partner"]["status"] == "pending"


def test_without_a_confirmation_it_is_said_what_would_be_disclosed_and_that_it_is_for_good(
    operator: Client, hub: Hub
) -> None:
    refused = sent(operator, confirm=False)

    assert (refused.status, refused.code) == (422, "confirmation_needed")
    assert "cannot be undone" in refused.said["detail"]
    for name in ("deal.title", "deal.value", "client.company_name", "contacts.email"):
        assert name in refused.said["detail"]
    assert filed(hub) == 0


def test_without_a_consent_nothing_is_sent(operator: Client, hub: Hub) -> None:
    refused = sent(operator, consent=None)

    assert (refused.status, refused.code) == (422, "consent_needed")
    assert set(refused.wrong) == {"consent"}
    assert filed(hub) == 0


def test_a_consent_that_is_yet_to_be_given_is_none(operator: Client, hub: Hub) -> None:
    refused = sent(operator, consent=CONSENT | {"given_at": "2027-03-01T12:00:01Z"})

    assert (refused.status, refused.code) == (422, "consent_needed")
    assert set(refused.wrong) == {"consent.given_at"}
    assert filed(hub) == 0


def test_the_preview_shows_the_very_content_and_sends_nothing(operator: Client, hub: Hub) -> None:
    shown = operator.post(PREVIEW, wanted(confirm=False))

    assert shown.status == 200
    assert shown.said["irreversible"] is True
    assert shown.said["discloses"]["deal"] == {
        "title": "Tide gauges",
        "description": OUTGOING_FIELDS["description"],
        "target_close_date": "2027-09-30",
        "value": {"amount": "2500.00", "currency": "EUR"},
    }
    assert shown.said["discloses"]["contacts"][0]["email"] == "tuva.lien@solberg.example"
    assert filed(hub) == 0


@pytest.mark.parametrize("consent", [None, CONSENT | {"contacts": False}])
def test_the_clients_people_stay_here_unless_they_agreed_to_be_named(
    operator: Client, consent: Any
) -> None:
    shown = operator.post(PREVIEW, wanted(consent=consent))

    assert shown.said["discloses"]["contacts"] == []
    assert "Lien" not in str(shown.said["discloses"])


def test_the_same_deal_is_sent_to_the_same_link_once(operator: Client, hub: Hub) -> None:
    deal = {"opportunity_id": an_opportunity(hub), "fields": {"value.currency": "EUR"}}

    first = sent(operator, **deal)
    again = sent(operator, **deal | {"fields": {"title": "Tides"}}, note="Now!")

    assert (first.status, again.status) == (201, 201)
    assert again.said == first.said
    assert filed(hub) == 1


def test_what_was_typed_twice_is_the_same_deal_and_another_text_is_another(
    operator: Client, hub: Hub
) -> None:
    first, again = sent(operator), sent(operator)
    other = sent(operator, fields={**OUTGOING_FIELDS, "title": "Lamps"})

    assert again.said["number"] == first.said["number"] != other.said["number"]
    assert filed(hub) == 2


def test_a_deal_can_be_named_by_a_referral_of_it(operator: Client, number: str) -> None:
    made = sent(operator, number=number, fields={})

    assert made.status == 201
    assert made.said["title"] == "Lamp modernisation"
    assert made.said["company_name"] == "Fenwick Lighthouses"


def test_a_partner_manager_names_no_deal_of_another_partner(hub: Hub, number: str) -> None:
    manager = a_client(hub, Role.PARTNER_MANAGER, "fjord")

    theirs = sent(manager, number=number, fields={})
    own = sent(manager)

    assert (theirs.status, theirs.code) == (404, "referral_not_found")
    assert own.status == 201


def test_who_manages_other_partners_does_not_learn_of_the_link(hub: Hub) -> None:
    manager = a_client(hub, Role.PARTNER_MANAGER, "harbour")

    foreign, unknown = sent(manager), sent(manager, partner_id="nobody")

    assert (foreign.status, foreign.code) == (unknown.status, unknown.code)
    assert foreign.code == "partner_not_found"


def test_after_that_nothing_of_it_is_edited_or_submitted_otherwise(operator: Client) -> None:
    here = sent(operator).headers["Location"]
    seen = operator.get(here).headers["ETag"]

    edited = operator.patch(here, {"fields": {"title": "Lamps"}}, if_match=seen)
    resubmitted = operator.post(f"{here}/resubmit", {"fields": {"title": "Lamps"}})

    assert operator.get(here).said["actions"] == ["link"]
    assert (edited.status, edited.code) == (409, "not_editable")
    assert (resubmitted.status, resubmitted.code) == (409, "not_resubmittable")
    assert operator.get(here).said["title"] == "Tide gauges"


def test_a_peer_is_sent_nothing_by_another_door(operator: Client, admin: Client, hub: Hub) -> None:
    draft = {"partner_id": "fjord", "fields": OUTGOING_FIELDS}
    rows = {"partner_id": "fjord", "opportunity_ids": [an_opportunity(hub)]}
    rule = {"name": "All", "partner_id": "fjord", "criteria": "1 == 1", "permitted": ["Ingrid"]}

    created = operator.post("/v1/outgoing-referrals", draft)
    ready = operator.post("/v1/outgoing-referrals", draft | {"ready_for_submit": True})
    batch = operator.post("/v1/outgoing-referral-batches", rows)
    published = admin.put("/v1/referral-rules/all", rule, if_match='"0"')

    for refused in (created, ready, batch):
        assert (refused.status, refused.code) == (422, "consent_needed")
        assert "/v1/access-referrals" in refused.said["fix"]
    assert published.code == "referral_rule_does_not_fit"
    assert "partner_id" in published.wrong
    assert filed(hub) == 0


def test_a_feature_that_the_workflow_is_not_offered_sends_nothing(
    operator: Client, admin: Client
) -> None:
    body = {"name": "Diversification", "workflows": ["advice"]}
    admin.put("/v1/features/diversification", body, if_match='"0"')

    limited, other = sent(operator), sent(operator, feature="insurance")

    assert (limited.status, limited.code) == (422, "feature_not_offered")
    assert "workflow sales" in limited.said["detail"]
    assert other.code == "feature_not_offered"


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (LINK.model_copy(update={"enabled": False}), "outbound_link_off"),
        (LINK.model_copy(update={"feature": "gone"}), "feature_not_offered"),
    ],
)
def test_a_link_that_is_off_or_offers_nothing_sends_nothing(link: OutboundLink, code: str) -> None:
    hub = sending_to(outbound(Silence(), link=link))

    refused = sent(a_client(hub))

    assert refused.code == code
    assert filed(hub) == 0


def test_whoever_is_no_peer_is_disclosed_nothing(operator: Client) -> None:
    assert sent(operator, partner_id="harbour").code == "partner_takes_no_referrals"


def test_what_the_peer_would_refuse_is_said_before_it_is_sent(operator: Client, hub: Hub) -> None:
    wrong = {
        "customer.company_name": "",
        "customer.country_code": "no",
        "value.currency": "euro",
        "contact.email": "tuva",
    }

    refused = sent(operator, fields={**OUTGOING_FIELDS, **wrong})

    assert (refused.status, refused.code) == (422, "not_ready_for_submit")
    assert set(refused.wrong) == {f"fields.{name}" for name in wrong}
    assert filed(hub) == 0


def test_who_only_reads_is_shown_no_word_of_the_clients_people(
    operator: Client, reader: Client
) -> None:
    here = sent(operator).headers["Location"]

    shown = reader.get(here).text

    assert "Tuva" not in shown
    assert "You may share" not in shown
    assert '"recorded_by":"operator:Ingrid"' in shown


def test_the_timeline_says_that_consent_was_recorded_and_not_whose(operator: Client) -> None:
    here = sent(operator).headers["Location"]

    told = operator.get(f"{here}/timeline")

    whats = [entry["what"] for entry in told.said["items"]]
    assert "consent.recorded" in whats
    assert "Tuva" not in told.text


def test_diversification_ships_and_is_offered_everywhere(reader: Client) -> None:
    [feature] = reader.get("/v1/features").said["items"]

    assert (feature["feature_id"], feature["workflows"]) == ("diversification", [])
    assert Feature.model_validate(feature).is_offered_in("any")


def test_a_feature_is_changed_by_who_has_seen_it(admin: Client) -> None:
    body = {"name": "Insurance", "workflows": ["sales"]}
    path = "/v1/features/insurance"

    made = admin.put(path, body, if_match='"0"')
    stale = admin.put(path, body, if_match='"0"')
    changed = admin.put(path, body | {"name": "Cover"}, if_match=made.headers["ETag"])

    assert (made.status, stale.status, changed.status) == (200, 412, 200)
    assert [each["name"] for each in admin.get("/v1/features").said["items"]] == [
        "Diversification",
        "Cover",
    ]
