import pytest

from sandbox.partner_center import PartnerCenter
from tests.sandbox.partner_center.wire import (
    OWN,
    REFERRALS,
    Clock,
    Wire,
    invitation_into,
    problem,
)

SUE = {"firstName": "Sue", "lastName": "Smith", "email": "sue@fabrikam.example"}


def test_a_referral_has_its_etag_in_header_and_body(wire: Wire, center: PartnerCenter) -> None:
    response = wire.get(center.share())

    assert response.headers["ETag"] == response.json()["eTag"]
    assert response.headers["ETag"].startswith('"')


def test_answers_carry_the_callers_request_id(wire: Wire, center: PartnerCenter) -> None:
    mine = "3ef0202b-9d00-4f75-9cff-15420f7612b3"

    response = wire.call("GET", f"{REFERRALS}/{center.share()}", client_request_id=mine)

    assert response.headers["client-request-id"] == mine
    assert response.headers["request-id"] not in ("", mine)


def test_a_referral_that_is_not_there_is_not_found(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()
    center.remove(referral_id)

    assert problem(wire.get(referral_id)) == (404, "itemNotFound")
    assert problem(wire.accept(referral_id)) == (404, "itemNotFound")
    assert problem(wire.call("GET", "/v1.0/nothing")) == (404, "itemNotFound")
    assert wire.call("DELETE", f"{REFERRALS}/{referral_id}").status_code == 405


def test_a_put_replaces_the_whole_referral(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share(externalReferenceId="R-1")
    read = wire.get(referral_id).json()
    kept = {name: read[name] for name in ("type", "customerProfile", "consent", "status")}

    answer = wire.call(
        "PUT",
        f"{REFERRALS}/{referral_id}",
        {**kept, "substatus": "Pending", "details": {"notes": "only this"}},
        If_Match=read["eTag"],
    )

    referral = center.referral(referral_id)
    assert answer.status_code == 200
    assert referral["details"] == {"notes": "only this"}
    assert "externalReferenceId" not in referral
    assert "inviteContext" not in referral
    assert referral["engagementId"] == read["engagementId"]
    assert referral["eTag"] == answer.json()["eTag"] != read["eTag"]


@pytest.mark.parametrize(
    ("stale_answer", "status", "code"),
    [
        ("412 preconditionFailed", 412, "preconditionFailed"),
        ("412 resourceModified", 412, "resourceModified"),
        ("409 resourceModified", 409, "resourceModified"),
    ],
)
def test_a_put_over_a_newer_version_is_refused(
    wire: Wire, center: PartnerCenter, stale_answer: str, status: int, code: str
) -> None:
    center.behave(stale_answer=stale_answer)
    referral_id = center.share()

    refusal = wire.call("PUT", f"{REFERRALS}/{referral_id}", OWN, If_Match='"other"')

    assert problem(refusal) == (status, code)


def test_a_put_needs_an_etag_and_takes_no_links(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()
    read = wire.get(referral_id).json()
    address = f"{REFERRALS}/{referral_id}"

    assert problem(wire.call("PUT", address, OWN)) == (400, "invalidRequest")
    assert problem(wire.call("PUT", address, read, If_Match="*")) == (400, "invalidRequest")
    assert wire.call("PUT", address, OWN, If_Match="*").status_code == 200


def test_a_deal_of_our_own_is_accepted_from_the_start(wire: Wire, center: PartnerCenter) -> None:
    created = wire.call("POST", REFERRALS, OWN)

    referral = center.referral(created.json()["id"])
    assert created.status_code == 201
    assert (referral["direction"], referral["status"]) == ("Outgoing", "Active")
    assert referral["acceptedDateTime"] == referral["createdDateTime"]


def test_a_deal_shared_with_microsoft_waits_for_their_answer(
    wire: Wire, center: PartnerCenter
) -> None:
    own = wire.call("POST", REFERRALS, OWN).json()

    shared = wire.call("POST", REFERRALS, invitation_into(own["engagementId"])).json()

    assert (shared["status"], shared["substatus"]) == ("New", "Received")
    assert len(wire.ids(filter=f"engagementId eq '{own['engagementId']}'")) == 2
    assert len(center.referrals()) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Independent"},
        {"inviteContext": None},
        {"engagementId": "of nobody"},
        {"consent": {"consentToShareReferralWithMicrosoftSellers": False}},
    ],
)
def test_an_invitation_that_does_not_fit_is_refused_by_the_member_at_fault(
    wire: Wire, center: PartnerCenter, wrong: dict[str, object]
) -> None:
    own = wire.call("POST", REFERRALS, OWN).json()

    refusal = wire.call("POST", REFERRALS, invitation_into(own["engagementId"], **wrong))

    assert problem(refusal) == (400, "invalidRequest")
    assert next(iter(wrong)) in refusal.json()["error"]["target"]
    assert len(center.referrals()) == 1


@pytest.mark.parametrize("missing", ["type", "customerProfile", "consent", "details"])
def test_a_referral_without_what_is_required_is_refused(
    wire: Wire, center: PartnerCenter, missing: str
) -> None:
    body = {name: value for name, value in OWN.items() if name != missing}

    assert problem(wire.call("POST", REFERRALS, body)) == (400, "invalidRequest")
    assert center.referrals() == []


def test_nothing_keeps_a_deal_from_being_created_twice(wire: Wire, center: PartnerCenter) -> None:
    body = OWN | {"externalReferenceId": "R-1"}

    wire.call("POST", REFERRALS, body)
    wire.call("POST", REFERRALS, body)

    assert [r["externalReferenceId"] for r in center.referrals()] == ["R-1", "R-1"]


def test_nobodys_answer_closes_a_referral_in_the_end(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    waiting, accepted = center.share(), center.share()
    wire.accept(accepted)

    clock.pass_by(days=15)
    wire.log_in()

    assert wire.get(waiting).json()["substatus"] == "Expired"
    assert wire.get(accepted).json()["substatus"] == "Accepted"
    assert problem(wire.accept(waiting)) == (422, "invalidRequest")


def test_a_referral_can_be_made_to_expire(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()

    center.expire(referral_id)

    assert wire.get(referral_id).json()["status"] == "Closed"


def test_contacts_can_be_there_at_once(wire: Wire, center: PartnerCenter) -> None:
    assert wire.get(center.share()).json()["customerProfile"]["team"][0]["firstName"] == "Sue"


def test_contacts_can_appear_some_time_after_acceptance(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    referral_id = center.share(contacts="after_acceptance")
    center.behave(contact_delay_seconds=60)

    before = wire.get(referral_id).json()
    wire.accept(referral_id)
    meanwhile = wire.get(referral_id).json()
    clock.pass_by(seconds=60)
    after = wire.get(referral_id).json()

    assert "team" not in before["customerProfile"]
    assert "team" not in meanwhile["customerProfile"]
    assert after["customerProfile"]["team"][0]["firstName"] == "Sue"
    assert after["eTag"] != meanwhile["eTag"]


def test_contacts_can_be_shown_on_demand_or_never(wire: Wire, center: PartnerCenter) -> None:
    shown = center.share(contacts="after_acceptance")
    hidden = center.share(contacts="never")

    wire.accept(hidden)
    center.reveal(shown)

    assert wire.get(shown).json()["customerProfile"]["team"]
    assert "team" not in wire.get(hidden).json()["customerProfile"]


def test_microsoft_may_change_anything(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()

    center.change(
        referral_id, status="Active", substatus="Engaged", details={"dealValue": 1}, name=None
    )

    referral = wire.get(referral_id).json()
    assert referral["substatus"] == "Engaged"
    assert referral["details"]["dealValue"] == 1
    assert referral["details"]["currency"] == "USD"
    assert "name" not in referral
